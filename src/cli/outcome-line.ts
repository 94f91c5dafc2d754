import {
  failuresSinceReady,
  readyAgain,
  originWords,
  loopWords,
  formatText,
  type Language,
  type Text,
  text,
  type TextArg,
  type Evidence,
  type Span,
  type Timeline,
  type EpochMs,
  epochMs,
} from '../engine/engine.ts';
import { safeLine } from './terminal-text.ts';

/** How far the pod got, and how exact the total is where that matters, in a line. */
export function outcomeLine(timeline: Timeline, now: EpochMs, language: Language): string {
  const origin = originWords(timeline.instants);
  const line = formatText(sentence(timeline, now), language);
  return safeLine(origin ? `${line}. ${formatText(origin, language)}` : line);
}

function sentence(timeline: Timeline, now: EpochMs): Text {
  const { outcome, deleted } = timeline;
  switch (outcome.state) {
    case 'starting':
      return starting(timeline, { ms: Math.max(0, now - begin(timeline, now)) });
    case 'stuck':
      return deleted
        ? text('Stuck until it was deleted after {time}: {reason}', {
            time: { ms: deleted.at - begin(timeline, now) },
            reason: outcome.reason,
          })
        : text('Stuck for {time}: {reason}', { time: { ms: now - outcome.since }, reason: outcome.reason });
    case 'ready':
      return (
        loopWords(timeline, now, total(timeline, outcome.startup)) ?? ready(timeline, total(timeline, outcome.startup))
      );
    case 'unready':
      return (
        loopWords(timeline, now, total(timeline, outcome.startup)) ??
        unready(timeline, total(timeline, outcome.startup), outcome.reason)
      );
    case 'completed':
      return text('Completed; started in {time}', { time: total(timeline, outcome.startup) });
    case 'failed':
      return failed(timeline, outcome.reason, outcome.startup && total(timeline, outcome.startup));
  }
}

const starting = ({ step }: Timeline, time: { readonly ms: number }): Text =>
  step ? text('Starting for {time}: {step}', { time, step: step.words }) : text('Starting for {time}', { time });

function ready(timeline: Timeline, time: TextArg): Text {
  const count = failuresSinceReady(timeline);
  const again = readyAgain(timeline);
  if (count > 0 && again) {
    const total = { ms: again.at - begin(timeline, again.at) };
    return count === 1
      ? text('Ready again after {total}: it failed once since it was first ready after {first}', { total, first: time })
      : text('Ready again after {total}: it failed {count} times since it was first ready after {first}', {
          total,
          count,
          first: time,
        });
  }
  if (!timeline.settled) return text('Ready in {time}; its events are not read yet', { time });
  return timeline.findings.length === 0
    ? text('Ready in {time}; nothing was slow', { time })
    : text('Ready in {time}', { time });
}

function unready({ deleted }: Timeline, time: TextArg, reason: string | undefined): Text {
  if (reason === undefined) return text('Ready in {time}, but not now', { time });
  return deleted
    ? text('Ready in {time}, but not when it was deleted: {reason}', { time, reason })
    : text('Ready in {time}, but not now: {reason}', { time, reason });
}

const begin = ({ instants }: Timeline, now: EpochMs): number => instants['created']?.at ?? now;

function failed(timeline: Timeline, reason: string, startup: TextArg | undefined): Text {
  if (reason !== 'Deleted') {
    return startup
      ? text('Started in {time}, then failed: {reason}', { reason, time: startup })
      : text('Failed before it was ready: {reason}', { reason });
  }
  const after = { ms: (timeline.deleted?.at ?? 0) - begin(timeline, timeline.deleted?.at ?? epochMs(0)) };
  if (!startup) return text('Deleted after {after}, before it was ready', { after });
  return text(
    'Deleted after {after}, before it was ready; it became ready all the same after {time}, before it stopped',
    { after, time: startup },
  );
}

/**
 * The time to the first readiness, with what it may be where its ends were not seen live: then stamps of whole seconds
 * are all there is.
 */
function total({ instants }: Timeline, { ms, shortest, longest }: Span): TextArg {
  const { created, podReady } = instants;
  if ([created, podReady].every((instant) => instant?.sources.some(isClose))) return { ms };
  if (longest - shortest < Math.max(10, ms * 0.01)) return { ms };
  return text('{time} (between {shortest} and {longest})', {
    time: { ms },
    shortest: { ms: shortest },
    longest: { ms: longest },
  });
}

/** Within some milliseconds: its arrival was watched, or the stamp has them. */
const isClose = (source: Evidence): boolean =>
  source.kind === 'arrival' || (source.kind === 'event' && (source.stamp === 'name' || source.stamp === 'eventTime'));
