import type { ContainerReading, Reading } from '../../reading/reading.ts';

/** Events that a pod must have had, going by its state, and that are not there. */
export interface MissingEvents {
  /** Containers that started without a Started event. */
  readonly containers: readonly string[];
  readonly scheduled: boolean;
  /** Older than events are kept. */
  readonly isOld: boolean;
}

/** Events are kept for an hour unless the API server is told otherwise (kube-apiserver --event-ttl). */
const EVENT_TTL = 3_600_000;

/** Undefined when nothing is missing. */
export function missingEvents(reading: Reading): MissingEvents | undefined {
  const { alive, events, instants } = reading;
  if (!alive) return undefined;
  const started = reading.containers.filter(
    ({ name, status, role }) => role !== 'ephemeral' && hasRun(status) && !has(reading, name),
  );
  const isBoundByScheduler = alive.conditions.some(({ type, status }) => type === 'PodScheduled' && status === 'True');
  const scheduled =
    alive.spec.nodeName !== undefined &&
    isBoundByScheduler &&
    !alive.staticPod &&
    alive.owner?.kind !== 'DaemonSet' &&
    !events.some(({ meaning }) => meaning.kind === 'scheduled');
  if (started.length === 0 && !scheduled) return undefined;
  const created = instants['created']?.at ?? alive.creationAt;
  return {
    containers: started.map(({ name }) => name),
    scheduled,
    isOld: reading.now - created > EVENT_TTL || (events.length === 0 && !wasSeenComing(reading)),
  };
}

/**
 * Whether it was watched from its creation on: then its events cannot have been there and gone before anyone looked.
 */
const wasSeenComing = ({ versions, evidence: { watchingSince }, alive }: Reading): boolean =>
  watchingSince !== undefined &&
  alive !== undefined &&
  versions[0]?.arrivedAt !== undefined &&
  alive.creationAt >= watchingSince;

/** A container that was given up before it ran is told as terminated too, without a start. */
const hasRun = (status: ContainerReading['status']): boolean =>
  status?.state.state === 'running' || (status?.state.state === 'terminated' && (status.state.run.startedAt ?? 0) > 0);

const has = ({ events }: Reading, name: string): boolean =>
  events.some(({ container, meaning }) => container === name && meaning.kind === 'started');
