import { lstat, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { existingKubeconfig, unwritableFile } from '../engine/engine.ts';

/** The name of the demo cluster's context, cluster and user. */
export const demoContext = 'podfall-demo';

export interface KubeconfigParts {
  readonly url: string;
  /** PEM. */
  readonly ca: string;
  readonly token: string;
  readonly namespace: string;
}

/** A kubeconfig for the demo cluster. JSON is YAML, and needs no quoting rules. */
export function kubeconfigText({ url, ca, token, namespace }: KubeconfigParts): string {
  const name = demoContext;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace } }],
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

export interface WrittenKubeconfig {
  readonly file: string;
  /** Deletes it, unless someone has written something else there. */
  remove(): Promise<void>;
}

/**
 * Writes the kubeconfig so that only its user can read it: to `out`, or into a new folder. The file appears whole.
 * Rejects with a {@link RecordingError} when another kubeconfig is there: it may be the only way into someone's
 * cluster.
 */
export async function writeKubeconfig(content: string, out: string | undefined): Promise<WrittenKubeconfig> {
  const folder = out === undefined ? await ownFolder() : undefined;
  const file = path.resolve(out ?? path.join(folder ?? '', 'kubeconfig'));
  await refuseForeign(file);
  const draft = `${file}.${process.pid}.new`;
  try {
    await writeFile(draft, content, { mode: 0o600, flag: 'wx' });
    await rename(draft, file);
  } catch (error) {
    throw unwritableFile(file, error);
  }
  return { file, remove: () => removeOwn(file, content, folder) };
}

const FOLDER = /^podfall-demo-(\d+)-\w+$/;

/**
 * A new folder that names this process; those of processes that were killed before they could remove theirs are
 * removed.
 */
async function ownFolder(): Promise<string> {
  await removeAbandoned(tmpdir());
  return mkdtemp(path.join(tmpdir(), `podfall-demo-${process.pid}-`));
}

/**
 * Removes the folders of this user's demo clusters whose process is gone, as far as that is possible: others can put
 * what they like into a temporary folder, and nothing there may keep a demo from starting. Exported for its test.
 */
export async function removeAbandoned(place: string): Promise<void> {
  const names = await readdir(place).catch(() => []); // nothing to tidy up where nothing can be seen
  for (const name of names) {
    const pid = FOLDER.exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    await removeOwnFolder(path.join(place, name)).catch(() => undefined); // it stays: the next demo tries again
  }
}

/** Not what a link of another user leads to. */
async function removeOwnFolder(folder: string): Promise<void> {
  const us = process.getuid?.();
  const found = await lstat(folder);
  if (found.isDirectory() && (us === undefined || found.uid === us)) await rm(folder, { recursive: true, force: true });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'; // EPERM: it runs, as somebody else's
  }
}

async function refuseForeign(file: string): Promise<void> {
  const there = await readIfThere(file);
  if (there !== undefined && !there.includes(`"current-context": "${demoContext}"`)) throw existingKubeconfig(file);
}

async function removeOwn(file: string, content: string, folder: string | undefined): Promise<void> {
  if ((await readIfThere(file)) === content) await rm(file, { force: true });
  // What stays is removed by the next demo.
  if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unwritableFile(file, error);
  }
}
