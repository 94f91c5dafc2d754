import type { KubeObject } from '../engine/engine.ts';
import { ageOf } from './age.ts';

/* READY, STATUS and RESTARTS of `kubectl get pods` (printPod in pkg/printers/internalversion/printers.go). */

interface State {
  readonly waiting?: { readonly reason?: string };
  readonly running?: object;
  readonly terminated?: {
    readonly reason?: string;
    readonly signal?: number;
    readonly exitCode?: number;
    readonly finishedAt?: string;
  };
}
interface Status {
  readonly name: string;
  readonly ready?: boolean;
  readonly started?: boolean;
  readonly restartCount?: number;
  readonly state?: State;
  readonly lastState?: State;
}
interface Pod {
  readonly spec?: {
    readonly initContainers?: readonly { readonly name: string; readonly restartPolicy?: string }[];
    readonly containers?: readonly unknown[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[];
    readonly initContainerStatuses?: readonly Status[];
    readonly containerStatuses?: readonly Status[];
  };
}

const read = (object: KubeObject): Pod => object as Pod;

/** `1/2`: containers and sidecars that are ready, of all of them. */
export function readyCount(object: KubeObject): string {
  const pod = read(object);
  const counted = [...sidecarStatuses(pod), ...(pod.status?.containerStatuses ?? [])];
  const ready = counted.filter((status) => status.ready && status.state?.running !== undefined).length;
  return `${ready}/${(pod.spec?.containers?.length ?? 0) + sidecars(pod).size}`;
}

const sidecars = ({ spec }: Pod): ReadonlySet<string> =>
  new Set(spec?.initContainers?.filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name));
const sidecarStatuses = (pod: Pod): readonly Status[] =>
  pod.status?.initContainerStatuses?.filter(({ name }) => sidecars(pod).has(name)) ?? [];

/** `3 (12s ago)`. */
export function restarts(object: KubeObject, now: number): string {
  const pod = read(object);
  const initializing = initState(pod) !== undefined;
  const counted = initializing
    ? (pod.status?.initContainerStatuses ?? [])
    : [...sidecarStatuses(pod), ...(pod.status?.containerStatuses ?? [])];
  const total = counted.reduce((sum, { restartCount = 0 }) => sum + restartCount, 0);
  const last = counted
    .map(({ lastState }) => lastState?.terminated?.finishedAt ?? '')
    .sort()
    .at(-1);
  return total > 0 && last ? `${total} (${ageOf(last, now)} ago)` : String(total);
}

/** Running, Pending, Init:0/2, CrashLoopBackOff, Terminating, ... */
export function podState(object: KubeObject): string {
  const pod = read(object);
  const { status } = pod;
  const deleting = Boolean(object.metadata['deletionTimestamp']);
  if (deleting && status?.reason === 'NodeLost') return 'Unknown';
  if (deleting && !['Failed', 'Succeeded'].includes(status?.phase ?? '')) return 'Terminating';
  return initState(pod) ?? containerState(pod) ?? baseState(pod);
}

function baseState({ status }: Pod): string {
  const gated = status?.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated');
  if (status?.reason) return status.reason;
  return gated ? 'SchedulingGated' : (status?.phase ?? 'Unknown');
}

/** The first init container that is not over, when there is one. */
function initState(pod: Pod): string | undefined {
  const statuses = pod.status?.initContainerStatuses ?? [];
  const initialized = pod.status?.conditions?.some(({ type, status }) => type === 'Initialized' && status === 'True');
  if (initialized) return undefined;
  const done = (status: Status): boolean =>
    status.state?.terminated?.exitCode === 0 || (sidecars(pod).has(status.name) && status.started === true);
  const index = statuses.findIndex((status) => !done(status));
  const current = statuses[index];
  if (!current) return undefined;
  const { terminated, waiting } = current.state ?? {};
  if (terminated) return `Init:${endOf(terminated)}`;
  if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`;
  return `Init:${index}/${pod.spec?.initContainers?.length ?? 0}`;
}

function containerState(pod: Pod): string | undefined {
  const statuses = pod.status?.containerStatuses ?? [];
  let reason: string | undefined;
  for (const { state } of statuses.toReversed()) {
    if (state?.waiting?.reason) reason = state.waiting.reason;
    else if (state?.terminated) reason = endOf(state.terminated);
  }
  if (reason !== 'Completed' || !statuses.some(({ ready, state }) => ready && state?.running)) return reason;
  return pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')
    ? 'Running'
    : 'NotReady';
}

function endOf({ reason, signal, exitCode }: NonNullable<State['terminated']>): string {
  if (reason) return reason;
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode ?? 0}`;
}
