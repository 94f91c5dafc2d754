import { openRawCluster } from '../cluster/raw-cluster.ts';
import { preciseNow, recordCluster } from '../replay/record.ts';
import { formatDuration } from '../timeline/duration.ts';
import type { RecordArgs } from './args.ts';
import type { Console } from './console.ts';
import { kubeconfigSource } from './kubeconfig-source.ts';

/** `podfall record`: runs until `stop` is aborted or the time is over. */
export async function record(args: RecordArgs, console: Console, stop: AbortSignal): Promise<void> {
  const cluster = await openRawCluster(kubeconfigSource(args.kubeconfig), args.context, { now: preciseNow });
  const namespace = args.allNamespaces ? undefined : (args.namespace ?? cluster.namespace);
  const signal = args.durationMs === undefined ? stop : AbortSignal.any([stop, AbortSignal.timeout(args.durationMs)]);
  try {
    const { lines, pods, ms } = await recordCluster({
      cluster,
      ...(namespace !== undefined && { namespace }),
      file: args.out,
      overwrite: args.force,
      signal,
      onLive: () => console.err(`Recording ${namespace === undefined ? 'all namespaces' : `namespace ${namespace}`} of ${cluster.serverUrl} into ${args.out}. Ctrl-C ends it.\n`),
      onMissing: (resource) => console.err(`Not allowed to read ${resource}: the recording will lack them.\n`),
    });
    console.err(`Recorded ${formatDuration(ms)}, ${pods} pods, ${lines} lines in ${args.out}. It holds their manifests, environment variables and logs: look before you share it.\n`);
  } finally {
    cluster.close();
  }
}
