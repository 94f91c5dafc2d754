import type { LogLine } from '../model/facts.ts';
import type { AnswerTime } from './start-model.ts';

/** What is known of one probe's tries, in ms after the container's start. */
export interface Tries {
  /** When the last try before the first success failed. Absent when none did. */
  readonly lastFailed?: number;
  /** The first success. */
  readonly passed: number;
}

/** A first line may bear a time from just before the start is told. In ms. */
const EARLY = 100;

/** Words of a line that tells that an application answers now. In a path they are what was asked for: `GET /ready`. */
const ANSWERS =
  /(?<![\w/.?&=-])(?:listening|serving|started|ready|accepting|running (?:on|at)|up and running|initiali[sz]ed)(?![\w/=-])/i;

/** Words of a line that tells that it does not yet: "not ready yet", "will be ready when", "waiting for db to be ready". */
const NOT_YET =
  /\b(?:not|never|yet|until|before|unless|once|when|will|fail\w*|unable|cannot|wait\w* (?:for|on|till)(?! (?:\w+ )?(?:connections?|requests?|clients?)))\b|n['’]t\b/i;

const saysSo = (line: string): boolean => ANSWERS.test(line) && !NOT_YET.test(line);

/** Bounds when an application could answer: by its probe's tries, then by its log. `lines`: in ms after the start. */
export function answerTime(
  { lastFailed, passed }: Tries,
  lines: readonly { readonly at: number; readonly line: string }[],
): AnswerTime {
  const after = Math.max(0, lastFailed ?? 0);
  const until = Math.max(passed, after);
  const between = lines
    .filter(({ at }) => at > (lastFailed ?? -EARLY) && at <= until)
    .map(({ at, line }) => ({ at: Math.max(0, at), line }));
  const said = between.findLast(({ line }) => saysSo(line));
  if (said) return { after, until, likely: said.at, basis: 'said' };
  const last = lastBeforeSilence(between, until);
  if (last !== undefined) return { after, until, likely: last, basis: 'log' };
  return { after, until, basis: lastFailed === undefined ? 'nothing' : 'tries' };
}

/** In ms: a log without a line for this long is silent. An application that is probed often logs each request. */
const SILENCE = 500;

/** The first words of a container say only that it has begun. */
const BEGINNING = 250;

function lastBeforeSilence(lines: readonly { readonly at: number }[], until: number): number | undefined {
  const last = lines.at(-1);
  return last && last.at > BEGINNING && until - last.at > SILENCE ? last.at : undefined;
}

/** A log's lines in ms after the start of their container; `offset` is how far the runtime's clock is ahead. */
export const linesAfter = (
  lines: readonly LogLine[],
  started: number,
  offset: number,
): readonly { readonly at: number; readonly line: string }[] =>
  lines.map(({ at, line }) => ({ at: at - offset - started, line }));

/**
 * What another start of the same container tells: it took about as long. Where the own start tells more, that counts.
 */
export function withOtherStarts(own: AnswerTime, others: readonly AnswerTime[]): AnswerTime {
  if (own.basis === 'said' || own.basis === 'tries') return own;
  const telling = others.filter(
    ({ basis, after, until }) => basis !== 'nothing' && after * SLOWER > own.after && until / SLOWER < own.until,
  );
  const [best] = [...telling].sort((a, b) => widthOf(a) - widthOf(b));
  if (!best || widthOf(best) * SLOWER > own.until - own.after) return own;
  const after = Math.max(own.after, (best.likely ?? best.after) / SLOWER);
  return {
    after,
    until: Math.min(own.until, (best.likely ?? best.until) * SLOWER),
    basis: 'starts',
    ...(best.likely !== undefined && { likely: best.likely }),
  };
}

/** How much longer the same application may take at another start. */
const SLOWER = 1.2;

const widthOf = ({ after, until, likely }: AnswerTime): number => (likely === undefined ? until - after : 0);
