import { isVolumeReason } from '../../model/scheduler-message.ts';
import { type Text, text } from '../../model/text.ts';
import type { Phase } from '../../model/timeline.ts';
import {
  type Case,
  criticalPhases,
  explainedBy,
  isUnfinished,
  isWorthSaying,
  type Rule,
  totalLength,
  yamlAt,
} from '../parts/case.ts';

/** An autoscaler added a node for the pod. The time until it was asked belongs to that wait. */
export const waitingForNode: Rule = {
  id: 'waiting-for-node',
  docs: 'https://kubernetes.io/docs/concepts/cluster-administration/node-autoscaling/',
  find(start) {
    const waits = criticalPhases(start, 'node-wait');
    const last = waits.at(-1);
    if (!last) return [];
    const phases = [...untilAsked(start), ...waits];
    const explained = explainedBy(phases, start);
    if (!isWorthSaying(phases, start)) return [];
    const failure = isUnfinished(last) ? failedScaleUp(start) : undefined;
    return [
      {
        severity: failure === undefined ? 'warning' : 'error',
        title: text('waits for a new node'),
        sentence:
          failure === undefined
            ? sentence(totalLength(waits, start), explained.explains, isUnfinished(last))
            : text('No node has room, and the autoscaler could not add one: {message}', { message: failure }),
        advice:
          failure === undefined
            ? text(
                'Keep spare capacity (for example low-priority placeholder pods that give way), or lower the resource requests.',
              )
            : text(
                'See the quotas and limits that the message names, and the autoscaler’s log; or lower the resource requests.',
              ),
        ...explained,
        saves: explained.explains,
        ...yamlAt(
          start.reading.containers.find(({ role }) => role === 'container'),
          start,
          'resources',
        ),
      },
    ];
  },
};

/** Without room until the autoscaler had looked. */
export function untilAsked(start: Case): readonly Phase[] {
  const [wait] = criticalPhases(start, 'node-wait');
  return wait
    ? criticalPhases(start, 'unschedulable').filter(
        ({ end, message = '' }) => end !== undefined && end.at <= wait.start.at && !isVolumeReason(message),
      )
    : [];
}

/** What the autoscaler said when it could not add the node that it had asked for. */
function failedScaleUp({ reading }: Case): string | undefined {
  const last = reading.events.findLast(({ meaning }) => meaning.kind === 'scale-up');
  return last?.meaning.kind === 'scale-up' && last.meaning.answer === 'failed' ? last.newest.message : undefined;
}

function sentence(waited: number, whole: number, goesOn: boolean): Text {
  const asked = whole - waited;
  if (goesOn) return text('No node has room; an autoscaler is adding one.');
  if (asked < NOTED) {
    return text('No node had room; an autoscaler added one, which took {waited}.', { waited: { ms: whole } });
  }
  return text(
    'No node had room: an autoscaler asked for one after {asked}, and {waited} later the pod had its node ({whole} together).',
    { waited: { ms: waited }, asked: { ms: asked }, whole: { ms: whole } },
  );
}

/** An autoscaler looks every ten seconds; below this its look is no part of the story. */
const NOTED = 2000;
