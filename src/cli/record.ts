import {
  type Problem,
  openRawCluster,
  preciseNow,
  recordCluster,
  type RecordSummary,
  english,
  formatDuration,
  formatText,
} from '../engine/engine.ts';
import type { RecordArgs } from './args.ts';
import type { Console } from './console.ts';
import { kubeconfigSource } from './kubeconfig-source.ts';

/** `podfall record`: runs until `stop` is aborted or the time is over. */
export async function record(args: RecordArgs, console: Console, stop: AbortSignal): Promise<void> {
  const cluster = await openRawCluster(kubeconfigSource(args.kubeconfig), args.context, { now: preciseNow });
  const namespace = args.allNamespaces ? undefined : (args.namespace ?? cluster.namespace);
  const signal = args.durationMs === undefined ? stop : AbortSignal.any([stop, AbortSignal.timeout(args.durationMs)]);
  const place = namespace === undefined ? 'all namespaces' : `namespace ${namespace}`;
  try {
    const summary = await recordCluster({
      cluster,
      ...(namespace !== undefined && { namespace }),
      file: args.out,
      overwrite: args.force,
      signal,
      onLive: () => console.err(`Recording ${place} of ${cluster.serverUrl} into ${args.out}. Ctrl-C ends it.`),
      onMissing: (resource) => console.err(`Not allowed to read ${resource}: the recording will lack them.`),
      onLost: (resources, problem) => console.err(lostWords(resources, problem)),
      onBack: (resources, ms) =>
        console.err(`Sees ${resources.join(', ')} again, after ${formatDuration(ms)}; the recording says so.`),
      onSkipped: (resource, reason) =>
        console.err(`One of the ${resource} could not be read and is left out: ${reason}`),
    });
    console.err(summaryWords(summary, args.out));
  } finally {
    cluster.close();
  }
}

const lostWords = (resources: readonly string[], { fact }: Problem): string =>
  `Nothing is recorded of ${resources.join(', ')} for now: ${formatText(fact, english)}. Podfall tries again by itself.`;

function summaryWords({ ms, pods, lines, blindMs, skipped, hasLogs }: RecordSummary, file: string): string {
  const sentences = [`Recorded ${formatDuration(ms)}, ${pods} pods, ${lines} lines in ${file}.`];
  if (blindMs > 0) {
    sentences.push(`For ${formatDuration(blindMs)} of it something was not seen: the recording has gaps.`);
  }
  if (skipped > 0) sentences.push(`Objects that could not be read and were left out: ${skipped}.`);
  if (!hasLogs) sentences.push('It has no logs: the cluster could not be reached at the end.');
  sentences.push('It holds manifests, environment variables and logs of these pods: look before you share it.');
  return sentences.join(' ');
}
