import type { Reading } from '../reading.ts';
import type { Finding, Timeline } from '../timeline.ts';
import { durationMs } from '../units.ts';
import { type Case, lastKnown, type Rule } from './case.ts';
import { imagePull } from './image-pull.ts';
import { imagePullQueue } from './image-pull-queue.ts';
import { initSlow } from './init-slow.ts';
import { readinessDelay } from './readiness-delay.ts';
import { unschedulable } from './unschedulable.ts';

/** Every rule there is. To add one: write its file, name it here, give it a case in the tests. */
export const rules: readonly Rule[] = [imagePull, imagePullQueue, unschedulable, initSlow, readinessDelay];

/** What was slow and what to change, by the seconds that it explains; the first is the headline. */
export function findingsOf(timeline: Omit<Timeline, 'findings'>, reading: Reading): readonly Finding[] {
  const { created, podReady } = timeline.instants;
  const end = podReady?.at ?? lastKnown(reading);
  const start: Case = { timeline, reading, total: durationMs(created ? end - created.at : 0), isReady: podReady !== undefined };
  const found = rules.flatMap((rule) => rule.find(start).map((finding): Finding => ({ id: rule.id, docs: rule.docs, ...finding })));
  return found.sort((a, b) => b.explains - a.explains);
}
