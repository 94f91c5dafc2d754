import { containerPath } from '../../phases/phase-yaml.ts';
import type { ContainerReading, Reading } from '../../reading/reading.ts';
import { text, type TextArg } from '../../model/text.ts';
import type { Evidence, Finding, FindingId, Phase, PhaseKind, Span, Timeline, YamlPath } from '../../model/timeline.ts';
import { type DurationMs, durationMs } from '../../model/units.ts';
import { phaseLength } from '../../model/phase-length.ts';

/** What rules look at: the timeline so far, and the evidence behind it. */
export interface Case {
  readonly timeline: Omit<Timeline, 'findings'>;
  readonly reading: Reading;
  /** Creation to ready; of a pod that is not, to its deletion or to now. */
  readonly total: DurationMs;
  readonly isReady: boolean;
  /** The phases that readiness waited for, by kind. */
  readonly critical: ReadonlyMap<PhaseKind, readonly Phase[]>;
}

const NONE: readonly Phase[] = [];

/** One rule: what it looks for, in its own file. It may find several things, or none. */
export interface Rule {
  readonly id: FindingId;
  readonly docs: string;
  /** What it finds is why the pod is not ready, whatever else took time. */
  readonly isDecisive?: true;
  find(start: Case): readonly RuleFinding[];
}

/** A finding before the registry adds the rule's id and link. */
export type RuleFinding = Omit<Finding, 'id' | 'docs'>;

/** The phases of these kinds that readiness waited for, in their order. */
export function criticalPhases({ critical, timeline }: Case, ...kinds: readonly PhaseKind[]): readonly Phase[] {
  const [only, ...others] = kinds;
  if (only !== undefined && others.length === 0) return critical.get(only) ?? NONE;
  return kinds.some((kind) => critical.has(kind))
    ? timeline.phases.filter((phase) => phase.critical && kinds.includes(phase.kind))
    : NONE;
}

/** The same, with the waits after those that failed. */
export function withRetries(start: Case, ...kinds: readonly PhaseKind[]): readonly Phase[] {
  const retries = criticalPhases(start, 'retry-backoff');
  const phases = criticalPhases(start, ...kinds);
  if (retries.length === 0) return phases;
  const failedAt = new Set(phases.flatMap(({ outcome, end }) => (outcome === 'failed' && end ? [end.at] : [])));
  return [...phases, ...retries.filter((retry) => failedAt.has(retry.start.at))].sort(
    (a, b) => a.start.at - b.start.at,
  );
}

/** Sorts the phases on the critical path by kind, once for all rules. */
export function criticalByKind(phases: readonly Phase[]): ReadonlyMap<PhaseKind, readonly Phase[]> {
  const critical = new Map<PhaseKind, Phase[]>();
  for (const phase of phases) {
    if (!phase.critical) continue;
    const known = critical.get(phase.kind);
    if (known) known.push(phase);
    else critical.set(phase.kind, [phase]);
  }
  return critical;
}

/** The length of these phases together; one that goes on is counted to the moment that is looked at. */
export const totalLength = (phases: readonly Phase[], start: Case): DurationMs =>
  durationMs(phases.reduce((sum, phase) => sum + phaseLength(phase, start.reading.now), 0));

/** Their length together and how far off it may be, by the bounds of their ends. */
export function lengthBounds(phases: readonly Phase[], start: Case): Span {
  const sum = (length: (phase: Phase) => number): DurationMs =>
    durationMs(phases.reduce((total, phase) => total + Math.max(0, length(phase)), 0));
  const { now } = start.reading;
  const ms = totalLength(phases, start);
  return {
    ms,
    shortest: durationMs(
      Math.min(
        ms,
        sum(({ start: from, end }) => (end?.earliest ?? now) - from.latest),
      ),
    ),
    longest: durationMs(
      Math.max(
        ms,
        sum(({ start: from, end }) => (end?.latest ?? now) - from.earliest),
      ),
    ),
  };
}

/** A range narrower than this is no range, in ms. */
const NARROW = 150;

/** One that is wider is told by its ends. */
const WIDE = 700;

/** A duration as exact as it is known: "2.61 s", "about 2.6 s", "5.3 s to 6.3 s". */
export function asKnown({ ms, shortest, longest }: Span): TextArg {
  const width = longest - shortest;
  if (width < Math.max(NARROW, ms * 0.03)) return { ms };
  const within = Math.min(999, width / 2);
  return width < WIDE
    ? text('about {time}', { time: { ms, within } })
    : text('{least} to {most}', { least: { ms: shortest, within }, most: { ms: longest, within } });
}

/** In ms: less than this is not worth a finding, unless it is most of the start (see isNotable). */
const ALWAYS_NOTABLE = 1000;
const SHARE = 0.1;

/**
 * Whether a time is worth a finding: a second and a tenth of the whole, or more than half a second and two fifths of
 * it.
 */
export const isNotable = (ms: number, { total }: Case): boolean =>
  (ms >= ALWAYS_NOTABLE && ms >= SHARE * total) || (ms >= ALWAYS_NOTABLE / 2 && ms >= 0.4 * total);

/** The container whose lane a phase is on. */
export const containerOfPhase = ({ lane }: Phase, { reading }: Case): ContainerReading | undefined =>
  containerOn(lane, reading.containers);

const LANE = 'container/';

/** Compared with the name: to make the lane of each container would take longer than all else. */
function containerOn(lane: string, containers: readonly ContainerReading[]): ContainerReading | undefined {
  if (!lane.startsWith(LANE)) return undefined;
  const wanted = lane.slice(LANE.length);
  return containers.find(({ name }) => name === wanted);
}

/** What proves these phases: the sources of their ends. */
export function evidenceOf(phases: readonly Phase[]): readonly Evidence[] {
  const evidence: Evidence[] = [];
  for (const { start, end } of phases) {
    for (const source of [start.sources[0], end?.sources[0]]) {
      if (source && !evidence.includes(source)) evidence.push(source);
    }
  }
  return evidence;
}

/** Groups phases by the lane that they are on. */
export function byLane(phases: readonly Phase[]): readonly (readonly [Phase, ...Phase[]])[] {
  const lanes = new Map<string, [Phase, ...Phase[]]>();
  for (const phase of phases) {
    const known = lanes.get(phase.lane);
    if (known) known.push(phase);
    else lanes.set(phase.lane, [phase]);
  }
  return [...lanes.values()];
}

const NOTHING = { explains: durationMs(0), phases: [], evidence: [] };

/** What every finding says of the phases that it explains. */
export function explainedBy(
  phases: readonly Phase[],
  start: Case,
): Pick<RuleFinding, 'explains' | 'phases' | 'evidence'> {
  if (phases.length === 0) return NOTHING;
  return { explains: totalLength(phases, start), phases: phases.map(({ id }) => id), evidence: evidenceOf(phases) };
}

/** Whether a wait goes on, or went on until the pod was deleted. */
export const isUnfinished = ({ outcome }: Phase): boolean => outcome === 'running' || outcome === 'abandoned';

/** Whether a wait is worth a finding: it goes on, or it was notable. One that a deletion cut short at once is not. */
export function isWorthSaying(phases: readonly Phase[], start: Case): boolean {
  const last = phases.at(-1);
  if (!last) return false;
  return last.outcome === 'running' || isNotable(totalLength(phases, start), start);
}

/** The line of the manifest about a container, as the part of a finding that may be missing. */
export function yamlAt(
  container: ContainerReading | undefined,
  { reading }: Case,
  ...keys: YamlPath
): { readonly yaml?: YamlPath } {
  const path = container && containerPath(container.name, reading);
  return path ? { yaml: [...path, ...keys] } : {};
}

/** The time of an instant since the pod was created. */
export const sinceCreation = (at: number, { timeline }: Case): { readonly ms: number } => ({
  ms: at - (timeline.instants['created']?.at ?? at),
});
