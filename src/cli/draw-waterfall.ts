import {
  phaseKinds,
  phaseName,
  formatText,
  type Language,
  text,
  type Text,
  type Lane,
  type Phase,
  type Timeline,
  type EpochMs,
} from '../engine/engine.ts';
import type { Paint } from './paint.ts';
import { safeLine, wrap } from './terminal-text.ts';
import { phaseLength } from '../engine/engine.ts';

export interface WaterfallOptions {
  readonly now: EpochMs;
  readonly width: number;
  readonly language: Language;
  readonly paint: Paint;
}

interface Canvas extends WaterfallOptions {
  readonly begin: number;
  readonly end: number;
  /** Phases shorter than this are left out. */
  readonly least: number;
  /** For the bars. */
  readonly columns: number;
}

const NAME_WIDTH = 26;
const TIME_WIDTH = 11;
/** The indent of a line, and the mark of the critical path between two spaces. */
const BEFORE_BAR = 5;

/** One line a phase, by lane, on a common axis from creation. What is too short to be seen is counted at the end. */
export function drawWaterfall(timeline: Timeline, options: WaterfallOptions): string[] {
  const phases = timeline.phases.filter(({ kind }) => kind !== 'terminating');
  const [begin, end] = extent(phases, options.now);
  const canvas: Canvas = {
    ...options,
    begin,
    end,
    least: (end - begin) / 120,
    columns: Math.max(10, options.width - NAME_WIDTH - TIME_WIDTH - 6),
  };
  const long = phases.filter((phase) => phase.outcome === 'failed' || phaseLength(phase, canvas.now) >= canvas.least);
  const shown = phases.filter((phase) => long.includes(phase) || isOneOf(phase, long));
  if (shown.length === 0) return [];
  // What the pod as a whole goes through after its containers stands below them.
  const started = shown.find(({ lane }) => lane !== 'pod')?.start.at ?? Infinity;
  const last = shown.filter(({ lane, start }) => lane === 'pod' && start.at >= started);
  const lanes = [
    ...timeline.lanes.flatMap((lane) =>
      laneLines(
        lane,
        shown.filter((phase) => !last.includes(phase)),
        canvas,
      ),
    ),
    ...timeline.lanes.flatMap((lane) => laneLines(lane, last, canvas)),
  ];
  return [axis(canvas), ...lanes, ...legend(timeline, shown, phases.length - shown.length, canvas)];
}

/** Lengths between two marks of the axis that people can count in, in ms. */
const STEPS = [
  10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000,
  3_600_000, 7_200_000, 21_600_000, 86_400_000,
];

/** Room for a mark and its time. */
const MARK = 9;

/** The time since the beginning, over the bars. */
function axis({ begin, end, columns, language, paint }: Canvas): string {
  const span = Math.max(1, end - begin);
  const step = STEPS.find((ms) => (ms / span) * columns >= MARK) ?? span;
  let line = '';
  for (let ms = 0; ms <= span; ms += step) {
    const column = Math.round((ms / span) * columns);
    const label = `|${ms === 0 ? '0' : language.duration(ms, step >= 1000 ? 1000 : 500)}`;
    if (column + label.length <= columns) line = `${line.padEnd(column)}${label}`;
  }
  return paint.faint(`${' '.repeat(NAME_WIDTH + TIME_WIDTH + BEFORE_BAR)}${line}`);
}

/** One of several attempts of which another is shown: a row of numbers has no holes. */
const isOneOf = ({ kind, lane }: Phase, shown: readonly Phase[]): boolean =>
  kind.endsWith('backoff') && shown.some((other) => other.kind === kind && other.lane === lane);

function extent(phases: readonly Phase[], now: EpochMs): readonly [number, number] {
  let begin = Infinity;
  let end = -Infinity;
  for (const phase of phases) {
    begin = Math.min(begin, phase.start.at);
    end = Math.max(end, phase.end?.at ?? now, phase.start.at);
  }
  return [begin, end];
}

const ROLES = {
  pod: text('pod'),
  init: text('init container'),
  sidecar: text('sidecar'),
  container: text('container'),
  ephemeral: text('ephemeral container'),
} as const;

function laneLines(lane: Lane, shown: readonly Phase[], canvas: Canvas): string[] {
  const phases = shown.filter((phase) => phase.lane === lane.id);
  if (phases.length === 0) return [];
  const role = formatText(ROLES[lane.role], canvas.language);
  const title = lane.role === 'pod' ? role : `${lane.name} (${role})`;
  return [canvas.paint.strong(safeLine(title).slice(0, canvas.width)), ...folded(phases, canvas)];
}

/** More lines of a lane than this say nothing new: its first and last ones tell the story. */
const MOST = 16;

function folded(phases: readonly Phase[], canvas: Canvas): string[] {
  const lines = phases.map((phase) => phaseLine(phase, canvas));
  if (lines.length <= MOST) return lines;
  const more = formatText(text('  … {count} more …', { count: lines.length - MOST + 2 }), canvas.language);
  return [...lines.slice(0, MOST / 2 - 1), more, ...lines.slice(lines.length - MOST / 2 + 1)];
}

function phaseLine(phase: Phase, canvas: Canvas): string {
  const { language, paint } = canvas;
  const attempt = phase.attempt > 1 ? ` ${phase.attempt}` : '';
  const name = `${formatText(phaseName(phase), language)}${attempt}`.slice(0, NAME_WIDTH - 1).padEnd(NAME_WIDTH);
  const time = `${language.duration(phaseLength(phase, canvas.now))}${phase.end ? '' : '…'}`.padStart(TIME_WIDTH);
  return `  ${name}${time} ${phase.critical ? '*' : ' '} ${barOf(phase, canvas)(colourOf(phase, paint))}`.trimEnd();
}

function colourOf(phase: Phase, paint: Paint): Paint['good'] {
  if (phase.outcome === 'failed') return paint.bad;
  return phaseKinds[phase.kind].activity === 'waiting' ? paint.warn : paint.good;
}

const FILLS = { working: '█', waiting: '░', failed: '×' } as const;

const fillOf = (phase: Phase): keyof typeof FILLS =>
  phase.outcome === 'failed' ? 'failed' : phaseKinds[phase.kind].activity;

/** The bar, and after it how much longer the phase could have taken, where there is room for it. */
function barOf(phase: Phase, canvas: Canvas): (colour: Paint['good']) => string {
  const { begin, end, columns, now, language } = canvas;
  const scale = (at: number): number => Math.round(((at - begin) / Math.max(1, end - begin)) * columns);
  const from = Math.min(scale(phase.start.at), columns - 1);
  const to = Math.max(from + 1, Math.min(columns, scale(phase.end?.at ?? now)));
  const slack =
    (phase.slack ?? 0) >= canvas.least
      ? ` ${formatText(text('{time} to spare', { time: { ms: phase.slack ?? 0 } }), language)}`
      : '';
  const bar = FILLS[fillOf(phase)].repeat(to - from);
  return (colour) => `${' '.repeat(from)}${colour(bar)}${to + slack.length <= columns ? slack : ''}`;
}

const hiddenWords = (hidden: number): Text =>
  hidden === 1 ? text('one shorter step is not shown') : text('{count} shorter steps are not shown', { count: hidden });

function legend(
  { instants }: Timeline,
  shown: readonly Phase[],
  hidden: number,
  { language, paint, width }: Canvas,
): string[] {
  const used = new Set(shown.map(fillOf));
  const parts = [
    ...(shown.some(({ critical }) => critical)
      ? [instants['podReady'] ? text('* readiness waited for it') : text('* readiness would need it')]
      : []),
    ...(used.has('working') ? [text('█ work')] : []),
    ...(used.has('waiting') ? [text('░ waiting')] : []),
    ...(used.has('failed') ? [text('× failed')] : []),
    ...(hidden > 0 ? [hiddenWords(hidden)] : []),
  ];
  const line = parts.map((part) => formatText(part, language)).join('   ');
  return (line.length <= width ? [line] : wrap(line, width)).map(paint.faint);
}
