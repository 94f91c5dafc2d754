import {
  type Cluster,
  type ConnectionStatus,
  text,
  type Text,
  type Timeline,
  type EpochMs,
} from '../../engine/engine.ts';
import { nextStepOf } from '../base/next-step.ts';
import type { HostMessage, LanguageBundle, Liveness, PodRef, Reading } from '../../shared/protocol.ts';

/** What a snapshot is taken of. `cluster` is absent while none is chosen. */
export interface Watched {
  readonly cluster?: Pick<Cluster, 'status' | 'target'>;
  readonly now: EpochMs;
  readonly language: LanguageBundle;
}

/**
 * The state of the panel of `pod`: its timeline as last seen, or what there is to say instead. `known`: the cluster
 * tells of this pod now.
 */
export function podMessage(pod: PodRef, timeline: Timeline | undefined, watched: Watched, known = true): HostMessage {
  if (!timeline) return { type: 'message', ...nothingYet(pod, watched), language: watched.language };
  return {
    type: 'timeline',
    timeline,
    liveness: podLiveness(pod.context, watched, known),
    now: watched.now,
    language: watched.language,
  };
}

/**
 * A pod of which the cluster tells nothing now was seen in another namespace, or when that context was another cluster.
 */
function podLiveness(context: string, watched: Watched, known: boolean): Liveness {
  const liveness = livenessOf(context, watched);
  return liveness.state === 'live' && !known
    ? { state: 'stale', reason: text('Podfall does not see this pod now: this is what was last seen.') }
    : liveness;
}

/** Whether what is shown of `context` still follows the cluster. */
export function livenessOf(context: string, { cluster }: Watched): Liveness {
  if (cluster?.target.context !== context) {
    return { state: 'stale', reason: text('Podfall watches another context now: this is what was last seen.') };
  }
  return livenessOfStatus(cluster.status);
}

function livenessOfStatus(status: ConnectionStatus): Liveness {
  switch (status.state) {
    case 'live':
      return status.missing.length === 0
        ? { state: 'live' }
        : { state: 'live', missing: status.missing.map((problem) => problem.fact) };
    case 'idle':
    case 'connecting':
      return { state: 'connecting' };
    case 'retrying':
    case 'denied':
      return { state: 'stale', reason: text('{fact} This is what was last seen.', { fact: status.problem.fact }) };
  }
}

/** What stands in place of a page. */
interface Words {
  readonly tone: 'busy' | 'empty' | 'error';
  readonly title: Text;
  readonly detail: Text;
}

function nothingYet(pod: PodRef, { cluster }: Watched): Words {
  const subject = text('{namespace}/{pod}', { namespace: pod.namespace, pod: pod.name });
  return cluster?.target.context === pod.context
    ? (withoutTimeline(subject, pod.context, cluster.status) ?? gone(subject))
    : elsewhere(pod.name, pod.context);
}

/** What to say of pods that the cluster has no more. */
export const gone = (subject: Text): Words => ({
  tone: 'empty',
  title: text('{subject} is not in the cluster any more', { subject }),
  detail: text('It was deleted while nobody watched. If it was re-created, open the new one from the tree.'),
});

const elsewhere = (pod: string, context: string): Words => ({
  tone: 'empty',
  title: text('{pod} was watched in the context {context}', { pod, context }),
  detail: text('Choose that context again to see its timeline.'),
});

/** What to say of many pods when none of them is in the store; `none`: when the cluster tells, and there are none. */
export function nothingSeen(
  { title, context }: { readonly title: string; readonly context: string },
  { cluster, language }: Watched,
  none: Words,
): HostMessage & Words {
  const words =
    cluster?.target.context === context
      ? (withoutTimeline(text('{name}', { name: title }), context, cluster.status) ?? none)
      : elsewhere(title, context);
  return { type: 'message', ...words, language };
}

/** What a message about many pods says of the cluster. */
export const manySurroundings = (
  context: string,
  { watched, reading }: { readonly watched: Watched; readonly reading?: Reading },
) => ({
  liveness: livenessOf(context, watched),
  now: watched.now,
  language: watched.language,
  ...(reading && { reading }),
});

/**
 * What to say of `subject` while nothing is known of it because the cluster does not tell. Undefined: it tells, and
 * there is nothing.
 */
function withoutTimeline(subject: Text, context: string, status: ConnectionStatus): Words | undefined {
  switch (status.state) {
    case 'idle':
    case 'connecting':
      return {
        tone: 'busy',
        title: text('Connecting to {context}', { context }),
        detail: text('{subject} appears as soon as the cluster answers.', { subject }),
      };
    case 'retrying':
    case 'denied':
      return { tone: 'error', title: status.problem.fact, detail: nextStepOf(status.problem) };
    case 'live':
      return undefined;
  }
}
