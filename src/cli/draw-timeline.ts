import {
  english,
  formatText,
  type Language,
  type Text,
  text,
  type Finding,
  type Timeline,
  type EpochMs,
  orderByGain,
  changesWritten,
  predictionWords,
} from '../engine/engine.ts';
import { drawWaterfall, type WaterfallOptions } from './draw-waterfall.ts';
import { outcomeLine } from './outcome-line.ts';
import { colours, type Paint, plain } from './paint.ts';
import { safeLine, wrap } from './terminal-text.ts';
import type { Predicted } from './what-if.ts';

export interface DrawOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** Our own clock; open phases end there. */
  readonly now: EpochMs;
  readonly color: boolean;
  readonly language?: Language;
  readonly aside?: Aside;
  /** What the starts would take after changes, by uid. */
  readonly predicted?: ReadonlyMap<string, Predicted>;
  /** Of many pods draw each, not only those that stand out. */
  readonly all?: boolean;
}

/** What other pods tell of this one. */
export interface Aside {
  /** Of its template at the time; a rollback gives an old one a new number. */
  readonly revision?: string;
  readonly note?: Text;
}

/** A pod's start for a terminal: how it ended, why it took that long, and one bar a phase. Ends with a line break. */
/** Prose is read in lines of at most so many columns, however wide the terminal is. */
export const PROSE = 110;

export function drawTimeline(
  timeline: Timeline,
  { width: columns, now, color, language = english, aside = {}, predicted }: DrawOptions,
): string {
  const width = Math.min(columns, PROSE);
  const paint = color ? colours : plain;
  const start = predicted?.get(timeline.pod.uid);
  const findings = start ? orderByGain(timeline.findings, start.model) : timeline.findings;
  const lines = [
    ...header(timeline, aside, width, paint),
    ...wrap(outcomeLine(timeline, now, language), width).map(paint.strong),
    ...(aside.note ? wrap(safeLine(formatText(aside.note, language)), width) : []),
    ...kubeletTotals(timeline, language, width).map(paint.faint),
    ...(start ? predictionLines(start, width, language, paint) : []),
    ...findings.flatMap((finding) =>
      findingLines(finding, { width, language, paint, explains: costOf(finding, timeline) }),
    ),
    ...waterfall(timeline, { now, width: columns, language, paint }),
  ];
  return `${lines.join('\n')}\n`;
}

function predictionLines({ model, prediction }: Predicted, width: number, language: Language, paint: Paint): string[] {
  const { changes, ready, grounds } = prediction;
  if (changes.length === 0) {
    return wrap(formatText(text('What if: no finding asks for a change whose effect can be told.'), language), width);
  }
  const words = predictionWords(model.ready.ms, ready, language);
  const told = text('What if {changes}: {prediction}', { changes: changesWritten(changes), prediction: words });
  const why = grounds.flatMap((ground) =>
    wrap(safeLine(formatText(ground, language)), width - 2).map((line) => `  ${line}`),
  );
  return [...wrap(safeLine(formatText(told, language)), width).map(paint.strong), ...why.map(paint.faint)];
}

/** A pod that was gone at once has nothing to draw. */
const AT_ONCE = 50;

function waterfall(timeline: Timeline, options: WaterfallOptions): string[] {
  const { created } = timeline.instants;
  const wasGone =
    created && timeline.deleted && !timeline.instants['podReady'] && timeline.deleted.at - created.at < AT_ONCE;
  const lines = wasGone ? [] : drawWaterfall(timeline, options);
  return lines.length === 0 ? [] : ['', ...lines];
}

function header(
  { pod, deleted, instants }: Timeline,
  { revision = pod.revision }: Aside,
  width: number,
  paint: Paint,
): string[] {
  const workload =
    pod.owner?.uid === pod.uid ? pod.owner.kind : pod.workload && `${pod.workload.kind}/${pod.workload.name}`;
  const facts = [
    pod.namespace,
    workload,
    revision === undefined || revision === 'unknown' ? undefined : `revision ${revision}`,
    pod.node,
    instants['created'] &&
      `created ${new Date(instants['created'].at).toISOString().replace('T', ' ').replace(/\.\d+/, '')}`,
    deleted && 'deleted',
  ];
  const line = facts
    .filter((fact) => fact !== undefined)
    .map(safeLine)
    .join(' · ');
  const name = safeLine(pod.name);
  return name.length + line.length + 2 <= width
    ? [`${paint.strong(name)}  ${paint.faint(line)}`]
    : [...wrap(name, width).map(paint.strong), ...wrap(line, width).map(paint.faint)];
}

/**
 * When all containers had been started, and the kubelet's own figure with what it leaves out, so that nobody takes one
 * for the other.
 */
function kubeletTotals(
  { totals: { kubeletTotal, kubeletSli } }: Timeline,
  language: Language,
  width: number,
): string[] {
  if (!kubeletTotal || !kubeletSli) return [];
  const isSame = kubeletTotal.ms - kubeletSli.ms < 1;
  const line = isSame
    ? text('containers started after {total}', { total: kubeletTotal })
    : text(
        'containers started after {total}; without pulls and init containers {sli}, which is what the kubelet’s metric pod_start_sli_duration_seconds counts',
        { total: kubeletTotal, sli: kubeletSli },
      );
  return wrap(formatText(line, language), width);
}

/** What the start was delayed by it. A failure after the pod had been ready delayed nothing. */
const costOf = (finding: Finding, timeline: Timeline): number =>
  timeline.phases.some(({ id, critical }) => critical && finding.phases.includes(id)) ? finding.explains : 0;

interface FindingStyle {
  readonly width: number;
  readonly language: Language;
  readonly paint: Paint;
  readonly explains: number;
}

const INDENT = '             ';

function findingLines(finding: Finding, { width, language, paint, explains }: FindingStyle): string[] {
  const time = explains > 0 ? language.duration(explains) : '';
  const marks = { error: paint.bad, warning: paint.warn, info: paint.faint };
  const mark = marks[finding.severity];
  const [first = '', ...rest] = wrap(
    safeLine(`${formatText(finding.title, language)}: ${formatText(finding.sentence, language)}`),
    width - INDENT.length,
  );
  const advice = wrap(safeLine(formatText(finding.advice, language)), width - INDENT.length - 2);
  return [
    `${mark(time.padStart(INDENT.length - 2))}  ${first}`,
    ...rest.map((line) => `${INDENT}${line}`),
    ...advice.map((line, index) => paint.faint(`${INDENT}${index === 0 ? '→' : ' '} ${line}`)),
  ];
}
