import { existsSync } from 'node:fs';
import { once } from 'node:events';
import * as path from 'node:path';
import { startDemoCluster } from '../demo-server/demo-cluster.ts';
import type { DemoArgs } from './args.ts';
import type { Console } from './console.ts';
import { CliError } from './fail.ts';
import { packageRoot } from './package-root.ts';

/** `podfall demo`: runs until `stop` is aborted. */
export async function demo(args: DemoArgs, console: Console, stop: AbortSignal): Promise<void> {
  const { port, once: playOnce, kubeconfigOut } = args;
  const recordings = args.recordings.length > 0 ? args.recordings : [shippedRecording()];
  const cluster = await startDemoCluster({
    recordings,
    once: playOnce,
    ...(port !== undefined && { port }),
    ...(kubeconfigOut !== undefined && { kubeconfigOut }),
    onLeftOut: (what) => console.err(`Left out, since it cannot be played: ${what}`),
  });
  try {
    console.out(`${cluster.kubeconfigPath}\n`);
    console.err(
      `The demo cluster is at ${cluster.url}. Try: kubectl --kubeconfig ${cluster.kubeconfigPath} get pods -A -w`,
    );
    console.err('Ctrl-C ends it.');
    if (!stop.aborted) await once(stop, 'abort');
  } finally {
    await cluster.stop();
  }
}

/** The shop comes with the program. */
function shippedRecording(): string {
  const file = path.join(packageRoot(), 'media', 'demo', 'shop.ndjson.gz');
  if (!existsSync(file)) {
    throw new CliError(
      'The recording that comes with Podfall is missing.',
      'Install it again, or name one with --recording.',
    );
  }
  return file;
}
