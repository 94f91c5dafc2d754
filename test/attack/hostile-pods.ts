import { probeNumbers } from '../../src/engine/decode/probe-check.ts';
import type {
  ConditionFacts,
  ContainerRole,
  ContainerSpecFacts,
  ContainerState,
  ContainerStatusFacts,
  EventFacts,
  EventObservation,
  LogLine,
  NodePull,
  PodEvidence,
  PodFacts,
  PodObservation,
  ProbeFacts,
  RunFacts,
  VolumeFacts,
} from '../../src/engine/timeline/model/facts.ts';
import { durationMs, epochMs, type EpochMs } from '../../src/engine/timeline/model/units.ts';
import { HOSTILE_NAMES, KNOWN_TEXTS, pumped } from './hostile-texts.ts';
import { Random } from './random.ts';

/** When the pods of this attack are made, by clocks that mean well. */
const ZERO = Date.UTC(2026, 0, 1);

/** The first and last times that the API can have (RFC 3339). */
const FIRST_TIME = Date.parse('0000-01-01T00:00:00Z');
const LAST_TIME = Date.UTC(9999, 11, 31, 23, 59, 59);

const ROLES: readonly ContainerRole[] = ['container', 'container', 'container', 'init', 'sidecar', 'ephemeral'];
const REASONS = [
  'ContainerCreating',
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'CreateContainerConfigError',
  'PodInitializing',
  'constructor',
  'toString',
] as const;
const CONDITIONS = [
  'PodScheduled',
  'Initialized',
  'ContainersReady',
  'Ready',
  'PodReadyToStartContainers',
  'DisruptionTarget',
] as const;
const DURATIONS = [
  '1s',
  '0s',
  '1m2.3s',
  '99999999999h',
  '1.s',
  `${'9'.repeat(300)}h`,
  '1e9s',
  '-5s',
  '54ms',
  '2562047h47m16.854775807s',
  '.',
  '',
] as const;

/**
 * Everything that is known of one made-up pod, as a decoder could have read it: a hostile name here, a time that cannot
 * be there. The same seed, the same pod.
 */
export function hostilePod(seed: number): PodEvidence {
  return new PodMaker(new Random(seed)).make();
}

class PodMaker {
  readonly #random: Random;
  /** How much of it is hostile; some pods are nearly honest, so that the engine goes far with them. */
  readonly #malice: number;
  readonly #names: readonly string[];
  readonly #node: string;

  constructor(random: Random) {
    this.#random = random;
    this.#malice = random.pick([0.02, 0.1, 0.4]);
    this.#names = ['app', 'db', 'proxy'].map((name) => this.#name(name)).slice(0, 1 + random.below(3));
    this.#node = this.#name('node1');
  }

  make(): PodEvidence {
    const random = this.#random;
    const spec = this.#spec();
    const pods = random.chance(0.95) ? this.#versions(spec) : [];
    const events = random.many(18, (index) => this.#event(index));
    return {
      pods,
      events,
      relatedEvents: random.many(3, (index) => this.#event(100 + index)),
      owners: random.many(2, () => ({
        uid: random.pick(['owner', 'pod-1', 'constructor']),
        kind: random.pick(['ReplicaSet', 'constructor']),
        namespace: 'shop',
        name: this.#name('web'),
        resourceVersion: '1',
        creationAt: this.#time(0),
        owner: { kind: 'Deployment', name: 'web', uid: random.pick(['top', 'owner', 'pod-1']) },
      })),
      nodePulls: random.many(4, () => this.#pull()),
      logs: Object.fromEntries(
        random.many(2, () => [
          this.#container(),
          random.many(5, (): LogLine => ({ at: this.#time(1), line: 'ready' })),
        ]),
      ),
      ...(random.chance(0.8) && { server: { major: 1, minor: random.pick([19, 27, 29, 36, 40]) } }),
      ...(random.chance(0.5) && { watchingSince: this.#time(0) }),
      ...(random.chance(0.3) && {
        nodes: [
          {
            name: this.#node,
            uid: 'n',
            conditions: this.#conditions(),
            allocatable: { [this.#name('cpu')]: random.pick(['4', 'NaN', '-1', '1e400']) },
          },
        ],
      }),
    };
  }

  #evil(): boolean {
    return this.#random.chance(this.#malice);
  }

  #name(plain: string): string {
    return this.#evil() ? this.#random.pick(HOSTILE_NAMES) : plain;
  }

  #container(): string {
    return this.#random.pick(this.#names);
  }

  /** About so many seconds after the pod's creation; or before it, or an age away. */
  #time(seconds: number): EpochMs {
    if (this.#evil()) {
      return epochMs(this.#random.pick([FIRST_TIME, LAST_TIME, 0, ZERO - 86_400_000, ZERO + 400 * 86_400_000]));
    }
    return epochMs(ZERO + Math.floor(seconds * 1000 + this.#random.below(3000)));
  }

  #second(seconds: number): EpochMs {
    return epochMs(Math.floor(this.#time(seconds) / 1000) * 1000);
  }

  #number(plain: number): number {
    return this.#evil() ? this.#random.pick([0, -1, 2 ** 31 - 1, -(2 ** 31), 137]) : plain;
  }

  #spec(): PodFacts['spec'] {
    const random = this.#random;
    return {
      schedulingGates: random.many(1, () => this.#name('gate')),
      readinessGates: random.many(1, () => this.#name('lb')),
      containers: this.#names.map((name, index) => this.#containerSpec(name, index)),
      volumes: random.many(2, (index): VolumeFacts => ({
        name: this.#name('data'),
        index,
        source: random.pick(['persistentVolumeClaim', 'configMap', 'constructor']),
        refName: this.#name('data'),
      })),
      restartPolicy: random.pick(['Always', 'Never', 'toString']),
      nodeSelector: { [this.#name('disk')]: 'ssd' },
      hasAffinity: random.chance(0.2),
      terminationGracePeriodSeconds: this.#number(30),
    };
  }

  #containerSpec(name: string, index: number): ContainerSpecFacts {
    const random = this.#random;
    const resources = { [this.#name('cpu')]: random.pick(['1', 'NaN', '1e400', '-5', 'constructor', '']) };
    const probes = { startupProbe: this.#probe(), readinessProbe: this.#probe(), livenessProbe: this.#probe() };
    const given = Object.fromEntries(Object.entries(probes).filter(() => random.chance(0.4)));
    return {
      name,
      role: random.pick(ROLES),
      index,
      image: this.#name('app:1'),
      hasPostStart: random.chance(0.2),
      requests: resources,
      limits: resources,
      configRefs: [],
      ...given,
    };
  }

  #probe(): ProbeFacts {
    const numbers = {
      initialDelaySeconds: this.#number(2),
      periodSeconds: this.#number(5),
      timeoutSeconds: this.#number(1),
      successThreshold: this.#number(1),
      failureThreshold: this.#number(3),
    };
    return { ...probeNumbers(numbers), handler: this.#random.pick(['httpGet', 'exec', 'unknown']), check: 'path: /' };
  }

  #versions(spec: PodFacts['spec']): readonly PodObservation[] {
    const random = this.#random;
    const creationAt = this.#second(0);
    let arrivedAt = 0;
    return Array.from({ length: 1 + random.below(6) }, (_, index): PodObservation => {
      arrivedAt += random.below(5);
      const pod: PodFacts = {
        uid: 'pod-1',
        namespace: 'shop',
        name: this.#name('web'),
        resourceVersion: this.#evil() ? random.pick(['', 'x', '-1', '9'.repeat(30)]) : String(index + 1),
        creationAt,
        labels: { [this.#name('pod-template-hash')]: 'a' },
        spec: random.chance(0.8) || index > 1 ? { ...spec, nodeName: this.#node } : spec,
        phase: random.pick(['Pending', 'Running', 'Running', 'Succeeded', 'Failed', 'constructor']),
        conditions: this.#conditions(),
        statuses: this.#names.filter(() => random.chance(0.8)).map((name) => this.#status(name)),
        ...(random.chance(0.8) && { startAt: this.#second(0) }),
        ...(random.chance(0.4) && { statusAt: this.#second(arrivedAt) }),
        ...(random.chance(0.1) && {
          deletionAt: this.#second(arrivedAt),
          deletionGraceSeconds: this.#evil() ? Number.MAX_SAFE_INTEGER : 30,
        }),
        ...(random.chance(0.5) && { owner: { kind: 'ReplicaSet', name: 'web', uid: 'owner' } }),
        ...(random.chance(0.05) && { staticPod: { hash: 'h', source: 'file', seenAt: this.#time(0) } }),
      };
      return {
        pod,
        how: random.pick(['watched', 'watched', 'listed', 'deleted']),
        ...(random.chance(0.85) && { arrivedAt: this.#time(arrivedAt) }),
      };
    });
  }

  #conditions(): readonly ConditionFacts[] {
    return this.#random.many(5, (): ConditionFacts => ({
      type: this.#name(this.#random.pick(CONDITIONS)),
      status: this.#random.pick(['True', 'True', 'False', 'Unknown']),
      lastTransitionAt: this.#second(5),
      message: this.#message(),
    }));
  }

  #status(name: string): ContainerStatusFacts {
    const random = this.#random;
    return {
      name,
      state: this.#state(),
      ready: random.chance(0.5),
      started: random.chance(0.6),
      restartCount: this.#number(random.pick([0, 0, 1, 3])),
      ...(random.chance(0.3) && { lastRun: this.#run() }),
    };
  }

  #state(): ContainerState {
    const random = this.#random;
    const state = random.pick(['waiting', 'running', 'running', 'terminated'] as const);
    return state === 'waiting'
      ? { state, reason: random.pick(REASONS), message: this.#message() }
      : { state, run: this.#run() };
  }

  #run(): RunFacts {
    const random = this.#random;
    return {
      startedAt: this.#second(2),
      ...(random.chance(0.4) && {
        finishedAt: this.#second(6),
        exitCode: this.#number(1),
        reason: random.pick(['Error', 'OOMKilled', 'constructor']),
      }),
    };
  }

  #message(): string {
    const [, message] = this.#random.pick(KNOWN_TEXTS);
    if (this.#evil()) return pumped(this.#random, message, 200 + this.#random.below(3800));
    return message.replace(/1m4[24]\.643s/g, () => (this.#evil() ? this.#random.pick(DURATIONS) : '1s'));
  }

  #event(index: number): EventObservation {
    const random = this.#random;
    const [reason, message] = random.pick(KNOWN_TEXTS);
    const at = this.#time(index / 3);
    const firstAt = epochMs(Math.floor(at / 1000) * 1000);
    const count = this.#number(random.pick([1, 1, 1, 4]));
    const event: EventFacts = {
      uid: this.#evil()
        ? random.pick(['created', 'podReady', 'constructor', '__proto__', `event-${index}`])
        : `event-${index}`,
      namespace: 'shop',
      name: `web.${index}`,
      resourceVersion: String(1000 + index),
      involved: {
        kind: random.pick(['Pod', 'Pod', 'Pod', 'ReplicaSet', 'PersistentVolumeClaim']),
        namespace: 'shop',
        name: 'web',
        uid: 'pod-1',
        ...(random.chance(0.7) && { fieldPath: `spec.containers{${this.#container()}}` }),
      },
      reason: this.#evil() ? random.pick(['constructor', '__proto__', 'toString']) : reason,
      message: this.#evil()
        ? this.#message()
        : message.replace(/1m4[24]\.643s/g, () => (random.chance(0.3) ? random.pick(DURATIONS) : '1s')),
      type: random.pick(['Normal', 'Warning']),
      component: random.pick(['kubelet', 'default-scheduler', 'replicaset-controller', '']),
      host: random.chance(0.8) ? this.#node : this.#name('node2'),
      creationAt: firstAt,
      firstAt,
      lastAt: this.#second(index),
      count,
      ...(random.chance(0.6) && { nameAt: at }),
      ...(random.chance(0.2) && { series: { count: this.#number(3), lastObservedAt: this.#time(index) } }),
    };
    return {
      event,
      how: random.pick(['watched', 'watched', 'listed']),
      ...(random.chance(0.8) && { arrivedAt: this.#time(index / 3) }),
    };
  }

  #pull(): NodePull {
    const random = this.#random;
    const times = {
      queuedAt: this.#time(1),
      endedAt: this.#time(3),
      took: durationMs(this.#number(1000)),
      waited: durationMs(this.#number(2000)),
    };
    return {
      podUid: random.pick(['pod-1', 'pod-2', 'constructor']),
      podName: this.#name('other'),
      namespace: 'shop',
      container: this.#container(),
      image: this.#name('app:1'),
      ...Object.fromEntries(Object.entries(times).filter(() => random.chance(0.7))),
    };
  }
}
