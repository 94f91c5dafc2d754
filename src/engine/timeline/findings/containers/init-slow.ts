import { type Text, text } from '../../model/text.ts';
import type { Phase, Span } from '../../model/timeline.ts';
import {
  asKnown,
  byLane,
  type Case,
  containerOfPhase,
  criticalPhases,
  explainedBy,
  isNotable,
  isUnfinished,
  lengthBounds,
  type Rule,
  totalLength,
  yamlAt,
} from '../parts/case.ts';

/** Init containers ran for long while nothing else could begin. */
export const initSlow: Rule = {
  id: 'init-slow',
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/init-containers/',
  find(start) {
    const phases = criticalPhases(start, 'run').filter(
      (phase) => phase.outcome !== 'failed' && containerOfPhase(phase, start)?.role === 'init',
    );
    const runs = byLane(phases);
    const [longest] = [...runs].sort((a, b) => totalLength(b, start) - totalLength(a, start));
    const explained = explainedBy(phases, start);
    if (!longest || !isNotable(explained.explains, start)) return [];
    const container = nameOf(longest[0], start);
    return [
      {
        severity: 'warning',
        title: runs.length === 1 ? text('init container {container}', { container }) : text('init containers'),
        sentence:
          runs.length === 1
            ? sentenceOfOne(longest, start)
            : text('{count} init containers ran {took}, one after another: {runs}.', {
                count: runs.length,
                took: asKnown(lengthBounds(phases, start)),
                runs: listOf(runs, start),
              }),
        advice: adviceFor(runs.length, noticed(runs, start)),
        ...explained,
        saves: explained.explains,
        ...yamlAt(containerOfPhase(longest[0], start), start),
      },
    ];
  },
};

const nameOf = (phase: Phase, start: Case): string => containerOfPhase(phase, start)?.name ?? '';

function sentenceOfOne(phases: readonly [Phase, ...Phase[]], start: Case): Text {
  const args = { container: nameOf(phases[0], start), took: asKnown(lengthBounds(phases, start)) };
  return phases.some(isUnfinished)
    ? text('Init container {container} is still running; what comes after it waits.', args)
    : text('Init container {container} ran for {took}, and what comes after it had to wait.', args);
}

function listOf(runs: readonly (readonly [Phase, ...Phase[]])[], start: Case): Text {
  return runs
    .map((phases) =>
      text('{container} {took}', { container: nameOf(phases[0], start), took: asKnown(lengthBounds(phases, start)) }),
    )
    .reduce((list, one) => text('{list}, {one}', { list, one }));
}

/**
 * After an init container's end the kubelet looks once a second what became of it (pkg/kubelet/pleg, relist): the wait
 * before the next one.
 */
function noticed(runs: readonly (readonly [Phase, ...Phase[]])[], start: Case): Span {
  const ends = runs.map((phases) => phases.at(-1)?.end?.at);
  return lengthBounds(
    criticalPhases(start, 'turn').filter((phase) =>
      ends.some((end) => end !== undefined && Math.abs(end - phase.start.at) < 1),
    ),
    start,
  );
}

function adviceFor(count: number, lost: Span): Text {
  const args = { lost: asKnown(lost) };
  if (count === 1) {
    return text(
      'Do its work once before the rollout (for example in a Job) instead of at every start of a pod, or see in its log what takes the time.',
    );
  }
  return lost.ms < NOTICED
    ? text(
        'Do their work once before the rollout (for example in a Job) instead of at every start of a pod, or merge them into one.',
      )
    : text(
        'Merge them into one: between them the kubelet needed another {lost} to notice that one had ended, as it looks once a second. Or do their work once before the rollout (for example in a Job).',
        args,
      );
}

const NOTICED = 500;
