import { expect, test } from 'vitest';
import { initialState, tryChanges } from '../../../webview/parts/state.ts';
import { WhatIfs } from '../../../webview/page/what-if.ts';
import { sceneMessage, sceneNamed } from '../../page/scenes.ts';

const { timeline, model } = await sceneMessage(sceneNamed('payments'));
const tried = (...keys: readonly string[]) => new WhatIfs().of(timeline, model, new Set(keys));

test('each finding whose effect can be told has its change', () => {
  const { findings, changesOf } = tried();
  expect(Object.fromEntries(findings.map((finding) => [finding.id, changesOf(finding)]))).toEqual({
    'image-pull-queue': ['image-pull-queue'],
    'readiness-delay': ['readiness-delay'],
    'init-slow': ['init-slow'],
  });
});

test('what is ticked is predicted together', () => {
  const one = tried('readiness-delay').prediction?.ready.ms ?? 0;
  const both = tried('readiness-delay', 'init-slow').prediction?.ready.ms ?? 0;
  expect([one < 49_000, both < one - 3000, tried().prediction]).toEqual([true, true, undefined]);
});

test('a tick of a change that the next snapshot does not have counts for nothing', () =>
  expect(tried('image-pull@gone')).toMatchObject({ ticked: [] }));

test('without a model there is nothing to try', () =>
  expect(new WhatIfs().of(timeline, undefined, new Set(['init-slow']))).toMatchObject({
    possible: [],
    findings: timeline.findings,
  }));

test('the same start and ticks are looked at once', () => {
  const whatIfs = new WhatIfs();
  const wanted = new Set(['init-slow']);
  expect(whatIfs.of(timeline, model, wanted)).toBe(whatIfs.of(timeline, model, wanted));
});

test('ticks are taken in and out', () => {
  const both = tryChanges(initialState, ['a', 'b'], true);
  expect([[...both.tried], [...tryChanges(both, ['a'], false).tried]]).toEqual([['a', 'b'], ['b']]);
});
