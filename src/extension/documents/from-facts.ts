import type { EventFacts, PodFacts, EpochMs } from '../../engine/engine.ts';

/** An event in the API's form, of what was kept of it. */
export function eventObject(event: EventFacts): unknown {
  return compact({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: event.name,
      namespace: event.namespace,
      uid: event.uid,
      resourceVersion: event.resourceVersion,
      creationTimestamp: stamp(event.creationAt),
    },
    involvedObject: { ...event.involved },
    reason: event.reason,
    message: event.message,
    type: event.type,
    source: compact({ component: event.component, host: event.host }),
    firstTimestamp: stamp(event.firstAt),
    lastTimestamp: stamp(event.lastAt),
    eventTime: stamp(event.eventAt, 3),
    count: event.count,
    series:
      event.series && compact({ count: event.series.count, lastObservedTime: stamp(event.series.lastObservedAt, 3) }),
  });
}

/** A pod that is gone and whose object was never fetched: the fields that were kept, where the API has them. */
export function podObject(pod: PodFacts): unknown {
  const containers = (init: boolean): unknown[] =>
    pod.spec.containers
      .filter(({ role }) => role !== 'ephemeral' && (role === 'container') !== init)
      .map(({ name, image, imagePullPolicy, requests, limits }) =>
        compact({ name, image, imagePullPolicy, resources: { requests, limits } }),
      );
  const initContainers = containers(true);
  return compact({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: compact({
      name: pod.name,
      namespace: pod.namespace,
      uid: pod.uid,
      resourceVersion: pod.resourceVersion,
      creationTimestamp: stamp(pod.creationAt),
      deletionTimestamp: stamp(pod.deletionAt),
      labels: pod.labels,
    }),
    spec: compact({
      ...(initContainers.length > 0 && { initContainers }),
      containers: containers(false),
      nodeName: pod.spec.nodeName,
      nodeSelector: pod.spec.nodeSelector,
      restartPolicy: pod.spec.restartPolicy,
      volumes: pod.spec.volumes.map(({ name, source, refName }) => ({
        name,
        [source]: refName === undefined ? {} : { name: refName },
      })),
    }),
    status: compact({
      phase: pod.phase,
      reason: pod.reason,
      message: pod.message,
      podIP: pod.podIp,
      startTime: stamp(pod.startAt),
      conditions: pod.conditions.map(({ lastTransitionAt, ...rest }) =>
        compact({ ...rest, lastTransitionTime: stamp(lastTransitionAt) }),
      ),
    }),
  });
}

/** RFC 3339 with this many digits more than milliseconds have. */
function stamp(at: EpochMs | undefined, moreDigits = 0): string | undefined {
  if (at === undefined) return undefined;
  const iso = new Date(Math.floor(at)).toISOString();
  if (moreDigits === 0) return iso.replace('.000Z', 'Z');
  const micros = Math.round((at - Math.floor(at)) * 10 ** moreDigits);
  return iso.replace('Z', `${String(micros).padStart(moreDigits, '0')}Z`);
}

const compact = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
