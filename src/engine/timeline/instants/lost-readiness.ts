import { type ContainerEvidence, eventsOfKind } from './collect-container.ts';
import type { PodHistory } from './pod-history.ts';

/** A condition is written within this after what it tells, and the Ready condition together with ContainersReady. */
const WRITTEN_TOGETHER = 2000;

/** How much later than its schedule a probe may be asked on a busy node, startedAt being cut to the second as well. */
const PROBE_SLACK = 2000;

/**
 * A condition's time is that of its LAST change. Readiness is lost and comes back without a restart: when a readiness
 * probe fails for a while, and when the node controller has not heard of the node. The latest time (by the node's
 * clock) at which the pod can have become ready first, where something tells that it was lost since; undefined when
 * nothing does.
 */
export function readyAtLatest({ newest }: PodHistory, containers: readonly ContainerEvidence[]): number | undefined {
  const since = readySince(newest, 'Ready');
  if (since === undefined) return undefined;
  const bounds = [nodeWasLost(newest), ...containers.map(probeHadPassed)]
    .filter((bound) => bound !== undefined && bound < since + 1000)
    .map(Number);
  return bounds.length === 0 ? undefined : Math.min(...bounds);
}

const readySince = ({ conditions }: PodHistory['newest'], wanted: string): number | undefined =>
  conditions.find(({ type, status }) => type === wanted && status === 'True')?.lastTransitionAt;

/** The node controller changes only Ready; the containers stayed ready (pkg/controller/util/node, MarkPodsNotReady). */
function nodeWasLost(pod: PodHistory['newest']): number | undefined {
  const [ready, containers] = [readySince(pod, 'Ready'), readySince(pod, 'ContainersReady')];
  if (ready === undefined || containers === undefined || pod.spec.readinessGates.length > 0) return undefined;
  return ready - containers > WRITTEN_TOGETHER ? containers + WRITTEN_TOGETHER : undefined;
}

/**
 * A probe is asked first when the container runs (after its delay), then every period: when the first try that failed
 * came later than that, one had passed before.
 */
function probeHadPassed(
  container: ContainerEvidence,
  _: number,
  all: readonly ContainerEvidence[],
): number | undefined {
  const { spec, runs, events } = container;
  const probe = spec?.readinessProbe;
  const others = all.filter((one) => one !== container && one.spec?.role === 'container');
  if (!probe || spec.startupProbe || probe.successThreshold > 1 || others.length > 0 || runs.length !== 1) {
    return undefined;
  }
  const startedAt = runs[0]?.facts.startedAt;
  const failed = eventsOfKind(events, 'probe-failed').filter(
    ({ meaning }) => meaning.kind === 'probe-failed' && meaning.probe === 'readiness',
  );
  const first = Math.min(...failed.map(({ occurrences }) => occurrences[0]?.earliest ?? Infinity));
  if (startedAt === undefined || !Number.isFinite(first)) return undefined;
  const askedBy = startedAt + (probe.initialDelaySeconds + probe.periodSeconds) * 1000 + PROBE_SLACK;
  return first > askedBy ? first : undefined;
}
