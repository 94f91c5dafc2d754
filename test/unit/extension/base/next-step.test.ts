import * as path from 'node:path';
import { expect, test } from 'vitest';
import { collectUserTexts } from '../../../../scripts/user-texts.ts';
import { english, formatText, type Problem, text } from '../../../../src/engine/engine.ts';
import { nextStepOf } from '../../../../src/extension/base/next-step.ts';

const told = (code: Problem['code']): string =>
  formatText(nextStepOf({ code, nextStep: text('Name another file.') }), english);

test('the engine names no setting and no command of an editor in what went wrong', () => {
  const { texts } = collectUserTexts(path.resolve(import.meta.dirname, '../../../..'));
  const ofEngine = texts.filter(({ where }) => /^src\/engine\/(?!recording\/)/.test(where.replaceAll('\\', '/')));
  expect(ofEngine.length).toBeGreaterThan(300);
  expect(ofEngine.filter(({ template }) => /\bsetting |podfall\.|Podfall: |VS Code|\bhttp\./.test(template))).toEqual(
    [],
  );
});

test('the extension adds where it is done', () => {
  expect(told('no-kubeconfig')).toBe(
    'Name another file. The setting podfall.kubeconfig names files; the demo cluster needs none.',
  );
  expect(told('proxy')).toContain('http.proxy');
});

test('where there is no place to name, the step stays as it is', () => {
  expect(told('tls')).toBe('Name another file.');
  expect(formatText(nextStepOf({ code: 'constructor', nextStep: text('Wait.') }), english)).toBe('Wait.');
  expect(formatText(nextStepOf({ nextStep: text('Wait.') }), english)).toBe('Wait.');
});
