import type { EventHistory } from '../../instants/event-history.ts';
import { shortError } from '../../model/failure-text.ts';
import { text } from '../../model/text.ts';
import type { Case, RuleFinding } from '../parts/case.ts';

const DOCS = 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/';

/** Told by findings of their own. */
const TOLD = new Set(['FailedToRetrieveImagePullSecret', 'DNSConfigForming']);

/**
 * A Warning that no rule reads: on a pod that is not ready, and of which nothing else tells what is wrong, it is told
 * in its own words.
 */
export function unexplainedWarning({
  reading,
  timeline,
  total,
}: Case): (RuleFinding & { readonly docs: string }) | undefined {
  const event = reading.events.findLast(isUnread);
  if (!event) return undefined;
  const { newest, uid, clock } = event;
  return {
    docs: DOCS,
    severity: 'error',
    title: text('{reason}', { reason: newest.reason }),
    sentence: text('{reporter} says: {message}', { reporter: newest.component, message: shortError(newest.message) }),
    advice: text(
      'Podfall does not know this message; it is the last warning on the pod. See all of them: kubectl describe pod {pod} -n {namespace}.',
      { pod: timeline.pod.name, namespace: timeline.pod.namespace },
    ),
    explains: total,
    phases: [],
    evidence: [
      {
        kind: 'event',
        uid,
        reason: newest.reason,
        stamp: newest.nameAt === undefined ? 'lastTimestamp' : 'name',
        clock,
      },
    ],
  };
}

const isUnread = ({ meaning, newest }: EventHistory): boolean =>
  meaning.kind === 'other' && newest.type === 'Warning' && !TOLD.has(newest.reason);
