import { describe, expect, test } from 'vitest';
import { buildTimeline } from '../../../../../src/engine/timeline/build-timeline.ts';
import { english } from '../../../../../src/engine/timeline/model/duration.ts';
import type {
  ContainerStatusFacts,
  EventObservation,
  PodEvidence,
  RunFacts,
} from '../../../../../src/engine/timeline/model/facts.ts';
import { formatText } from '../../../../../src/engine/timeline/model/text.ts';
import type { Timeline } from '../../../../../src/engine/timeline/model/timeline.ts';
import {
  at,
  containerSpec,
  containerStatus,
  kubeletEvent,
  podEvidence,
  scheduledEvent,
  second,
  watched,
} from '../facts-builder.ts';

const bound = { spec: { nodeName: 'node1' }, startAt: second(0), phase: 'Running' };
const started = (seconds: number): EventObservation[] => [
  kubeletEvent('Created', 'Container created', seconds - 0.1, 'app'),
  kubeletEvent('Started', 'Container started', seconds, 'app'),
];

/** What the API stores of a container that waits to be started again. */
const crashed = (restartCount: number, lastRun: RunFacts): ContainerStatusFacts =>
  containerStatus({ state: { state: 'waiting', reason: 'CrashLoopBackOff' }, lastRun, restartCount });

const stored = (status: ContainerStatusFacts, events: readonly EventObservation[]): PodEvidence =>
  podEvidence({ pods: [watched(1, 30, { ...bound, statuses: [status] })], events: [scheduledEvent(0.01), ...events] });

const first = ({ findings }: Timeline): string =>
  findings[0] ? `${findings[0].id}: ${formatText(findings[0].sentence, english)}` : 'none';

describe('a command that the image does not have', () => {
  const error =
    'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "/app/servr": stat /app/servr: no such file or directory: unknown';
  const run = { exitCode: 128, reason: 'StartError', message: error, finishedAt: second(1) };
  const timeline = buildTimeline(
    stored(crashed(0, run), [
      kubeletEvent('Created', 'Container created', 0.8, 'app'),
      kubeletEvent('Failed', `Error: ${error}`, 0.9, 'app'),
    ]),
  );

  test('is the headline, without the words around it', () => {
    expect(first(timeline)).toBe(
      'crash-loop: app cannot be started: exec: "/app/servr": stat /app/servr: no such file or directory: unknown.',
    );
  });

  test('is a start that failed, told once', () => {
    expect(timeline.phases.filter(({ outcome }) => outcome === 'failed').map(({ kind }) => kind)).toEqual(['start']);
  });
});

describe('runs whose ends nobody saw', () => {
  const run = { startedAt: second(16), finishedAt: second(17), exitCode: 0, reason: 'Completed' };
  const timeline = buildTimeline(stored(crashed(2, run), [...started(0.8), ...started(3.1), ...started(16)]));

  test('are counted, and their waits are not made up', () => {
    expect(first(timeline)).toBe(
      'crash-loop: app ended 3 times, the last with exit code 0 (Completed), and waits to be started again.',
    );
  });

  test('lasted until the next one was created, and the node is not to blame for that time', () => {
    expect(
      timeline.phases
        .filter(({ kind }) => kind === 'run' || kind === 'start')
        .map(({ id, outcome }) => `${id} ${outcome}`),
    ).toEqual([
      'container/app/start done',
      'container/app/run failed',
      'container/app/start/2 done',
      'container/app/run/2 failed',
      'container/app/start/3 done',
      'container/app/run/3 failed',
    ]);
  });

  test('wait for the next one now', () => {
    expect(timeline.outcome).toMatchObject({ state: 'stuck', reason: 'CrashLoopBackOff' });
  });
});

test('a container that waits after it was killed has been killed once more than it was restarted', () => {
  const spec = { nodeName: 'node1', containers: [containerSpec({ limits: { memory: '64Mi' } })] };
  const status = crashed(1, { startedAt: second(3), finishedAt: second(5), exitCode: 137, reason: 'OOMKilled' });
  const evidence = podEvidence({
    pods: [watched(1, 30, { ...bound, spec, statuses: [status] })],
    events: [scheduledEvent(0.01), ...started(0.8)],
  });
  expect(first(buildTimeline(evidence))).toBe(
    'oom-killed: app was killed 2 times for using more memory than its limit of 64Mi.',
  );
});

describe('a Secret that lacks a key', () => {
  const refused = (message: string): Timeline =>
    buildTimeline(
      podEvidence({
        pods: [
          watched(1, 0.1, {
            ...bound,
            statuses: [containerStatus({ state: { state: 'waiting', reason: 'CreateContainerConfigError' } })],
          }),
        ],
        events: [scheduledEvent(0.01), kubeletEvent('Failed', `Error: ${message}`, 0.9, 'app')],
      }),
    );

  test('is there, and the key is not', () => {
    expect(first(refused("couldn't find key password in Secret shop/db"))).toBe(
      'config-missing: The Secret db has no key password, and the pod waits for it.',
    );
  });

  test('is something else than a Secret that is not there', () => {
    expect(first(refused('secret "db" not found'))).toBe(
      'config-missing: The Secret db is not there, and the pod waits for it.',
    );
  });
});

test('twenty containers that take half a second each are no busy node', () => {
  const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
  const spec = { nodeName: 'node1', containers: names.map((name, index) => containerSpec({ name, index })) };
  const events = names.flatMap((name, index) => [
    kubeletEvent('Created', 'Container created', 1 + index * 0.4, name),
    kubeletEvent('Started', 'Container started', 1.3 + index * 0.4, name),
  ]);
  const statuses = names.map((name) =>
    containerStatus({ name, state: { state: 'running', run: { startedAt: second(1) } }, started: true, ready: true }),
  );
  const ready = {
    ...bound,
    spec,
    statuses,
    conditions: [{ type: 'Ready', status: 'True' as const, lastTransitionAt: second(9) }],
  };
  const timeline = buildTimeline(
    podEvidence({
      pods: [watched(1, 0.1, { ...bound, spec }), { ...watched(2, 9.2, ready), arrivedAt: at(9.2) }],
      events: [scheduledEvent(0.01), ...events],
    }),
  );
  expect(timeline.findings.map(({ id }) => id)).not.toContain('kubelet-slow');
});

describe('a pull that is asked for again', () => {
  const asked = (seconds: number): EventObservation => kubeletEvent('Pulling', 'Pulling image "app:1"', seconds, 'app');
  const pulled = kubeletEvent('Pulled', 'Successfully pulled image "app:1" in 8s (8s including waiting)', 20, 'app');
  const timeline = buildTimeline(
    podEvidence({ pods: [watched(1, 0.1, bound)], events: [scheduledEvent(0.01), asked(0.7), asked(12), pulled] }),
  );

  test('had led to nothing, and did not wait in a queue', () => {
    expect(
      timeline.phases.filter(({ lane }) => lane === 'container/app').map(({ kind, outcome }) => `${kind} ${outcome}`),
    ).toEqual(['turn done', 'pull failed', 'pull done', 'create running']);
  });

  test('is told with what it cost', () => {
    expect(first(timeline)).toBe(
      'image-pull-failed: A first pull of app:1 led to nothing and cost 11.3 s: the kubelet asked for it again.',
    );
  });
});
