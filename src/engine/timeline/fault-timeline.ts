import type { PodEvidence } from './model/facts.ts';
import { text } from './model/text.ts';
import type { Finding, PodIdentity, Timeline } from './model/timeline.ts';
import { durationMs, epochMs } from './model/units.ts';

/**
 * What is shown of a pod whose timeline could not be built: who it is, and that this is Podfall's fault. `error` is
 * what `buildTimeline` threw.
 */
export function faultTimeline(evidence: PodEvidence, error: unknown): Timeline {
  const since = evidence.pods.at(-1)?.pod.creationAt ?? evidence.events[0]?.event.creationAt ?? epochMs(0);
  return { ...faultOf(identityOf(evidence), error, since), eventsState: evidence.eventsState ?? 'listed' };
}

/** The same of what stands in a pod's place. */
export function faultOf(pod: PodIdentity, error: unknown, since = epochMs(0)): Timeline {
  return {
    pod,
    outcome: { state: 'stuck', reason: 'NoTimeline', since },
    totals: {},
    lanes: [{ id: 'pod', name: pod.name, role: 'pod' }],
    instants: {},
    phases: [],
    criticalPath: [],
    findings: [findingOf(error)],
    events: [],
    eventsState: 'listed',
    settled: true,
    skews: [],
  };
}

function identityOf({ pods, events }: PodEvidence): PodIdentity {
  const pod = pods.at(-1)?.pod;
  const involved = events[0]?.event.involved;
  if (!pod) return { uid: involved?.uid ?? '', namespace: involved?.namespace ?? '', name: involved?.name ?? '' };
  return {
    uid: pod.uid,
    namespace: pod.namespace,
    name: pod.name,
    ...(pod.spec.nodeName !== undefined && { node: pod.spec.nodeName }),
    ...(pod.owner && { owner: pod.owner }),
  };
}

/** Of an error's words. */
const LONGEST_ERROR = 300;

function findingOf(error: unknown): Finding {
  const words = (error instanceof Error ? error.message : String(error)).slice(0, LONGEST_ERROR);
  return {
    id: 'no-timeline',
    severity: 'error',
    title: text('no timeline'),
    sentence: text('Podfall could not build the timeline of this pod: {error}.', { error: words }),
    advice: text('This is a fault of Podfall, not of the pod. Please report it with a recording of the session.'),
    explains: durationMs(0),
    phases: [],
    evidence: [],
    docs: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/',
  };
}
