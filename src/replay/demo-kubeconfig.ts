import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

export interface KubeconfigParts {
  readonly name: string;
  readonly url: string;
  /** PEM. */
  readonly ca: string;
  readonly token: string;
  readonly namespace: string;
}

/** A kubeconfig for the demo cluster. JSON is YAML, and needs no quoting rules. */
export function kubeconfigText({ name, url, ca, token, namespace }: KubeconfigParts): string {
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

/** Writes the kubeconfig so that only its user can read it: to `out`, or into a new folder, which `remove` deletes. */
export async function writeKubeconfig(content: string, out: string | undefined): Promise<{ readonly file: string; remove(): Promise<void> }> {
  if (out !== undefined) {
    await writeFile(out, content, { mode: 0o600 });
    await chmod(out, 0o600); // it may have been there with another mode
    return { file: out, remove: () => rm(out, { force: true }) };
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'podfall-demo-'));
  const file = path.join(folder, 'kubeconfig');
  await writeFile(file, content, { mode: 0o600 });
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}
