import { describe, expect, test } from 'vitest';
import { buildTimeline } from '../../../../src/engine/timeline/build-timeline.ts';
import { english } from '../../../../src/engine/timeline/model/duration.ts';
import type { EventObservation, PodEvidence, PodFacts } from '../../../../src/engine/timeline/model/facts.ts';
import { formatText } from '../../../../src/engine/timeline/model/text.ts';
import {
  at,
  containerStatus,
  eventFacts,
  kubeletEvent,
  podEvidence,
  scheduledEvent,
  second,
  watched,
} from './facts-builder.ts';

const bound = { spec: { nodeName: 'node1' }, startAt: second(0) };
const pulling = kubeletEvent('Pulling', 'Pulling image "app:1"', 0.5, 'app');

/** A pod that is stopped after 30 s, while its image is being pulled. */
const stopped = (facts: Partial<PodFacts>, events: readonly EventObservation[] = [pulling]): PodEvidence =>
  podEvidence({
    pods: [
      watched(1, 0.005, bound),
      watched(2, 30.01, { ...bound, phase: 'Failed', statuses: [containerStatus()], ...facts, spec: bound.spec }),
    ],
    events: [scheduledEvent(0.01), ...events],
  });

const headline = (evidence: PodEvidence): string => {
  const [first] = buildTimeline(evidence).findings;
  return first ? `${first.id}: ${formatText(first.sentence, english)}` : 'none';
};

describe('a pod that is stopped from outside', () => {
  test('was evicted for the reason that its node gives', () => {
    expect(headline(stopped({ reason: 'Evicted', message: 'The node was low on resource: memory. ' }))).toBe(
      'pod-failed: node1 evicted the pod 30.0 s after its creation: The node was low on resource: memory.',
    );
  });

  test('was refused when no container was tried', () => {
    expect(headline(stopped({ reason: 'OutOfcpu', message: 'Pod was rejected' }, []))).toBe(
      'pod-failed: node1 refused the pod: OutOfcpu: Pod was rejected',
    );
  });

  test('pulls no more: nothing of it goes on', () => {
    const { phases } = buildTimeline(stopped({ reason: 'Evicted' }));
    expect(phases.find(({ kind }) => kind === 'pull')).toMatchObject({ outcome: 'abandoned', end: { at: at(30.01) } });
  });

  test('has no container that failed by itself', () => {
    const killed = containerStatus({
      state: {
        state: 'terminated',
        run: { startedAt: second(1), finishedAt: second(30), exitCode: 137, reason: 'Error' },
      },
    });
    expect(
      buildTimeline(stopped({ reason: 'DeadlineExceeded', statuses: [killed] })).findings.map(({ id }) => id),
    ).not.toContain('crash-loop');
  });
});

test('a container that was given up before it ran lacks no event', () => {
  const lost = containerStatus({
    state: { state: 'terminated', run: { exitCode: 137, reason: 'ContainerStatusUnknown' } },
  });
  expect(buildTimeline(stopped({ reason: 'Evicted', statuses: [lost] })).findings.map(({ id }) => id)).not.toContain(
    'events-lost',
  );
});

describe('a node that falls silent during a start', () => {
  const silent: EventObservation = {
    event: eventFacts({
      reason: 'NodeNotReady',
      message: 'Node is not ready',
      component: 'node-controller',
      eventAt: at(45),
      creationAt: second(45),
    }),
    how: 'watched',
    arrivedAt: at(45.01),
  };
  const lost = (...later: readonly EventObservation[]): PodEvidence =>
    podEvidence({ pods: [watched(1, 0.005, bound)], events: [scheduledEvent(0.01), pulling, silent, ...later] });

  test('is the headline, and not the pull that was going on', () => {
    expect(headline(lost())).toBe(
      'kubelet-slow: node1 fell silent: it was found not ready 45.0 s after the creation of the pod, and its kubelet has said nothing since.',
    );
  });

  test('is not lost when its kubelet speaks again', () => {
    expect(
      headline(
        lost(
          kubeletEvent('Pulled', 'Successfully pulled image "app:1" in 49.4s (49.4s including waiting)', 49.9, 'app'),
        ),
      ),
    ).toMatch(/^image-pull: /);
  });
});
