import { expect, test } from 'vitest';
import { exporterOf, exporters } from '../../../../src/engine/export/exporters.ts';
import { english } from '../../../../src/engine/timeline/model/duration.ts';
import { parseCommand } from '../../../../src/cli/args.ts';
import { usage } from '../../../../src/cli/usage.ts';
import { timeline } from '../../webview/timeline-builder.ts';

test.each(exporters)(
  '$id writes none, one and many, is an output of the command line and told of in its help',
  (one) => {
    const written = [[], [timeline([])], [timeline([]), timeline([])]].map((timelines) =>
      [...one.write(timelines, { now: 0, language: english })].join(''),
    );
    expect(written.map((words) => words.endsWith('\n') && words.length > 10)).toEqual([true, true, true]);
    expect(parseCommand(['timeline', '--output', one.id])).toMatchObject({ output: one });
    expect(usage.timeline).toContain(`${one.id}:`);
  },
);

test('ids are told apart, and one from outside that nobody has is none', () => {
  expect(new Set(exporters.map(({ id }) => id)).size).toBe(exporters.length);
  expect(['json', 'constructor', ''].map((id) => exporterOf(id)?.id)).toEqual(['json', undefined, undefined]);
});
