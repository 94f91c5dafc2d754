import { text } from '../text.ts';
import type { Phase } from '../timeline.ts';
import { byLane, type Case, containerOfPhase, criticalPhases, explainedBy, isNotable, isUnfinished, type Rule, type RuleFinding, yamlAt } from './case.ts';

/** An init container ran for long while nothing else could begin. */
export const initSlow: Rule = {
  id: 'init-slow',
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/init-containers/',
  find: (start) => byLane(criticalPhases(start, 'run').filter((phase) => phase.outcome !== 'failed' && containerOfPhase(phase, start)?.role === 'init')).flatMap((phases) => slowInit(phases, start)),
};

function slowInit(phases: readonly [Phase, ...Phase[]], start: Case): readonly RuleFinding[] {
  const explained = explainedBy(phases, start);
  const container = containerOfPhase(phases[0], start);
  if (!container || !isNotable(explained.explains, start)) return [];
  const args = { container: container.name, took: { ms: explained.explains } };
  return [
    {
      severity: 'warning',
      title: text('init container {container}', args),
      sentence: phases.some(isUnfinished) ? text('Init container {container} has been running for {took}; what comes after it waits.', args) : text('Init container {container} ran for {took}, and what comes after it had to wait.', args),
      advice: text('Make it quicker, or do its work once before the rollout (for example in a Job) instead of at every start of a pod.'),
      ...explained,
      saves: explained.explains,
      ...yamlAt(container, start),
    },
  ];
}
