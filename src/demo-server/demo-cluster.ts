import { type Disposable, epochMs, loadRecording, type Recording } from '../engine/engine.ts';
import { ApiServer } from './api-server.ts';
import { ApiState } from './api-state.ts';
import { demoContext, writeKubeconfig } from './demo-kubeconfig.ts';
import type { WrittenKubeconfig } from './demo-kubeconfig.ts';
import type { Before } from './interference.ts';
import { LogStore } from './logs.ts';
import { makeTape } from './play-list.ts';
import type { Tape } from './play-list.ts';
import { Player } from './player.ts';

export interface DemoClusterOptions {
  /** Files, or recordings that have been read. */
  readonly recordings: readonly (string | Recording)[];
  /** Any free one when absent. */
  readonly port?: number;
  /** Plays once and stays at the end; otherwise it starts over with new pods when the recordings are over. */
  readonly once?: boolean;
  /** Where the kubeconfig is written; a folder of its own when absent. */
  readonly kubeconfigOut?: string;
  /** How long ago the recordings are to have begun. 0: now. */
  readonly startedAgoMs?: number;
  /** Between the end and the next round. */
  readonly restMs?: number;
  readonly bookmarkIntervalMs?: number;
  readonly before?: Before;
  /** Called with the first object that is not what the API promises, and why: such are not played. */
  readonly onLeftOut?: (what: string) => void;
  readonly now?: () => number;
}

export interface DemoCluster extends Disposable {
  readonly url: string;
  readonly kubeconfigPath: string;
  /** The name of the kubeconfig's only context. */
  readonly context: string;
  readonly server: ApiServer;
  readonly player: Player;
  /** As `dispose`, and tells when everything has ended and the kubeconfig is gone. */
  stop(): Promise<void>;
}

/** Some rounds of the shop; a demo that runs all day must not fill the memory with its past. */
const historyWindow = 1000;

/**
 * Starts an API server on 127.0.0.1 in which recordings happen again from now on, and writes a kubeconfig (mode 0600)
 * for it. Rejects with a {@link RecordingError}, or when the port is taken.
 */
export async function startDemoCluster(options: DemoClusterOptions): Promise<DemoCluster> {
  const now = options.now ?? Date.now;
  const tapes = await Promise.all(
    options.recordings.map(async (recording) =>
      makeTape(typeof recording === 'string' ? await loadRecording(recording) : recording),
    ),
  );
  const logs = new LogStore();
  const state = new ApiState({ resourceVersion: firstVersion(tapes), historyWindow });
  const server = await ApiServer.start(
    { ...options, state, logs, now, gitVersion: gitVersionOf(tapes) },
    options.port ?? 0,
  );
  const player = new Player({
    tapes,
    state,
    logs,
    now,
    once: options.once ?? false,
    restMs: options.restMs ?? 5000,
    ...(options.onLeftOut && { onLeftOut: options.onLeftOut }),
  });
  let kubeconfig: WrittenKubeconfig | undefined;
  const stop = async (): Promise<void> => {
    player.dispose();
    await Promise.all([server.stop(), kubeconfig?.remove()]);
  };
  try {
    kubeconfig = await writeKubeconfig(server.kubeconfig(namespaceOf(tapes)), options.kubeconfigOut);
    player.play(epochMs(now() - (options.startedAgoMs ?? 0)));
    return {
      url: server.url,
      kubeconfigPath: kubeconfig.file,
      context: demoContext,
      server,
      player,
      stop,
      dispose: () => void stop(),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The resource version that the (first) recording was at when it began. */
function firstVersion(tapes: readonly Tape[]): number {
  let first = 1;
  for (const line of tapes[0]?.recording.lines ?? []) {
    if (line.type === 'SYNCED') first = Math.max(first, versionIn(line.resourceVersion));
  }
  return first;
}

/** One that leaves no room for those after it is none. */
function versionIn(text: string): number {
  const version = Number(text);
  return Number.isInteger(version) && version < Number.MAX_SAFE_INTEGER / 2 ? version : 0;
}

const gitVersionOf = (tapes: readonly Tape[]): string => tapes[0]?.recording.header.gitVersion ?? 'v1.36.0';

/** The namespace of most objects of the first recording, for the kubeconfig's context. */
function namespaceOf(tapes: readonly Tape[]): string {
  const counts = new Map<string, number>();
  for (const { object } of tapes[0]?.changes ?? []) {
    const { namespace } = object.metadata;
    if (namespace !== undefined) counts.set(namespace, (counts.get(namespace) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'default';
}
