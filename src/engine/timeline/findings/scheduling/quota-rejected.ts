import { classify } from '../../instants/event-text.ts';
import { countOf } from '../../model/event-count.ts';
import type { EventFacts, OwnerRef } from '../../model/facts.ts';
import { type Text, text } from '../../model/text.ts';
import type { Finding } from '../../model/timeline.ts';
import { durationMs } from '../../model/units.ts';

/**
 * Pods that never came into being: the API server refused them, and only their owner's events tell. Nothing when the
 * last attempt succeeded.
 */
export function ownerFindings(owner: OwnerRef, events: readonly EventFacts[]): readonly Finding[] {
  const tries = events
    .filter((event) => event.involved.uid === owner.uid && isAboutCreating(event))
    .sort((a, b) => lastTime(a) - lastTime(b));
  const last = tries.at(-1);
  if (!last || !isRejection(last)) return [];
  const rejections = tries.filter(isRejection);
  const first = rejections[0] ?? last;
  const reason = reasonOf(last.message);
  const args = {
    owner: `${owner.kind} ${owner.name}`,
    over: { ms: lastTime(last) - firstTime(first) },
    count: rejections.reduce((sum, event) => sum + countOf(event), 0),
    reason,
  };
  return [
    {
      id: 'quota-rejected',
      severity: 'error',
      title: text('pods are refused'),
      sentence:
        args.count === 1
          ? text('{owner} cannot create its pods: {reason}.', args)
          : text('{owner} cannot create its pods ({count} tries in {over}, the last failed too): {reason}.', args),
      advice: adviceFor(reason, last.namespace),
      explains: durationMs(0),
      phases: [],
      evidence: rejections.map(({ uid }) => ({
        kind: 'event',
        uid,
        reason: 'FailedCreate',
        stamp: 'name',
        clock: 'controller',
      })),
      yaml: ['spec', 'template'],
      docs: 'https://kubernetes.io/docs/concepts/policy/resource-quotas/',
    },
  ];
}

const isRejection = (event: EventFacts): boolean => classify(event).kind === 'pod-rejected';

const isAboutCreating = (event: EventFacts): boolean => isRejection(event) || classify(event).kind === 'pod-created';

const firstTime = (event: EventFacts): number => event.nameAt ?? event.eventAt ?? event.firstAt ?? event.creationAt;

const lastTime = (event: EventFacts): number =>
  event.series?.lastObservedAt ?? (event.count > 1 && event.lastAt !== undefined ? event.lastAt : firstTime(event));

/**
 * "(combined from similar events): Error creating: pods "x-1" is forbidden: exceeded quota: ..." without the head and
 * the pod's name, which is another one at each try.
 */
function reasonOf(message: string): string {
  return message
    .replace(/^\(combined from similar events\): /, '')
    .replace(/^Error creating: /, '')
    .replace(/^(?:create Pod \S+ in StatefulSet \S+ failed error: )/i, '')
    .replace(/^pods "[^"]*" is forbidden: /, '');
}

function adviceFor(reason: string, namespace: string): Text {
  const quota = /exceeded quota: ([^,]+)/.exec(reason)?.[1];
  if (quota !== undefined) {
    return text(
      'Raise the quota {quota}, or ask for fewer replicas or smaller requests: kubectl describe quota {quota} -n {namespace}.',
      { quota, namespace },
    );
  }
  if (/failed quota/.test(reason)) {
    return text('The quota covers a resource that the pods do not state: add requests and limits to their containers.');
  }
  if (/violates PodSecurity/.test(reason)) {
    return text('The namespace allows only safer pods: set the securityContext that the message names.');
  }
  const webhook = /failed calling webhook "([^"]{1,200})"/.exec(reason)?.[1];
  if (webhook !== undefined) {
    return text(
      'The admission webhook {webhook} does not answer, and by its failurePolicy (Fail) no pod is created without it: see whether the service behind it runs, kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations shows which it is.',
      { webhook },
    );
  }
  if (/admission webhook/.test(reason)) {
    return text('An admission webhook refuses the pods: correct what it names, or ask its owner.');
  }
  if (/serviceaccount|service account/i.test(reason)) return text('Create the service account that the pods name.');
  if (/LimitRange|minimum|maximum/i.test(reason)) {
    return text('Bring requests and limits into what the namespace’s LimitRange allows.');
  }
  return text(
    'Correct what the message names in the pod template; the controller tries again by itself, each time later.',
  );
}
