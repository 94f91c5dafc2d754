import { buildTimeline } from '../../src/engine/timeline/build-timeline.ts';
import { decodeChange } from '../../src/engine/decode/decode.ts';
import type { EventObservation, PodEvidence, PodFacts } from '../../src/engine/timeline/model/facts.ts';
import { epochMs, type EpochMs } from '../../src/engine/timeline/model/units.ts';
import { Random } from './random.ts';
import { timelineFaults } from './timeline-faults.ts';

/*
 * Pods of which there is too much: containers, events, nodes that report them, and messages that contradict each other.
 * Whoever may create pods or events can make one; it may take its time, but not the extension host's.
 */

const ZERO = Date.UTC(2026, 0, 1);

/** The store keeps so many events of an object. */
const MOST_EVENTS = 500;

/** What one timeline may take of the CPU, in ms: everything else in the extension host waits for it. */
const MOST_CPU_MS = 1500;

const PULLED = [
  'Successfully pulled image "app:1" in 1s (3s including waiting)',
  // It waited for longer than it took: no order of these instants is right.
  'Successfully pulled image "app:1" in 100s (2s including waiting)',
  'Container image "app:1" already present on machine',
] as const;

/** The same seed, the same pod. */
function crowdedPod(seed: number): PodEvidence {
  const random = new Random(seed);
  const names = namesOf(random.pick([1, 3, 30, 125, 1000, 5000]), random);
  const hosts = random.pick([1, 2, 20, MOST_EVENTS]);
  const order = random.pick(['as it happened', 'backwards', 'by chance'] as const);
  const count = random.pick([20, 200, MOST_EVENTS]);
  const spread = random.pick([0, 50, 1000]);
  const secondOf = (index: number): number => {
    if (order === 'by chance') return random.below(count);
    return order === 'backwards' ? count - index : index;
  };
  const events = Array.from({ length: count }, (_, index) => {
    const container = names[Math.floor(index / 4) % names.length] ?? '';
    const at = epochMs(ZERO + secondOf(index) * spread);
    return eventOn(container, { index, at, host: `node-${index % hosts}`, random });
  });
  return {
    pods: [{ pod: podWith(names, random), how: 'watched', arrivedAt: epochMs(ZERO + 7000) }],
    events: random.chance(0.8) ? events : [],
    relatedEvents: [],
    owners: [],
    nodePulls: [],
    logs: {},
  };
}

/** What did not hold of the pod of this seed; empty when all did. */
export function crowdedFaults(seed: number): readonly string[] {
  const evidence = crowdedPod(seed);
  const before = process.cpuUsage();
  try {
    buildTimeline(evidence);
  } catch {
    // Said below, with its place.
  }
  const { user, system } = process.cpuUsage(before);
  const took = Math.round((user + system) / 1000);
  return [...(took > MOST_CPU_MS ? [`it took ${took} ms of CPU`] : []), ...timelineFaults(evidence)];
}

/** Names of containers, some of which look like parts of ids. */
function namesOf(count: number, random: Random): readonly string[] {
  const odd = random.chance(0.3) ? ['a', 'a/run/2', 'a/pull', 'a/run/2/start'] : [];
  return [...odd, ...Array.from({ length: count }, (_, index) => `c-${index}`)].slice(0, Math.max(count, odd.length));
}

/** As a server sends it: what is read of it is the decoder's to bound. */
function podWith(names: readonly string[], random: Random): PodFacts {
  const many = random.pick([0, 0, 3, 2000]);
  const named = (prefix: string): { name: string }[] => namesOf(many, random).map((name) => ({ name: prefix + name }));
  const [init, regular] = [names.filter((_, index) => index % 3 === 2), names.filter((_, index) => index % 3 !== 2)];
  const object = {
    metadata: {
      name: 'web',
      namespace: 'shop',
      uid: 'pod-1',
      resourceVersion: '1',
      creationTimestamp: timeAt(0),
      labels: Object.fromEntries(named('l-').map(({ name }) => [name, 'x'])),
    },
    spec: {
      nodeName: 'node-0',
      schedulingGates: random.chance(0.1) ? named('g-') : [],
      readinessGates: named('r-').map(({ name }) => ({ conditionType: name })),
      initContainers: init.map((name) => ({ name, image: 'app:1' })),
      containers: regular.map((name) => ({ name, image: 'app:1' })),
      volumes: named('v-').map((volume) => ({ ...volume, configMap: { name: volume.name } })),
    },
    status: {
      phase: 'Running',
      startTime: timeAt(0),
      conditions: [
        { type: 'Ready', status: 'True', lastTransitionTime: timeAt(6) },
        ...named('c-').map(({ name }) => ({ type: name, status: 'False', lastTransitionTime: timeAt(5) })),
      ],
      initContainerStatuses: init.map(statusOf),
      containerStatuses: regular.map(statusOf),
    },
  };
  const change = decodeChange({ resource: 'pods', how: 'watched', object });
  if (change?.resource !== 'pods') throw new Error('the pod could not be read');
  return change.facts;
}

const timeAt = (second: number): string => new Date(ZERO + second * 1000).toISOString().replace('.000', '');

const statusOf = (name: string, index: number): object => ({
  name,
  image: 'app:1',
  imageID: '',
  ready: true,
  started: true,
  restartCount: index % 5 === 4 ? 3 : 0,
  state: { running: { startedAt: timeAt(5) } },
});

interface Occasion {
  readonly index: number;
  readonly at: EpochMs;
  readonly host: string;
  readonly random: Random;
}

/** A kubelet's word on one of the four steps of a container. */
function eventOn(container: string, { index, at, host, random }: Occasion): EventObservation {
  const [reason, message] = (
    [
      ['Pulling', 'Pulling image "app:1"'],
      ['Pulled', random.pick(PULLED)],
      ['Created', 'Created container'],
      ['Started', 'Started container'],
    ] as const
  )[index % 4] ?? ['', ''];
  const stamps = { creationAt: at, firstAt: at, lastAt: at, nameAt: at };
  return {
    event: {
      uid: `event-${index}`,
      namespace: 'shop',
      name: `web.${index}`,
      resourceVersion: String(10 + index),
      involved: {
        kind: 'Pod',
        namespace: 'shop',
        name: 'web',
        uid: 'pod-1',
        fieldPath: `spec.containers{${container}}`,
      },
      reason,
      message,
      type: 'Normal',
      component: 'kubelet',
      host,
      count: 1,
      ...stamps,
    },
    how: 'watched',
    arrivedAt: epochMs(at + random.below(3000)),
  };
}
