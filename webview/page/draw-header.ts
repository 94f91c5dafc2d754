import type { Liveness } from '../../src/shared/protocol.ts';
import { failuresSinceReady, readyAgain } from '../../src/engine/timeline/many/failures-since-ready.ts';
import { loopWords } from '../../src/engine/timeline/many/restart-loop.ts';
import { originWords } from '../../src/engine/timeline/model/static-start.ts';
import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import type { Span, Timeline } from '../../src/engine/timeline/model/timeline.ts';
import { plain, short } from '../parts/plain.ts';
import { lastFailure } from '../parts/last-failure.ts';
import { errorOf, originOf, spanBetween } from '../parts/span.ts';
import { drawIfNew, only, type Some } from '../parts/dom.ts';
import { sayAround, type Speech } from '../parts/language.ts';
import { type Badge, badgeOf, drawBadges, livenessBadges } from '../parts/badges.ts';
import { preciseDuration } from './precise.ts';
import { shortStep } from './short-step.ts';

export interface HeaderInput {
  readonly timeline: Timeline;
  readonly liveness: Liveness;
  readonly now: number;
  readonly speech: Speech;
}

/** The pod's name and place, and how long its start took. */
export function drawHeader(parent: Some<HTMLElement>, input: HeaderInput): void {
  const header = only(parent, 'header', 'pod-header');
  const [{ name }, about, badges] = [input.timeline.pod, aboutPod(input.timeline, input.speech), badgesOf(input)];
  drawIfNew(only(header, 'div', 'identity'), [name, about, badges], (line) => {
    only(line, 'h1', 'name').attr('title', short(name, 300)).text(plain(name));
    only(line, 'span', 'about').text(about);
    drawBadges(only(line, 'span', 'badges'), badges);
  });
  drawTotal(only(header, 'p', 'total'), input);
}

/** "shop · Deployment/payments · revision 1 · node1". */
function aboutPod({ pod }: Timeline, speech: Speech): string {
  const workload = pod.workload ?? pod.owner;
  const parts = [
    pod.namespace,
    workload && `${workload.kind}/${workload.name}`,
    pod.revision !== undefined && speech.say(text('revision {revision}', { revision: pod.revision })),
    pod.node,
  ];
  return parts
    .filter((part) => typeof part === 'string')
    .map((part) => short(part, 80))
    .join(' · ');
}

function badgesOf({ timeline, liveness, speech }: HeaderInput): Badge[] {
  return [
    ...livenessBadges(liveness, speech),
    ...(timeline.deleted ? [badgeOf('deleted', speech, text('deleted'))] : []),
    ...(timeline.skews.length > 0
      ? [
          badgeOf(
            'skew',
            speech,
            text('clocks disagree'),
            text('{clock} is off by {offset}', {
              clock: timeline.skews[0]?.clock ?? '',
              offset: { ms: timeline.skews[0]?.offset ?? 0 },
            }),
          ),
        ]
      : []),
  ];
}

function drawTotal(parent: Some<HTMLElement>, { timeline, now, speech, liveness }: HeaderInput): void {
  const { sentence, span } = totalOf(timeline, now);
  const [before, inside, after] = span ? sayAround(speech, sentence, 'total') : [speech.say(sentence), '', ''];
  const isStep = timeline.outcome.state === 'starting';
  const parts: readonly (readonly [tag: 'span' | 'strong', name: string, words: string])[] = [
    ['span', 'before', before],
    ['strong', 'number', span ? preciseDuration(span, speech) : inside],
    ['span', 'error', span ? doubt(span, speech) : ''],
    ['span', 'after', isStep ? '' : plain(after)],
    ['span', 'step', isStep ? plain(after) : ''],
    ['span', 'share', explained(timeline, speech)],
    ['span', 'origin', originSaid(timeline, speech)],
    ['span', 'notice', liveness.state === 'stale' ? plain(speech.say(liveness.reason)) : ''],
  ];
  const whole = timeline.step ? plain(speech.say(timeline.step.words)) : '';
  drawIfNew(parent, [parts, whole], () => {
    for (const [tag, name, words] of parts) only(parent, tag, name).text(words);
    only(parent, 'span', 'step').attr('title', whole === '' ? null : whole);
  });
}

/** The sentence over everything; the place `total` is the number. */
function totalOf(timeline: Timeline, now: number): { readonly sentence: Text; readonly span?: Span } {
  const end = timeline.deleted ? Math.min(now, timeline.deleted.at) : now;
  const sinceCreation = exact(end - originOf(timeline));
  return sentenceOf(timeline, sinceCreation, end);
}

function sentenceOf(timeline: Timeline, sinceCreation: Span, end: number): { sentence: Text; span?: Span } {
  const of = (sentence: Text, span?: Span) =>
    span ? { sentence: { ...sentence, args: { ...sentence.args, total: { ms: span.ms } } }, span } : { sentence };
  const { outcome } = timeline;
  switch (outcome.state) {
    case 'starting':
      return of(...startingWords(timeline), sinceCreation);
    case 'stuck':
      return of(text('Stuck for {total}: {reason}', { reason: short(outcome.reason, 80) }), exact(end - outcome.since));
    case 'ready':
      return of(...(loopOf(timeline, end, outcome.startup) ?? readyWords(timeline, outcome.startup)));
    case 'unready':
      return of(
        ...(loopOf(timeline, end, outcome.startup) ?? [text('Was ready in {total}, is not now'), outcome.startup]),
      );
    case 'completed':
      return of(text('Completed in {total}'), outcome.startup);
    case 'failed':
      return of(...failedWords(timeline, short(outcome.reason, 80), outcome.startup));
  }
}

const startingWords = ({ step }: Timeline): [Text] => [
  step ? text('Starting for {total}: {step}', { step: shortStep(step.words) }) : text('Starting for {total}'),
];

function failedWords(timeline: Timeline, reason: string, startup: Span | undefined): [Text, Span?] {
  const [created, failed] = [timeline.instants['created'], lastFailure(timeline)];
  const until = created && failed ? spanBetween(created, failed, failed.at) : startup;
  return until ? [text('Failed after {total}: {reason}', { reason }), until] : [text('Failed: {reason}', { reason })];
}

/** Its number is that of the first readiness. */
function loopOf(timeline: Timeline, end: number, startup: Span): [Text, Span] | undefined {
  const words = loopWords(timeline, end, { ms: startup.ms });
  return words && [words, startup];
}

/** What came after the first time it was ready is what counts. */
function readyWords(timeline: Timeline, startup: Span): [Text, Span] {
  const count = failuresSinceReady(timeline);
  const [created, again] = [timeline.instants['created'], readyAgain(timeline)];
  if (count === 0 || !created || !again) return [text('Ready in {total}'), startup];
  const first = { ms: startup.ms };
  const sentence =
    count === 1
      ? text('Ready again after {total}: it failed once since it was first ready after {first}', { first })
      : text('Ready again after {total}: it failed {count} times since it was first ready after {first}', {
          count,
          first,
        });
  return [sentence, spanBetween(created, again, again.at)];
}

const exact = (ms: number): Span => ({ ms, shortest: ms, longest: ms }) as Span;

function doubt(span: Span, speech: Speech): string {
  const error = errorOf(span);
  return error >= 0.5 ? `±${speech.duration(error)}` : '';
}

function originSaid({ instants }: Timeline, speech: Speech): string {
  const origin = originWords(instants);
  return origin ? speech.say(origin) : '';
}

/** Of a pod that is over without having been ready, in ms. */
const lengthOfLife = (timeline: Timeline): number =>
  (lastFailure(timeline)?.at ?? timeline.deleted?.at ?? Infinity) - originOf(timeline);

/** How much of the total the findings explain. */
function explained(timeline: Timeline, speech: Speech): string {
  const { findings, outcome, settled } = timeline;
  if (!settled) return speech.say(text('reading events...'));
  const telling = findings.filter((finding) => finding.explains > 0);
  if (outcome.state === 'ready' && findings.length === 0) return speech.say(text('nothing was slow'));
  if (telling.length === 0 || outcome.state === 'starting' || outcome.state === 'stuck') return '';
  const sum = telling.reduce((total, finding) => total + finding.explains, 0);
  // Back-off after the pod was first ready is no part of the total, and what two findings both explain is not twice as
  // long.
  const total = outcome.startup?.longest ?? lengthOfLife(timeline);
  if (sum > total) return '';
  return telling.length === 1
    ? speech.say(text('one cause explains {sum} of it', { sum: { ms: sum } }))
    : speech.say(text('{count} causes explain {sum} of it', { count: telling.length, sum: { ms: sum } }));
}
