import type { RawSeen } from '../decode/codec.ts';
import type { AccessEnvironment } from '../access/credentials/access-environment.ts';
import { ApiConnection } from '../access/connection.ts';
import { jsonCodec } from '../decode/json/json-codec.ts';
import { loadKubeconfig, resolveContext, type KubeconfigSource } from '../access/kubeconfig.ts';
import type { EditorProxy } from '../access/proxy.ts';
import { reflect, type ReflectStep, type ReflectTiming } from './reflect.ts';

/**
 * A cluster for the recorder: objects as the server sent them (managedFields too), with the time at which each arrived.
 */
export interface RawCluster {
  readonly context: string;
  readonly serverUrl: string;
  /** The context's namespace, or `default`. */
  readonly namespace: string;
  /** The JSON answer to one GET, for example of `/version`. */
  json(path: string, signal: AbortSignal): Promise<unknown>;
  /** The answer to one GET as text, up to so many bytes: of a log, what is behind them is left. */
  beginning(path: string, maxBytes: number, signal: AbortSignal): Promise<string>;
  /**
   * Lists and watches one collection, for example `/api/v1/namespaces/shop/pods`, until the signal is aborted. Objects
   * of a list are of type SYNC and end with a `listed` step (SYNCED, with the list's version); failures are steps as
   * well and are tried again.
   */
  follow(
    path: string,
    signal: AbortSignal,
    timing?: Partial<ReflectTiming>,
  ): AsyncGenerator<ReflectStep<RawSeen>, void>;
  close(): void;
}

export interface RawClusterOptions {
  /** The clock that arrivals are read from, in milliseconds since the epoch. */
  readonly now?: () => number;
  readonly editorProxy?: () => EditorProxy;
  /** As of {@link OpenClusterOptions}. */
  readonly environment?: AccessEnvironment;
}

/** Rejects with a ClusterError when the kubeconfig does not lead to a cluster. */
export async function openRawCluster(
  kubeconfig: KubeconfigSource,
  context?: string,
  { now, editorProxy, environment }: RawClusterOptions = {},
): Promise<RawCluster> {
  const target = resolveContext(await loadKubeconfig(kubeconfig), context);
  const connection = new ApiConnection({
    target,
    ...(environment && { environment }),
    ...(editorProxy && { editorProxy }),
  });
  const codec = jsonCodec((seen) => seen, 'all-fields');
  return {
    context: target.context.name,
    serverUrl: target.cluster.server,
    namespace: target.context.namespace ?? 'default',
    json: (path, signal) => connection.json({ path, signal }),
    beginning: (path, maxBytes, signal) => connection.beginning({ path, maxBytes, signal }),
    follow: (path, signal, timing) =>
      reflect({ connection, path, codec, signal, ...(now && { now }), ...(timing && { timing }) }),
    close: () => connection.close(),
  };
}
