import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DecodedChange } from '../../../../src/engine/decode/changes.ts';
import { decodeChange } from '../../../../src/engine/decode/decode.ts';
import { EvidenceStore } from '../../../../src/engine/store/evidence-store.ts';
import { loadRecording } from '../../../../src/engine/recording/read-recording.ts';
import { buildTimeline } from '../../../../src/engine/timeline/build-timeline.ts';
import type { Timeline } from '../../../../src/engine/timeline/model/timeline.ts';
import { rolloutChanges } from '../../../bench/host/rollout-changes.ts';

/** All timelines of the store, as it keeps them. */
const timelinesOf = (store: EvidenceStore): ReadonlyMap<string, Timeline | undefined> =>
  new Map([...store.pods()].map(({ pod }) => [pod.name, store.timeline(pod.uid)]));

test('one pull on a node: only the timelines of pods that pulled there at that time are built anew', async () => {
  const { owners, pods, onePullPerNode } = await rolloutChanges(300);
  const store = new EvidenceStore();
  store.apply([...owners, ...pods]);
  const before = timelinesOf(store);
  store.apply(onePullPerNode[0]!);
  const after = timelinesOf(store);
  /* Three nodes, pulls of 6.8 s that begin 3 s apart: the one of two seconds ends with that of the fifty-first pod. */
  expect([...after].filter(([name, timeline]) => timeline !== before.get(name)).map(([name]) => name)).toEqual([
    'twin-1-150',
    'twin-1-153',
    'twin-1-156',
  ]);
});

test('a pull that is told again changes nothing', async () => {
  const { owners, pods } = await rolloutChanges(20);
  const changes = [...pods];
  const store = new EvidenceStore();
  store.apply([...owners, ...changes]);
  const pulled = changes.flatMap((change) =>
    change.resource === 'events' && change.facts.reason === 'Pulled' ? [change] : [],
  )[0]!;
  const before = timelinesOf(store);
  store.apply({ ...pulled, facts: { ...pulled.facts, resourceVersion: '999999', count: 2 } });
  expect(
    [...timelinesOf(store)].filter(([name, timeline]) => timeline !== before.get(name)).map(([name]) => name),
  ).toEqual([before.keys().next().value]);
});

test('an event that names another node than its pod’s is no pull there', async () => {
  const { owners, pods } = await rolloutChanges(101);
  const changes = [...pods];
  const store = new EvidenceStore();
  store.apply([...owners, ...changes]);
  const all = [...store.pods()];
  const liar = all[0]!.pod;
  const victim = all.find(({ pod }) => pod.spec.nodeName !== liar.spec.nodeName)!.pod;
  const pulled = changes.flatMap((change) =>
    change.resource === 'events' && change.facts.involved.uid === liar.uid && change.facts.reason === 'Pulled'
      ? [change]
      : [],
  )[0]!;
  const before = store.evidence(victim.uid)?.nodePulls;
  const facts = { ...pulled.facts, uid: 'made-up', name: 'made.up', host: victim.spec.nodeName! };
  store.apply({ ...pulled, facts });
  expect(store.evidence(victim.uid)?.nodePulls).toEqual(before);
});

/** Kubelets before 1.27 do not tell how long a pull itself took, and those before 1.20 nothing at all. */
const kubelets: Readonly<Record<string, (message: string) => string>> = {
  'as recorded': (message) => message,
  'before 1.27': (message) => message.replace(/in (\S+) \((\S+) including waiting\)\..*/, 'in $2'),
  'before 1.20': (message) => message.replace(/ in \S+ \(\S+ including waiting\)\..*/, ''),
};

async function changesOf(recording: string, write: (message: string) => string): Promise<readonly DecodedChange[]> {
  const { lines } = await loadRecording(
    new URL(`../../../recordings/${recording}.ndjson.gz`, import.meta.url).pathname,
  );
  return lines.flatMap((line): DecodedChange[] => {
    if (line.type !== 'ADDED' && line.type !== 'MODIFIED') return [];
    const change = decodeChange({ resource: line.r, how: 'watched', object: line.object, arrivedAt: line.t });
    if (change?.resource === 'events') {
      return [{ ...change, facts: { ...change.facts, message: write(change.facts.message) } }];
    }
    return change ? [change] : [];
  });
}

const tellsOfPull = (change: DecodedChange): boolean =>
  change.resource === 'events' && (change.facts.reason === 'Pulling' || change.facts.reason === 'Pulled');

test.each(
  ['samepull', 'alwayspull', 'shop', 'v1.29/samepull'].flatMap((recording) =>
    Object.keys(kubelets).map((kubelet) => [recording, kubelet] as const),
  ),
)(
  '%s, kubelet %s: whichever pull is told when, a timeline that was kept is as it would be built anew',
  async (recording, kubelet) => {
    const changes = await changesOf(recording, kubelets[kubelet]!);
    const [pulls, rest] = [changes.filter(tellsOfPull), changes.filter((change) => !tellsOfPull(change))];
    fc.assert(
      fc.property(fc.shuffledSubarray([...pulls], { minLength: pulls.length }), (order) => {
        const store = new EvidenceStore({ schedule: () => undefined });
        store.apply(rest);
        for (const [index, pull] of order.entries()) {
          timelinesOf(store);
          store.apply(pull);
          if (index % 3 !== 0) continue;
          for (const { pod } of store.pods()) {
            expect(store.timeline(pod.uid)).toEqual(buildTimeline(store.evidence(pod.uid)!));
          }
        }
      }),
      { numRuns: recording === 'shop' ? 1 : 12 },
    );
  },
);
