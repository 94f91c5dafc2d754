import type {
  ConditionFacts,
  ContainerSpecFacts,
  ContainerStatusFacts,
  EventFacts,
  EventObservation,
  PodEvidence,
  PodFacts,
  PodObservation,
} from '../../../../src/engine/timeline/model/facts.ts';
import type { EpochMs } from '../../../../src/engine/timeline/model/units.ts';
import { epochMs } from '../../../../src/engine/timeline/model/units.ts';

/** Times in these tests are seconds after this. */
const ZERO = Date.UTC(2026, 0, 1);

/** The instant `seconds` after the tests' zero. */
export const at = (seconds: number): EpochMs => epochMs(ZERO + seconds * 1000);

/** The whole second in which `seconds` lies, as a metav1.Time has it. */
export const second = (seconds: number): EpochMs => at(Math.floor(seconds));

/** Seconds after the tests' zero, to the millisecond. */
export const secondsOf = (time: number): number => Math.round(time - ZERO) / 1000;

let count = 0;

export function eventFacts(facts: Partial<EventFacts> = {}): EventFacts {
  count += 1;
  return {
    uid: `event-${count}`,
    namespace: 'shop',
    name: `web.${count}`,
    resourceVersion: String(1000 + count),
    involved: { kind: 'Pod', namespace: 'shop', name: 'web', uid: 'pod-1' },
    reason: 'Scheduled',
    message: '',
    type: 'Normal',
    component: 'kubelet',
    creationAt: at(0),
    count: 1,
    ...facts,
  };
}

/** A kubelet's event about `container`, with its exact time, as a client saw it 5 ms later. */
export function kubeletEvent(reason: string, message: string, seconds: number, container?: string): EventObservation {
  const involved = {
    kind: 'Pod',
    namespace: 'shop',
    name: 'web',
    uid: 'pod-1',
    ...(container === undefined ? {} : { fieldPath: `spec.containers{${container}}` }),
  };
  const stamps = {
    nameAt: at(seconds),
    firstAt: second(seconds),
    lastAt: second(seconds),
    creationAt: second(seconds + 0.003),
  };
  return {
    event: eventFacts({ reason, message, involved, host: 'node1', ...stamps }),
    how: 'watched',
    arrivedAt: at(seconds + 0.005),
  };
}

export function scheduledEvent(seconds: number): EventObservation {
  return {
    event: eventFacts({
      reason: 'Scheduled',
      component: 'default-scheduler',
      eventAt: at(seconds),
      creationAt: second(seconds),
    }),
    how: 'watched',
    arrivedAt: at(seconds + 0.005),
  };
}

export const containerSpec = (facts: Partial<ContainerSpecFacts> = {}): ContainerSpecFacts => ({
  name: 'app',
  role: 'container',
  index: 0,
  image: 'app:1',
  hasPostStart: false,
  requests: {},
  limits: {},
  configRefs: [],
  ...facts,
});

export const containerStatus = (facts: Partial<ContainerStatusFacts> = {}): ContainerStatusFacts => ({
  name: 'app',
  state: { state: 'waiting', reason: 'ContainerCreating' },
  ready: false,
  started: false,
  restartCount: 0,
  ...facts,
});

/** `type` is true since the second of `seconds`. */
export const isTrue = (type: string, seconds: number): ConditionFacts => ({
  type,
  status: 'True',
  lastTransitionAt: second(seconds),
});

type PodParts = Partial<Omit<PodFacts, 'spec'>> & { readonly spec?: Partial<PodFacts['spec']> };

export function podFacts({ spec, ...facts }: PodParts = {}): PodFacts {
  return {
    uid: 'pod-1',
    namespace: 'shop',
    name: 'web',
    resourceVersion: '1',
    creationAt: at(0),
    labels: {},
    phase: 'Pending',
    conditions: [],
    statuses: [],
    ...facts,
    spec: {
      schedulingGates: [],
      readinessGates: [],
      containers: [containerSpec()],
      volumes: [{ name: 'token', index: 0, source: 'projected' }],
      restartPolicy: 'Always',
      nodeSelector: {},
      hasAffinity: false,
      ...spec,
    },
  };
}

/** A version of the pod that was watched as it arrived. */
export const watched = (version: number, arrivedSeconds: number, parts: PodParts = {}): PodObservation => ({
  pod: podFacts({ resourceVersion: String(version), ...parts }),
  how: 'watched',
  arrivedAt: at(arrivedSeconds),
});

export function podEvidence(evidence: Partial<PodEvidence> = {}): PodEvidence {
  return {
    pods: [],
    events: [],
    relatedEvents: [],
    owners: [],
    nodePulls: [],
    logs: {},
    server: { major: 1, minor: 36 },
    ...evidence,
  };
}
