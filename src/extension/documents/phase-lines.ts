import type { Phase, Timeline } from '../../engine/engine.ts';
import type { LineRange, ObjectYaml } from './pod-yaml.ts';
import { phaseLength } from '../../engine/engine.ts';

/** A phase, and the lines of the YAML that it is about, the most telling first. */
export interface PhaseLines {
  readonly phase: Phase;
  readonly ranges: readonly LineRange[];
}

/** Where the phases of a timeline are in a pod's YAML. */
export const phaseLines = (timeline: Timeline, yaml: ObjectYaml): readonly PhaseLines[] =>
  timeline.phases
    .filter((phase) => phase.yaml.length > 0)
    .map((phase) => ({ phase, ranges: phase.yaml.map((path) => yaml.linesOf(path)) }));

/**
 * The phase that a line is about: the one with the narrowest range around it; of equals the one that readiness waited
 * for, then the longest.
 */
export function phaseAtLine(lines: readonly PhaseLines[], line: number): Phase | undefined {
  const around = lines.flatMap(({ phase, ranges }) => {
    const sizes = ranges
      .filter(({ first, last }) => first <= line && line <= last)
      .map(({ first, last }) => last - first);
    return sizes.length === 0 ? [] : [{ phase, size: Math.min(...sizes) }];
  });
  return around.sort(
    (a, b) =>
      a.size - b.size || Number(b.phase.critical) - Number(a.phase.critical) || lengthOf(b.phase) - lengthOf(a.phase),
  )[0]?.phase;
}

/** Phases that took at least `minMs` milliseconds or still run, by the first line that they are mainly about. */
export function slowLines(lines: readonly PhaseLines[], minMs: number): ReadonlyMap<number, readonly Phase[]> {
  const byLine = new Map<number, Phase[]>();
  for (const { phase, ranges } of lines) {
    const line = ranges[0]?.first;
    if (line === undefined || (phase.end && lengthOf(phase) < minMs)) continue;
    byLine.set(line, [...(byLine.get(line) ?? []), phase]);
  }
  return byLine;
}

/** One that runs counts as longer than all that are over. */
const lengthOf = (phase: Phase): number => phaseLength(phase, Infinity);
