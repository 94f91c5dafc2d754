import { type Text, text } from '../text.ts';
import type { Phase } from '../timeline.ts';
import { byLane, type Case, containerOfPhase, criticalPhases, explainedBy, isNotable, isUnfinished, type Rule, totalLength, yamlAt } from './case.ts';

/** Init containers ran for long while nothing else could begin. */
export const initSlow: Rule = {
  id: 'init-slow',
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/init-containers/',
  find(start) {
    const phases = criticalPhases(start, 'run').filter((phase) => phase.outcome !== 'failed' && containerOfPhase(phase, start)?.role === 'init');
    const runs = byLane(phases);
    const [longest] = [...runs].sort((a, b) => totalLength(b, start) - totalLength(a, start));
    const explained = explainedBy(phases, start);
    if (!longest || !isNotable(explained.explains, start)) return [];
    const container = nameOf(longest[0], start);
    return [
      {
        severity: 'warning',
        title: runs.length === 1 ? text('init container {container}', { container }) : text('init containers'),
        sentence: runs.length === 1 ? sentenceOfOne(longest, start) : text('{count} init containers ran {took}, one after another: {runs}.', { count: runs.length, took: { ms: explained.explains }, runs: listOf(runs, start) }),
        advice: runs.length === 1 ? text('Make it quicker, or do its work once before the rollout (for example in a Job) instead of at every start of a pod.') : text('Make them quicker, or do their work once before the rollout (for example in a Job) instead of at every start of a pod.'),
        ...explained,
        saves: explained.explains,
        ...yamlAt(containerOfPhase(longest[0], start), start),
      },
    ];
  },
};

const nameOf = (phase: Phase, start: Case): string => containerOfPhase(phase, start)?.name ?? '';

function sentenceOfOne(phases: readonly [Phase, ...Phase[]], start: Case): Text {
  const args = { container: nameOf(phases[0], start), took: { ms: totalLength(phases, start) } };
  return phases.some(isUnfinished) ? text('Init container {container} is still running; what comes after it waits.', args) : text('Init container {container} ran for {took}, and what comes after it had to wait.', args);
}

function listOf(runs: readonly (readonly [Phase, ...Phase[]])[], start: Case): Text {
  return runs.map((phases) => text('{container} {took}', { container: nameOf(phases[0], start), took: { ms: totalLength(phases, start) } })).reduce((list, one) => text('{list}, {one}', { list, one }));
}
