import { expect, test } from 'vitest';
import type { NodePull, PodSpecFacts } from '../../../../../src/engine/timeline/model/facts.ts';
import { PullReach } from '../../../../../src/engine/timeline/reading/pull-reach.ts';
import { epochMs } from '../../../../../src/engine/timeline/model/units.ts';
import { created, phase, timeline } from '../../../webview/timeline-builder.ts';

const spec = { containers: [] } as unknown as PodSpecFacts;
const at = (seconds: number) => epochMs(created + seconds * 1000);
const pull = (queued: number, ended?: number): NodePull => ({
  podUid: `${queued}`,
  podName: 'other',
  namespace: 'n',
  container: 'app',
  image: 'i',
  queuedAt: at(queued),
  ...(ended !== undefined && { endedAt: at(ended) }),
});

test('a pod that was thought to wait for a pull is built anew when that turns out to have ended long before', () => {
  const waiting = timeline([phase('pull-queue', { from: 9 })]);
  const change = { node: 'n1', pull: pull(1, 2), others: [] };
  const reached = [{ ...change, before: pull(1) }, change].map((each) => new PullReach(each).touches(waiting, spec));
  expect(reached).toEqual([true, false]);
});

test('a pull moves the unknown beginning of the one that ended after it, and so the pod that waited for that', () => {
  const waited = timeline([phase('pull-queue', { from: 1, to: 3 })]);
  const reached = [[pull(0, 9)], []].map((others) =>
    new PullReach({ node: 'n1', pull: pull(5, 6), others }).touches(waited, spec),
  );
  expect(reached).toEqual([true, false]);
});
