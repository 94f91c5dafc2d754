import { describe, expect, test } from 'vitest';
import { drawTimeline } from '../../../src/cli/draw-timeline.ts';
import { wrap } from '../../../src/cli/terminal-text.ts';
import { type Timeline, epochMs } from '../../../src/engine/engine.ts';
import { recordedTimelines } from '../../golden/recordings.ts';

const now = epochMs(1_795_300_000_000);

const cold = async (): Promise<Timeline> => (await recordedTimelines('coldpull')).timelines[0]!;

describe('a timeline on a terminal', () => {
  test('shows names with control and direction characters as text', async () => {
    const timeline = await cold();
    const hostile = { ...timeline, pod: { ...timeline.pod, name: 'a\u001b[31mred\u202eevil\nline' } };
    expect(drawTimeline(hostile, { width: 100, now, color: false }).split('\n')[0]).toContain('a [31mred evil line');
  });

  test('has colours only when asked', async () => {
    const timeline = await cold();
    expect(
      [true, false].map((color) => drawTimeline(timeline, { width: 100, now, color }).includes('\u001b[')),
    ).toEqual([true, false]);
  });

  test.each([40, 60, 200])('keeps within %i columns', async (width) => {
    const timeline = await cold();
    expect(
      drawTimeline(timeline, { width, now, color: false })
        .split('\n')
        .filter((line) => line.length > Math.max(width, 55)),
    ).toEqual([]);
  });

  test('lets a running phase grow with the clock', async () => {
    const timeline = await cold();
    const pull = timeline.phases.find(({ kind }) => kind === 'pull')!;
    const { end: _, ...running } = pull;
    const pulling: Timeline = {
      ...timeline,
      outcome: { state: 'starting' },
      findings: [],
      phases: [{ ...running, outcome: 'running' }],
    };
    expect(drawTimeline(pulling, { width: 100, now: epochMs(pull.start.at + 65_000), color: false })).toContain(
      '1 min 5 s…',
    );
  });
});

test('a word longer than the line is cut', () => {
  expect(wrap('aa bbbbbbb c', 3)).toEqual(['aa', 'bbb', 'bbb', 'b c']);
});
