import { shortError } from '../../model/failure-text.ts';
import { text } from '../../model/text.ts';
import { failedRuns, hookFailures } from '../parts/failed-runs.ts';
import type { Phase } from '../../model/timeline.ts';
import {
  byLane,
  type Case,
  containerOfPhase,
  criticalPhases,
  explainedBy,
  isNotable,
  isUnfinished,
  type Rule,
  type RuleFinding,
  yamlAt,
} from '../parts/case.ts';

/** A postStart hook held up its container. */
export const postStartHook: Rule = {
  id: 'post-start-hook',
  docs: 'https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/',
  find: (start) => [...failedHooks(start), ...slowHooks(start)],
};

const slowHooks = (start: Case): readonly RuleFinding[] =>
  byLane(
    criticalPhases(start, 'post-start').filter((phase) => containerOfPhase(phase, start)?.role !== 'sidecar'),
  ).flatMap((phases) => slowHook(phases, start));

/** A hook that fails has its container killed, which looks like a crash of the application. */
function failedHooks(start: Case): readonly RuleFinding[] {
  return failedRuns(start).flatMap(({ container, cost, phases, evidence, goesOn }) => {
    const failed = hookFailures(container, start);
    if (failed === 0) return [];
    const event = start.reading.events.findLast(
      (one) => one.container === container.name && one.meaning.kind === 'hook-failed',
    );
    const args = {
      container: container.name,
      count: failed,
      error: shortError(event?.newest.message ?? ''),
      cost: { ms: cost },
    };
    return [
      {
        severity: goesOn || !start.isReady ? ('error' as const) : ('warning' as const),
        title: text('postStart hook of {container} fails', args),
        sentence:
          failed === 1
            ? text('The postStart hook of {container} failed, so the kubelet killed the container: {error}.', args)
            : text(
                'The postStart hook of {container} failed {count} times, and each time the kubelet killed the container: {error}.',
                args,
              ),
        advice: text(
          'The application did not crash. Correct the command of lifecycle.postStart, or do its work in the application or in an init container.',
        ),
        explains: cost,
        saves: cost,
        phases: phases.map(({ id }) => id),
        evidence,
        ...yamlAt(container, start, 'lifecycle', 'postStart'),
      },
    ];
  });
}

function slowHook(phases: readonly [Phase, ...Phase[]], start: Case): readonly RuleFinding[] {
  const explained = explainedBy(phases, start);
  const container = containerOfPhase(phases[0], start);
  if (!container || !isNotable(explained.explains, start)) return [];
  const args = { container: container.name, took: { ms: explained.explains } };
  return [
    {
      severity: 'warning',
      title: text('postStart hook of {container}', args),
      sentence: phases.some(isUnfinished)
        ? text(
            'The postStart hook of {container} has been running for {took}; until it is done the container does not count as running.',
            args,
          )
        : text(
            'The postStart hook of {container} ran for {took}; until it was done the container did not count as running.',
            args,
          ),
      advice: text(
        'Do this work in the application or in an init container; probes and the next container wait for the hook.',
      ),
      ...explained,
      saves: explained.explains,
      ...yamlAt(container, start, 'lifecycle', 'postStart'),
    },
  ];
}
