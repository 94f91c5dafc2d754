import type { DecodedChange } from '../../../src/engine/decode/changes.ts';
import { decodeChange } from '../../../src/engine/decode/decode.ts';
import { loadRecording } from '../../../src/engine/recording/read-recording.ts';
import type { RecordingLine } from '../../../src/engine/recording/recording.ts';
import { shiftObject } from '../../../src/demo-server/shift.ts';
import type { EventFacts, OwnerFacts } from '../../../src/engine/timeline/model/facts.ts';
import { durationMs, epochMs, type EpochMs } from '../../../src/engine/timeline/model/units.ts';

/*
 * A rollout of many pods over many nodes, made of one recorded pod that pulled its image: its own versions and events,
 * again and again.
 */

const RECORDING = new URL('../../recordings/samepull.ndjson.gz', import.meta.url).pathname;

/** So many pods a node may have by default, and a little less (`--max-pods`, 110). */
const PODS_A_NODE = 100;

/** Between two starts on a node, in ms: less than the pull takes, so that neighbours wait for one another. */
const APART = 3000;

export const workload: OwnerFacts = {
  uid: 'workload',
  kind: 'Deployment',
  namespace: 'bench',
  name: 'twin',
  resourceVersion: '1',
  creationAt: epochMs(0),
};
const template: OwnerFacts = {
  ...workload,
  uid: 'template',
  kind: 'ReplicaSet',
  name: 'twin-1',
  owner: { kind: 'Deployment', name: 'twin', uid: workload.uid },
};

export interface RolloutChanges {
  readonly owners: readonly DecodedChange[];
  /** What a watch told of the pods and their events, a pod after another. */
  readonly pods: Iterable<DecodedChange>;
  /** One more pull on each node, told late: by a pod in the middle of the rollout. */
  readonly onePullPerNode: readonly DecodedChange[];
  /** When all of them were ready. */
  readonly now: EpochMs;
}

/** `count` pods of one Deployment, a hundred a node, that start one after another. */
export async function rolloutChanges(count: number): Promise<RolloutChanges> {
  const { lines } = await loadRecording(RECORDING);
  const own = linesOfOnePod(lines);
  const slots = Array.from({ length: PODS_A_NODE }, (_, slot) => changesOf(own, slot * APART));
  const nodes = Math.ceil(count / PODS_A_NODE);
  return {
    owners: [workload, template].map((facts) => ({ resource: 'owners', how: 'watched', facts })),
    pods: podsOf(slots, count, nodes),
    onePullPerNode: Array.from({ length: nodes }, (_, node) => pullOfMiddle(slots, node, nodes)).flat(),
    now: epochMs((own.at(-1)?.t ?? 0) + PODS_A_NODE * APART),
  };
}

type ObjectLine = Extract<RecordingLine, { readonly type: 'SYNC' | 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' }>;

/** All of the first pod that pulled, until somebody deleted it. */
function linesOfOnePod(lines: readonly RecordingLine[]): readonly ObjectLine[] {
  const told = lines.filter((line): line is ObjectLine => line.type === 'ADDED' || line.type === 'MODIFIED');
  const pulled = told.find(({ object }) => object['reason'] === 'Pulled')?.object['involvedObject'] as
    { uid?: string } | undefined;
  const own = told.filter(
    ({ object }) =>
      object.metadata.uid === pulled?.uid ||
      (object['involvedObject'] as { uid?: string } | undefined)?.uid === pulled?.uid,
  );
  const end = own.findIndex(({ object }) => object.metadata['deletionTimestamp'] || object['reason'] === 'Killing');
  return own.slice(0, end < 0 ? own.length : end);
}

const changesOf = (lines: readonly ObjectLine[], later: number): readonly DecodedChange[] =>
  lines.flatMap(
    ({ r, object, t }) =>
      decodeChange({
        resource: r,
        how: 'watched',
        object: shiftObject(object, durationMs(later)),
        arrivedAt: epochMs(t + later),
      }) ?? [],
  );

function* podsOf(slots: readonly (readonly DecodedChange[])[], count: number, nodes: number): Generator<DecodedChange> {
  for (let index = 0; index < count; index += 1) {
    for (const change of slots[Math.floor(index / nodes)] ?? []) yield ofPod(change, index, index % nodes);
  }
}

function ofPod(change: DecodedChange, index: number, node: number): DecodedChange {
  const [uid, name, nodeName] = [`pod-${index}`, `twin-1-${index}`, `node-${node}`];
  if (change.resource === 'pods') {
    const owner = { kind: 'ReplicaSet', name: template.name, uid: template.uid };
    return {
      ...change,
      facts: {
        ...change.facts,
        uid,
        name,
        namespace: workload.namespace,
        owner,
        spec: { ...change.facts.spec, nodeName },
      },
    };
  }
  return change.resource === 'events' ? { ...change, facts: ofEvent(change.facts, { uid, name, nodeName }) } : change;
}

const ofEvent = (
  event: EventFacts,
  { uid, name, nodeName }: Record<'uid' | 'name' | 'nodeName', string>,
): EventFacts => ({
  ...event,
  uid: `${event.uid}-${uid}`,
  namespace: workload.namespace,
  involved: { ...event.involved, uid, name, namespace: workload.namespace },
  ...(event.host !== undefined && { host: nodeName }),
});

/** A pull of two seconds by the pod in the middle of the node's, which nobody knew of. */
function pullOfMiddle(slots: readonly (readonly DecodedChange[])[], node: number, nodes: number): DecodedChange[] {
  const slot = PODS_A_NODE / 2;
  const pulled = (slots[slot] ?? []).flatMap((change) =>
    change.resource === 'events' && change.facts.reason === 'Pulled' ? [change.facts] : [],
  )[0];
  if (!pulled) throw new Error('the recording has no pull');
  const index = slot * nodes + node;
  const event = ofEvent(pulled, { uid: `pod-${index}`, name: `twin-1-${index}`, nodeName: `node-${node}` });
  const message = 'Successfully pulled image "other:1" in 2s (2s including waiting). Image size: 1000 bytes.';
  return [
    {
      resource: 'events',
      how: 'listed',
      facts: {
        ...event,
        uid: `late-${node}`,
        message,
        involved: { ...event.involved, fieldPath: 'spec.containers{other}' },
      },
    },
  ];
}
