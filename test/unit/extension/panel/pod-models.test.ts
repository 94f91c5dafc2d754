import { expect, test } from 'vitest';
import { type PodRecord, buildTimeline } from '../../../../src/engine/engine.ts';
import { PodModels } from '../../../../src/extension/panel/pod-models.ts';
import type { LogSnapshot } from '../../../../src/shared/protocol.ts';
import { loadEvidence } from '../../../accuracy/evidence.ts';

const [[uid, recorded] = []] = await loadEvidence('test/recordings/whatif/delay.before.ndjson.gz', 'live');
const evidence = { ...recorded!, logs: {} };
const timeline = buildTimeline(evidence);
const store = {
  pods: (): PodRecord[] => [{ pod: evidence.pods.at(-1)!.pod, deleted: true }],
  timeline: () => timeline,
  evidence: () => evidence,
};
const logs = (state: 'loading' | 'read'): readonly LogSnapshot[] => [
  {
    container: 'app',
    previous: false,
    log: state === 'loading' ? { state: 'loading' } : { state: 'lines', lines: recorded!.logs['app']!, cut: false },
  },
];
const answer = (models: PodModels, read: readonly LogSnapshot[]) =>
  models.of([timeline], store, () => read).get(uid!)?.containers[0]?.readinessAnswer?.basis;

test('a log that was read tells when the application answers; none is fetched for it', () => {
  const models = new PodModels();
  expect([answer(models, []), answer(models, logs('loading')), answer(models, logs('read'))]).toEqual([
    'nothing',
    'nothing',
    'said',
  ]);
});

test('the same start with the same logs is looked at once', () => {
  const models = new PodModels();
  const read = logs('read');
  expect(models.of([timeline], store, () => read)).toBe(models.of([timeline], store, () => read));
});

test('without a cluster nothing is known', () =>
  expect(new PodModels().of([timeline], undefined, () => []).size).toBe(0));
