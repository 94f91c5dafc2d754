import { describe, expect, test } from 'vitest';
import { EvidenceStore } from '../../../../src/engine/store/evidence-store.ts';
import { buildTimeline } from '../../../../src/engine/timeline/build-timeline.ts';
import { english } from '../../../../src/engine/timeline/model/duration.ts';
import type {
  ContainerSpecFacts,
  ContainerStatusFacts,
  EventObservation,
  NodePull,
  PodEvidence,
  ProbeFacts,
} from '../../../../src/engine/timeline/model/facts.ts';
import type { Now } from '../../../../src/engine/timeline/reading/reading.ts';
import { formatText } from '../../../../src/engine/timeline/model/text.ts';
import type { Timeline } from '../../../../src/engine/timeline/model/timeline.ts';
import {
  at,
  containerSpec,
  containerStatus,
  isTrue,
  kubeletEvent,
  podEvidence,
  scheduledEvent,
  second,
  watched,
} from './facts-builder.ts';

const looked = (seconds: number): Now => ({ at: at(seconds), clock: 'client' });

const words = ({ step }: Timeline): string => (step ? formatText(step.words, english) : 'nothing goes on');
const first = ({ findings: [finding] }: Timeline): string =>
  finding ? `${finding.id}: ${formatText(finding.sentence, english)}` : 'no finding';

const probe: ProbeFacts = {
  initialDelaySeconds: 12,
  periodSeconds: 10,
  timeoutSeconds: 1,
  successThreshold: 1,
  failureThreshold: 3,
  handler: 'httpGet',
};

interface Silence {
  readonly taken?: boolean;
  readonly status?: Partial<ContainerStatusFacts>;
  readonly spec?: Partial<ContainerSpecFacts>;
  readonly events?: readonly EventObservation[];
  readonly nodePulls?: readonly NodePull[];
}

/** A pod that was bound 10 ms after its creation, and of which nothing has been heard for long. */
function silent({ taken = true, status, spec, events = [], nodePulls = [] }: Silence): PodEvidence {
  const bound = {
    spec: { nodeName: 'node1', containers: [containerSpec(spec)] },
    conditions: [isTrue('PodScheduled', 0.01)],
  };
  const seen = taken
    ? [watched(3, 0.03, { ...bound, startAt: second(0.02), statuses: [containerStatus(status)] })]
    : [];
  return podEvidence({
    pods: [watched(1, 0.005), watched(2, 0.015, bound), ...seen],
    events: [scheduledEvent(0.01), ...events],
    nodePulls,
  });
}

const pulling = kubeletEvent('Pulling', 'Pulling image "app:1"', 0.5, 'app');
const pulled = kubeletEvent('Pulled', 'Container image "app:1" already present on machine', 0.5, 'app');
const started = [
  pulled,
  kubeletEvent('Created', 'Container created', 0.6, 'app'),
  kubeletEvent('Started', 'Container started', 0.7, 'app'),
];
const running: Partial<ContainerStatusFacts> = {
  state: { state: 'running', run: { startedAt: second(0.7) } },
  started: true,
};

describe('a silent wait has a cause while it lasts', () => {
  test.each([
    [
      'a kubelet that is away',
      silent({ taken: false }),
      'waiting for the kubelet of node1 to take it on',
      'kubelet-slow: The kubelet of node1 has not taken on the pod yet.',
    ],
    [
      'a slow pull',
      silent({ events: [pulling] }),
      'pulling app:1',
      'image-pull: The node has been pulling app:1 for 29.5 s.',
    ],
    [
      'a postStart hook',
      silent({ events: started, spec: { hasPostStart: true } }),
      'the postStart hook of app is running',
      'post-start-hook: The postStart hook of app has been running for 29.3 s; until it is done the container does not count as running.',
    ],
  ])('%s', (_, evidence, step, finding) => {
    const timeline = buildTimeline(evidence, looked(30));
    expect([words(timeline), first(timeline)]).toEqual([step, finding]);
  });

  test('the pull queue, behind the pull that the node is at', () => {
    const nodePulls: NodePull[] = [
      {
        podUid: 'pod-2',
        podName: 'checkout',
        namespace: 'shop',
        container: 'app',
        image: 'checkout:3',
        queuedAt: at(0.1),
      },
      { podUid: 'pod-3', podName: 'later', namespace: 'shop', container: 'app', image: 'later:3', queuedAt: at(0.2) },
    ];
    const timeline = buildTimeline(silent({ events: [pulling], nodePulls }), looked(30));
    expect([words(timeline), first(timeline)]).toEqual([
      'app:1 waits in the pull queue of node1 behind checkout:3 of checkout',
      'image-pull-queue: The pull waited 29.5 s behind those of other pods: checkout (29.5 s). This node pulls one image at a time.',
    ]);
  });

  test('a probe that is not asked yet', () => {
    const timeline = buildTimeline(
      silent({ events: started, status: running, spec: { readinessProbe: probe } }),
      looked(5),
    );
    expect(words(timeline)).toMatch(
      /^app is not ready: it is not asked for another \d+\.\d+ s \(initialDelaySeconds: 12\)$/,
    );
  });
});

test('when someone looks is read by the clock that it is given by', () => {
  const evidence = silent({ taken: false });
  const slow = {
    ...evidence,
    pods: evidence.pods.map((seen) => ({ ...seen, arrivedAt: at((seen.arrivedAt! - at(0)) / 1000 - 60) })),
  };
  const timeline = buildTimeline(slow, looked(-50));
  expect(Math.abs((timeline.findings[0]?.explains ?? 0) - 10_000)).toBeLessThan(1000);
});

test('of a pod that is gone nothing goes on', () => {
  const evidence = silent({ events: [pulling] });
  const last = evidence.pods.at(-1)!;
  const gone = {
    ...evidence,
    pods: [
      ...evidence.pods,
      { ...last, how: 'deleted' as const, arrivedAt: at(4), pod: { ...last.pod, resourceVersion: '9' } },
    ],
  };
  expect(buildTimeline(gone, looked(3000)).findings).toEqual(buildTimeline(gone, looked(30)).findings);
});

describe('time alone', () => {
  const load = (evidence: PodEvidence): EvidenceStore => {
    const store = new EvidenceStore();
    store.apply(
      evidence.pods.map(({ pod, arrivedAt }) => ({
        resource: 'pods',
        how: 'watched',
        facts: pod,
        arrivedAt: arrivedAt!,
      })),
    );
    store.apply(
      evidence.events.map(({ event, arrivedAt }) => ({
        resource: 'events',
        how: 'watched',
        facts: event,
        arrivedAt: arrivedAt!,
      })),
    );
    return store;
  };

  /** How many different timelines someone gets who looks every 250 ms for 10 s. */
  const builds = (store: EvidenceStore): number =>
    new Set(Array.from({ length: 40 }, (_, tick) => store.timeline('pod-1', at(40 + tick / 4)))).size;

  test('builds nothing where nothing goes on', () => {
    const ready = { ...isTrue('Ready', 1) };
    const evidence = silent({ events: started, status: { ...running, ready: true } });
    const over = watched(4, 1.01, {
      ...evidence.pods.at(-1)!.pod,
      resourceVersion: '4',
      conditions: [ready, isTrue('ContainersReady', 1)],
    });
    expect(builds(load({ ...evidence, pods: [...evidence.pods, over] }))).toBe(1);
  });

  test('builds once a second where something does', () => expect(builds(load(silent({ events: [pulling] })))).toBe(10));
});
