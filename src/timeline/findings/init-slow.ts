import { containerPath } from '../phases/phase-yaml.ts';
import { text } from '../text.ts';
import type { Phase } from '../timeline.ts';
import { byLane, type Case, containerOfPhase, criticalPhases, evidenceOf, isNotable, type Rule, type RuleFinding, totalLength } from './case.ts';

/** An init container ran for long while nothing else could begin. */
export const initSlow: Rule = {
  id: 'init-slow',
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/init-containers/',
  find: (start) => byLane(criticalPhases(start, 'run').filter((phase) => containerOfPhase(phase, start)?.role === 'init')).flatMap((phases) => slowInit(phases, start)),
};

function slowInit(phases: readonly [Phase, ...Phase[]], start: Case): readonly RuleFinding[] {
  const explains = totalLength(phases, start);
  const container = containerOfPhase(phases[0], start);
  if (!container || !isNotable(explains, start)) return [];
  const path = containerPath(container.name, start.reading);
  const args = { container: container.name, took: { ms: explains } };
  const isOver = phases.every(({ end }) => end);
  return [
    {
      severity: 'warning',
      title: text('init container {container}', args),
      sentence: isOver ? text('Init container {container} ran for {took} before the containers could begin.', args) : text('Init container {container} has been running for {took}; the containers begin when it ends.', args),
      advice: text('Do this work before the rollout (for example in a Job), or make it quicker: every start of a pod waits for it.'),
      explains,
      saves: explains,
      phases: phases.map(({ id }) => id),
      evidence: evidenceOf(phases),
      ...(path && { yaml: path }),
    },
  ];
}
