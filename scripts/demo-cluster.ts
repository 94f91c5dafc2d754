import { spawn, type ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endChild, project } from './children.ts';

export interface DemoCluster {
  readonly kubeconfig: string;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/**
 * Starts `podfall demo` as a user would, its kubeconfig in `folder`. Resolves when the kubeconfig is written, which is
 * after the server listens.
 */
export async function startDemoCluster(folder: string, args: readonly string[] = []): Promise<DemoCluster> {
  const kubeconfig = path.join(folder, 'demo-kubeconfig.yaml');
  const cli = path.join(project, 'dist', 'cli.js');
  const child = spawn(process.execPath, [cli, 'demo', '--kubeconfig-out', kubeconfig, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const add = (chunk: Buffer) => void (output += chunk.toString());
  child.stdout.on('data', add);
  child.stderr.on('data', add);
  for (let waited = 0; !fs.existsSync(kubeconfig); waited += 50) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`podfall demo ended:\n${output}`);
    if (waited > 30_000) {
      await endChild(child);
      throw new Error(`podfall demo wrote no kubeconfig in 30 s:\n${output}`);
    }
    await sleep(50);
  }
  return { kubeconfig, child, stop: () => endChild(child) };
}
