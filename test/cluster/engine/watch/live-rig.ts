import type { Cluster, ConnectionStatus } from '../../../../src/engine/watch/cluster.ts';
import { openCluster, type OpenClusterOptions } from '../../../../src/engine/watch/live-cluster.ts';
import { ApiServer, type ApiServerOptions } from '../../../../src/demo-server/api-server.ts';
import { ApiState } from '../../../../src/demo-server/api-state.ts';
import type { KubeObject } from '../../../../src/engine/recording/recording.ts';
import type { PodRecord } from '../../../../src/engine/store/pod-store.ts';

/** A server whose state the test changes, and a cluster that watches it. */
export interface Rig extends AsyncDisposable {
  readonly state: ApiState;
  readonly server: ApiServer;
  readonly cluster: Cluster;
  /** All statuses since the beginning. */
  readonly statuses: readonly ConnectionStatus[];
  /** Resolves when the store has exactly the server's pods and events, at the server's versions. */
  converged(withinMs?: number): Promise<void>;
  /** Resolves when the cluster's status is in this state. */
  reaches(state: ConnectionStatus['state'], withinMs?: number): Promise<ConnectionStatus>;
}

export interface RigOptions extends Partial<Omit<OpenClusterOptions, 'kubeconfig'>> {
  readonly state?: ApiState;
  readonly server?: Partial<ApiServerOptions>;
  /** Instead of the server's own kubeconfig, for example with a proxy's address. */
  readonly kubeconfig?: (server: ApiServer) => string;
  readonly start?: boolean;
}

/** Short enough for tests, long enough for a machine that is busy. */
export const FAST = {
  firstRetryMs: 20,
  maxRetryMs: 200,
  forbiddenRetryMs: 100,
  listSilenceMs: 600,
  watchSilenceMs: 600,
  shortWatchMs: 150,
};

export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const { state = new ApiState(), server: serverOptions, kubeconfig, start = true, ...clusterOptions } = options;
  const server = await ApiServer.start({ state, bookmarkIntervalMs: 100, ...serverOptions });
  const yaml = kubeconfig?.(server) ?? server.kubeconfig('shop');
  const cluster = await openCluster({
    kubeconfig: { kind: 'text', yaml },
    lists: 'pages',
    ...clusterOptions,
    timing: { ...FAST, ...clusterOptions.timing },
  });
  const mirror = new Mirror(cluster);
  const statuses: ConnectionStatus[] = [];
  cluster.statusChanged.subscribe((status) => statuses.push(status));
  if (start) cluster.start();
  return {
    ...{ state, server, cluster, statuses },
    converged: (withinMs) => until(() => difference(state, cluster) || mirror.difference(), withinMs),
    reaches: async (wanted, withinMs) => {
      await until(
        () => (cluster.status.state === wanted ? '' : `the status is ${JSON.stringify(cluster.status)}, not ${wanted}`),
        withinMs,
      );
      return cluster.status;
    },
    [Symbol.asyncDispose]: async () => {
      cluster.dispose();
      await server.stop();
    },
  };
}

/** Waits until `wrong` has nothing to say; rejects with the last thing that it said. */
export async function until(wrong: () => string, withinMs = 10_000): Promise<void> {
  const end = Date.now() + withinMs;
  for (let said = wrong(); said !== ''; said = wrong()) {
    if (Date.now() > end) throw new Error(`after ${withinMs} ms: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/**
 * What the store has other than the server; nothing when they are equal. Of events the newest versions that the server
 * still has; `compares` leaves events out.
 */
export function difference(
  state: ApiState,
  cluster: Cluster,
  compares: (event: KubeObject) => boolean = () => true,
): string {
  const wanted = versions(
    state
      .resource('pods')
      ?.items()
      .map(({ object }) => object) ?? [],
  );
  const alive = [...cluster.store.pods()]
    .filter(({ deleted }) => !deleted)
    .map(({ pod }) => `${pod.uid}@${pod.resourceVersion}`);
  const pods = compare('pods', wanted, alive.sort());
  if (pods !== '') return pods;
  const events =
    state
      .resource('events')
      ?.items()
      .map(({ object }) => object)
      .filter(compares) ?? [];
  const uids = new Set(
    events.map((event) => (event as unknown as { involvedObject: { uid: string } }).involvedObject.uid),
  );
  const there = new Set(events.map(({ metadata }) => metadata.uid));
  const known = [...uids].flatMap((uid) => cluster.store.events(uid)).filter(({ uid }) => there.has(uid));
  return compare('events', versions(events), known.map((event) => `${event.uid}@${event.resourceVersion}`).sort());
}

/** A view that only reads what the store's changes tell: it must show what the store has, without a change missed. */
export class Mirror {
  readonly #shown = new Map<string, string>();
  readonly #cluster: Pick<Cluster, 'store'>;

  constructor(cluster: Pick<Cluster, 'store'>) {
    this.#cluster = cluster;
    cluster.store.changed.subscribe(({ reset, pods }) => {
      if (reset) this.#shown.clear();
      for (const uid of reset ? [...cluster.store.pods()].map(({ pod }) => pod.uid) : pods) this.#show(uid);
    });
  }

  /** What it shows other than the store; nothing when they are equal. */
  difference(): string {
    const wanted = [...this.#cluster.store.pods()].map(stamp).sort();
    return compare('changes that were told', wanted, [...this.#shown.values()].sort());
  }

  #show(uid: string): void {
    const record = this.#cluster.store.pod(uid);
    if (record) this.#shown.set(uid, stamp(record));
    else this.#shown.delete(uid);
  }
}

const stamp = ({ pod, deleted }: PodRecord): string => `${pod.uid}@${pod.resourceVersion}${deleted ? ' deleted' : ''}`;

const versions = (objects: readonly KubeObject[]): readonly string[] =>
  objects.map(({ metadata }) => `${metadata.uid}@${metadata.resourceVersion}`).sort();

function compare(what: string, wanted: readonly string[], found: readonly string[]): string {
  if (wanted.join() === found.join()) return '';
  const [all, have] = [new Set(wanted), new Set(found)];
  const missing = wanted.filter((item) => !have.has(item));
  const tooMany = found.filter((item) => !all.has(item));
  return `${what}: missing ${missing.slice(0, 3).join()} (${missing.length}), too many ${tooMany.slice(0, 3).join()} (${tooMany.length}), twice ${found.length - have.size}`;
}

let serial = 0;

/** A pod as an API server has it. */
export function podObject(
  name: string,
  changes: {
    readonly namespace?: string;
    readonly uid?: string;
    readonly phase?: string;
    readonly annotations?: Record<string, string>;
  } = {},
): KubeObject {
  serial += 1;
  return {
    metadata: {
      name,
      namespace: changes.namespace ?? 'shop',
      uid: changes.uid ?? `uid-${name}-${serial}`,
      creationTimestamp: '2026-11-21T08:10:49Z',
      ...(changes.annotations && { annotations: changes.annotations }),
      managedFields: [
        { manager: 'kubelet', operation: 'Update', fieldsV1: { 'f:status': { 'k:{"type":"Ready"}': {} } } },
      ],
    },
    spec: { nodeName: 'node1', containers: [{ name: 'app', image: 'app:1' }] },
    status: {
      phase: changes.phase ?? 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: '2026-11-21T08:10:49Z' }],
    },
  };
}

/** An event on a pod. */
export function eventObject(pod: KubeObject, reason: string, message = reason): KubeObject {
  serial += 1;
  const { name, namespace, uid } = pod.metadata;
  return {
    metadata: {
      name: `${name}.${(0x18ea0122a3242f44n + BigInt(serial)).toString(16)}`,
      namespace,
      uid: `event-${serial}`,
      creationTimestamp: '2026-11-21T08:10:50Z',
    },
    involvedObject: { kind: 'Pod', namespace, name, uid, fieldPath: 'spec.containers{app}' },
    reason,
    message,
    type: 'Normal',
    source: { component: 'kubelet', host: 'node1' },
    firstTimestamp: '2026-11-21T08:10:50Z',
    lastTimestamp: '2026-11-21T08:10:50Z',
    count: 1,
  } as KubeObject;
}
