import { text } from '../text.ts';
import type { Phase } from '../timeline.ts';
import { byLane, type Case, containerOfPhase, criticalPhases, explainedBy, isNotable, isUnfinished, type Rule, type RuleFinding, yamlAt } from './case.ts';

/** A postStart hook held up its container. */
export const postStartHook: Rule = {
  id: 'post-start-hook',
  docs: 'https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/',
  find: (start) => byLane(criticalPhases(start, 'post-start').filter((phase) => containerOfPhase(phase, start)?.role !== 'sidecar')).flatMap((phases) => slowHook(phases, start)),
};

function slowHook(phases: readonly [Phase, ...Phase[]], start: Case): readonly RuleFinding[] {
  const explained = explainedBy(phases, start);
  const container = containerOfPhase(phases[0], start);
  if (!container || !isNotable(explained.explains, start)) return [];
  const args = { container: container.name, took: { ms: explained.explains } };
  return [
    {
      severity: 'warning',
      title: text('postStart hook of {container}', args),
      sentence: phases.some(isUnfinished) ? text('The postStart hook of {container} has been running for {took}; until it is done the container does not count as running.', args) : text('The postStart hook of {container} ran for {took}; until it was done the container did not count as running.', args),
      advice: text('Do this work in the application or in an init container; probes and the next container wait for the hook.'),
      ...explained,
      saves: explained.explains,
      ...yamlAt(container, start, 'lifecycle', 'postStart'),
    },
  ];
}
