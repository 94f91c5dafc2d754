import { phaseKinds } from '../timeline/phase-kinds.ts';
import { english } from '../timeline/duration.ts';
import { formatText, type Language } from '../timeline/text.ts';
import type { Finding, Lane, Phase, Timeline } from '../timeline/timeline.ts';
import type { EpochMs } from '../timeline/units.ts';
import { outcomeLine } from './outcome-line.ts';
import { plain, type Paint, colours } from './paint.ts';
import { safeLine, wrap } from './terminal-text.ts';

export interface DrawOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** Our own clock; open phases end there. */
  readonly now: EpochMs;
  readonly color: boolean;
  readonly language?: Language;
}

/** A pod's start for a terminal: how it ended, why it took that long, and one bar a phase. Ends with a line break. */
export function drawTimeline(timeline: Timeline, { width, now, color, language = english }: DrawOptions): string {
  const paint = color ? colours : plain;
  const end = endOf(timeline, now);
  const lines = [
    ...header(timeline, paint),
    ...outcomeLine(timeline, now, language).map((line) => paint.strong(line)),
    ...findingLines(timeline.findings, width, language, paint),
    '',
    ...timeline.lanes.flatMap((lane) => laneLines(lane, { timeline, end, width, language, paint })),
  ];
  return `${lines.join('\n')}\n`;
}

function header({ pod, deleted }: Timeline, paint: Paint): string[] {
  const workload = pod.workload && `${pod.workload.kind}/${pod.workload.name}`;
  const facts = [pod.namespace, workload, pod.revision === undefined ? undefined : `revision ${pod.revision}`, pod.node, deleted && 'deleted'];
  return [`${paint.strong(safeLine(pod.name))}  ${paint.faint(facts.filter((fact) => fact !== undefined).map(safeLine).join(' · '))}`];
}

function findingLines(findings: readonly Finding[], width: number, language: Language, paint: Paint): string[] {
  return findings.flatMap((finding) => {
    const saves = language.duration(finding.explains).padStart(9);
    const mark = finding.severity === 'error' ? paint.bad : paint.warn;
    const [first = '', ...rest] = wrap(safeLine(`${formatText(finding.title, language)}: ${formatText(finding.sentence, language)}`), width - 11);
    const advice = wrap(safeLine(formatText(finding.advice, language)), width - 13);
    return [`${mark(saves)}  ${first}`, ...rest.map((line) => `           ${line}`), ...advice.map((line, index) => paint.faint(`           ${index === 0 ? '→' : ' '} ${line}`))];
  });
}

interface Canvas {
  readonly timeline: Timeline;
  readonly end: number;
  readonly width: number;
  readonly language: Language;
  readonly paint: Paint;
}

/** The right edge: what readiness waited for, or everything so far. */
function endOf({ phases, instants }: Timeline, now: EpochMs): number {
  const ready = instants['podReady']?.at ?? 0;
  const ends = phases.filter(({ kind }) => kind !== 'terminating').map((phase) => phase.end?.at ?? now);
  return Math.max(ready, ...ends);
}

const ROLES: Readonly<Record<Lane['role'], string>> = { pod: 'pod', init: 'init container', sidecar: 'sidecar', container: 'container', ephemeral: 'ephemeral container' };

function laneLines(lane: Lane, canvas: Canvas): string[] {
  const phases = canvas.timeline.phases.filter((phase) => phase.lane === lane.id && lengthOf(phase, canvas) >= 0.5);
  if (phases.length === 0) return [];
  const title = lane.role === 'pod' ? 'pod' : `${lane.name} (${ROLES[lane.role]})`;
  return [canvas.paint.strong(safeLine(title)), ...phases.map((phase) => phaseLine(phase, canvas))];
}

const lengthOf = (phase: Phase, { end }: Canvas): number => (phase.end?.at ?? end) - phase.start.at;

const NAME_WIDTH = 24;
const TIME_WIDTH = 12;

/** `image pull              ╭ 9.14 s  ·····█████████`; `*` marks what readiness waited for. */
function phaseLine(phase: Phase, canvas: Canvas): string {
  const { language, paint, width } = canvas;
  const info = phaseKinds[phase.kind];
  const attempt = phase.attempt > 1 ? ` ${phase.attempt}` : '';
  const name = `${formatText(info.name, language)}${attempt}`.slice(0, NAME_WIDTH - 1).padEnd(NAME_WIDTH);
  const time = `${language.duration(lengthOf(phase, canvas))}${phase.end ? '' : ' …'}`.padStart(TIME_WIDTH);
  const mark = phase.critical ? '*' : ' ';
  const bar = barOf(phase, canvas, width - NAME_WIDTH - TIME_WIDTH - 6);
  const colour = phase.outcome === 'failed' ? paint.bad : info.activity === 'waiting' ? paint.warn : paint.good;
  return `  ${name}${time} ${mark} ${colour(bar)}`.trimEnd();
}

function barOf(phase: Phase, { timeline, end }: Canvas, columns: number): string {
  const begin = timeline.phases.reduce<number>((first, { start }) => Math.min(first, start.at), phase.start.at);
  const scale = (at: number): number => Math.max(0, Math.min(columns, Math.round(((at - begin) / Math.max(1, end - begin)) * columns)));
  const from = Math.min(scale(phase.start.at), columns - 1);
  const to = Math.max(from + 1, scale(phase.end?.at ?? end));
  const fill = phase.outcome === 'failed' ? '×' : phaseKinds[phase.kind].activity === 'waiting' ? '░' : '█';
  return ' '.repeat(from) + fill.repeat(to - from);
}
