import { text, type Text } from '../../model/text.ts';
import type { Phase } from '../../model/timeline.ts';
import {
  byLane,
  type Case,
  containerOfPhase,
  explainedBy,
  isNotable,
  isUnfinished,
  type Rule,
  type RuleFinding,
} from '../parts/case.ts';
import { unprovenCreation, unprovenNodeSteps } from '../parts/proven-steps.ts';

/** A stretch took long, and what is known does not tell which of its steps it was. */
export const stepsUnknown: Rule = {
  id: 'steps-unknown',
  docs: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/#example-debugging-pending-pods',
  find: (start) => [
    ...onNode(start),
    ...byLane(unprovenCreation(start)).flatMap((phases) => inContainer(phases, start)),
  ],
};

/** Any pod's volumes, sandbox and network may take so long on an ordinary node. */
const ORDINARY_MS = 1500;

function onNode(start: Case): readonly RuleFinding[] {
  const phases = unprovenNodeSteps(start);
  const took = { ms: explainedBy(phases, start).explains };
  if (took.ms < ORDINARY_MS) return [];
  const goesOn = phases.some(isUnfinished);
  return unknown(phases, start, {
    title: text('volumes, sandbox and network'),
    sentence: goesOn
      ? text(
          'For {took} its volumes, its sandbox and its network have been prepared; what is known does not tell which of these it waits for.',
          { took },
        )
      : text(
          'Its volumes, its sandbox and its network were there after {took}; what is known does not tell which of these took it.',
          { took },
        ),
  });
}

function inContainer(phases: readonly [Phase, ...Phase[]], start: Case): readonly RuleFinding[] {
  const args = {
    container: containerOfPhase(phases[0], start)?.name ?? '',
    took: { ms: explainedBy(phases, start).explains },
  };
  return unknown(phases, start, {
    title: text('image or creation of {container}', args),
    sentence: phases.some(isUnfinished)
      ? text(
          '{container} has not been started for {took}: its image is pulled, or it is created; without events it is not known which.',
          args,
        )
      : text(
          '{took} went by until {container} was started: a pull of its image, or its creation; without events it is not known which.',
          args,
        ),
  });
}

function unknown(
  phases: readonly Phase[],
  start: Case,
  words: Pick<RuleFinding, 'title' | 'sentence'>,
): readonly RuleFinding[] {
  const explained = explainedBy(phases, start);
  if (phases.length === 0 || !isNotable(explained.explains, start)) return [];
  return [{ severity: 'warning', ...words, advice: adviceFor(start), ...explained }];
}

function adviceFor({ timeline }: Case): Text {
  const args = { pod: timeline.pod.name, namespace: timeline.pod.namespace };
  switch (timeline.eventsState) {
    case 'denied':
      return text('The events of the pod would tell: allow this account to list and watch events.');
    case 'expired':
      return text('The events of the pod would have told, and are gone: open the timeline while the next pod starts.');
    case 'listed':
    case 'pending':
      return text('See what the kubelet says of it: kubectl describe pod {pod} -n {namespace}.', args);
  }
}
