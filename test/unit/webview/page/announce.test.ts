import { expect, test } from 'vitest';
import type { Outcome } from '../../../../src/engine/timeline/model/timeline.ts';
import { durationMs, epochMs } from '../../../../src/engine/timeline/model/units.ts';
import { Announcer } from '../../../../webview/page/announce.ts';
import { created, phase, timeline } from '../timeline-builder.ts';

const live = { state: 'live' } as const;
const pulling = timeline([phase('pull', { from: 1 })]);
const span = { ms: durationMs(9000), shortest: durationMs(9000), longest: durationMs(9000) };
const stuck: Outcome = { state: 'stuck', reason: 'ImagePullBackOff', since: epochMs(created) };

/** What is said at each of these moments, in seconds; `undefined` for silence. */
function told(
  ...moments: readonly (readonly [of: ReturnType<typeof timeline>, seconds: number])[]
): (string | undefined)[] {
  const announcer = new Announcer();
  return moments.map(([of, seconds]) => announcer.next(of, live, created + seconds * 1000)?.template);
}

test('the state in which the page is opened is not read out', () => {
  expect(told([pulling, 5])).toEqual([undefined]);
});

test('the passing of time is not read out', () => {
  expect(told([pulling, 5], [pulling, 6], [pulling, 60])).toEqual([undefined, undefined, undefined]);
});

test('a new phase is read out, once it has lasted for a second', () => {
  const booting = timeline([phase('pull', { from: 1, to: 8 }), phase('readiness', { from: 8 })]);
  expect(told([pulling, 5], [booting, 8.5], [booting, 9.5], [booting, 10])).toEqual([
    undefined,
    undefined,
    '{row}: {phase}',
    undefined,
  ]);
});

test('ready, stuck and not ready any more are read out', () => {
  const outcomes: Outcome[] = [stuck, { state: 'ready', startup: span }, { state: 'unready', startup: span }];
  expect(
    told([pulling, 5], ...outcomes.map((outcome, index) => [timeline([], { outcome }), index + 6] as const)).slice(1),
  ).toEqual([
    'The pod is stuck: {reason}',
    'The pod is ready, {total} after its creation.',
    'The pod is not ready any more.',
  ]);
});

test('a lost connection is read out with its reason', () => {
  const announcer = new Announcer();
  announcer.next(pulling, live, created + 5000);
  expect(
    announcer.next(
      pulling,
      { state: 'stale', reason: { template: 'The cluster does not answer.', args: {} } },
      created + 6000,
    )?.template,
  ).toBe('The cluster does not answer.');
});
