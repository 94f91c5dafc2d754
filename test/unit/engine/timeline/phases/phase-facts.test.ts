import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Phase } from '../../../../../src/engine/timeline/model/timeline.ts';
import { timelinesOf } from '../../../../page/scenes.ts';

/** The phases of the only pod of a recording, and its creation. */
async function phasesOf(recording: string): Promise<{ readonly phases: readonly Phase[]; readonly created: number }> {
  const [timeline] = (await timelinesOf(recording)).timelines;
  return { phases: timeline?.phases ?? [], created: timeline?.instants['created']?.at ?? Number.NaN };
}

test('each run that failed says how it ended', async () => {
  const { phases } = await phasesOf('oom');
  expect(phases.filter(({ kind, outcome }) => kind === 'run' && outcome === 'failed').map(({ exit }) => exit)).toEqual(
    Array(3).fill({ code: 137, reason: 'OOMKilled' }),
  );
});

test('only a run that failed has an end', async () => {
  const { phases } = await phasesOf('crashthenok');
  expect(phases.filter(({ exit }) => exit).map(({ id }) => id)).toEqual(['container/app/run', 'container/app/run/2']);
});

test('a readiness probe with a delay says from when it was asked, counted from the whole second of the start', async () => {
  const { phases, created } = await phasesOf('readiness');
  const probe = phases.find(({ kind, lane }) => kind === 'readiness' && lane !== 'pod')?.probe;
  expect([probe?.delaySeconds, ((probe?.askedFrom ?? 0) - created) / 1000]).toEqual([10, expect.closeTo(9.98, 2)]);
});

test('the tries of a startup probe that failed lie a period apart', async () => {
  const { phases } = await phasesOf('startupprobe');
  const { failedAt: [first = 0, second = 0] = [], periodSeconds = 0 } =
    phases.find(({ kind }) => kind === 'startup-probe')?.probe ?? {};
  expect((second - first) / 1000).toBeCloseTo(periodSeconds, 1);
});

/** What the first finding of a recording that is an edit would change. */
async function changeIn(recording: string): Promise<string | undefined> {
  const findings = (await timelinesOf(recording)).timelines.flatMap((timeline) => timeline.findings);
  return findings.find(({ change }) => change !== undefined)?.change;
}

test('a readiness delay is changed by a startup probe with the same check, and by taking the delay away', async () => {
  expect(await changeIn('readiness')).toBe(`# Deployment/slowready
spec:
  template:
    spec:
      containers:
      - name: app
        startupProbe:
          httpGet:
            path: /healthz
            port: 8080
            scheme: HTTP
          periodSeconds: 1
          failureThreshold: 30
        readinessProbe:
          httpGet:
            path: /healthz
            port: 8080
            scheme: HTTP
          initialDelaySeconds: 0
          periodSeconds: 5
`);
});

test('a startup probe that is asked each second allows the same time', async () => {
  expect(parse((await changeIn('startupprobe')) ?? '')).toMatchObject({
    spec: { template: { spec: { containers: [{ startupProbe: { periodSeconds: 1, failureThreshold: 90 } }] } } },
  });
});

test('an image that was there is not asked for again', async () => {
  expect(parse((await changeIn('alwayspull')) ?? '')).toMatchObject({
    spec: { template: { spec: { containers: [{ name: 'app', imagePullPolicy: 'IfNotPresent' }] } } },
  });
});
