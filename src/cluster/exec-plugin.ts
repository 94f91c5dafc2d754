import { spawn } from 'node:child_process';
import { text } from '../timeline/text.ts';
import type { ExecPlugin, KubeCluster, ResolvedContext } from './kubeconfig.ts';
import { codeOf, failure, messageOf } from './problems.ts';
import { SharedRuns } from './shared-runs.ts';

/** What a plugin gave, as client.authentication.k8s.io/v1 ExecCredential.status. */
export interface ExecCredential {
  readonly token?: string;
  /** PEM. */
  readonly cert?: string;
  readonly key?: string;
  /** Milliseconds since the epoch. Absent: good until the server says 401. */
  readonly expiresAt?: number;
}

const VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

/** Long enough for a plugin that opens a browser and waits for a login. */
const EXEC_TIMEOUT_MS = 60_000;

const MAX_OUTPUT_BYTES = 1024 * 1024;

/**
 * Runs a credential plugin as client-go does (plugin/pkg/client/auth/exec/exec.go): the same environment, no terminal, and the same demands on
 * its answer. Rejects with a ClusterError (credential-plugin), or the signal's reason.
 */
async function runExecPlugin({ exec, cluster }: { readonly exec: ExecPlugin; readonly cluster: KubeCluster }, authority: Buffer | undefined, signal: AbortSignal, timeoutMs = EXEC_TIMEOUT_MS): Promise<ExecCredential> {
  check(exec);
  const info = { kind: 'ExecCredential', apiVersion: exec.apiVersion, spec: { ...(exec.provideClusterInfo && { cluster: clusterInfo(cluster, authority) }), interactive: false } };
  const output = await run(exec, { ...process.env, ...exec.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) }, signal, timeoutMs);
  return readCredential(exec, output);
}

function check(exec: ExecPlugin): void {
  if (exec.command === '') throw problem(exec, 'the kubeconfig names no command');
  if (!VERSIONS.includes(exec.apiVersion)) throw problem(exec, `its apiVersion ${exec.apiVersion} is not ${VERSIONS.join(' or ')}`);
  if (exec.interactiveMode === 'Always') throw problem(exec, 'it needs a terminal (interactiveMode: Always)');
}

/** `spec.cluster`; data of files is given as data. */
function clusterInfo(cluster: KubeCluster, authority: Buffer | undefined): object {
  return {
    server: cluster.server,
    ...(cluster.tlsServerName !== undefined && { 'tls-server-name': cluster.tlsServerName }),
    ...(cluster.insecure && { 'insecure-skip-tls-verify': true }),
    ...(authority && { 'certificate-authority-data': authority.toString('base64') }),
    ...(cluster.proxyUrl !== undefined && { 'proxy-url': cluster.proxyUrl }),
    ...(cluster.disableCompression && { 'disable-compression': true }),
    config: cluster.execExtension ?? null,
  };
}

function run(exec: ExecPlugin, env: NodeJS.ProcessEnv, signal: AbortSignal, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child = spawn(exec.command, [...exec.args], { env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    const said = { out: '', err: '' };
    let reason: Error | undefined;
    const end = (why: Error): void => {
      reason ??= why;
      child.kill('SIGKILL');
    };
    const collect = (to: 'out' | 'err') => (chunk: string) => {
      said[to] += chunk;
      if (said[to].length > MAX_OUTPUT_BYTES) end(problem(exec, 'its output is too long'));
    };
    child.stdout.setEncoding('utf8').on('data', collect('out'));
    child.stderr.setEncoding('utf8').on('data', collect('err'));
    const late = setTimeout(() => end(problem(exec, `it did not end within ${timeoutMs / 1000} s`)), timeoutMs);
    const aborted = (): void => end(signal.reason as Error);
    signal.addEventListener('abort', aborted, { once: true });
    const settle = (code: number | null, error?: Error): void => {
      clearTimeout(late);
      signal.removeEventListener('abort', aborted);
      child.stdout.destroy(); // a grandchild may keep it open
      child.stderr.destroy();
      if (reason !== undefined) reject(reason);
      else if (error) reject(notStarted(exec, error));
      else if (code !== 0) reject(problem(exec, `it failed with exit code ${code}: ${tail(said.err)}`));
      else resolve(said.out);
    };
    child.once('error', (error) => settle(null, error));
    child.once('exit', (code) => {
      if (reason !== undefined || code !== 0) settle(code);
      else child.once('close', () => settle(code));
    });
  });
}

function notStarted(exec: ExecPlugin, error: Error): Error {
  const hint = exec.installHint === undefined ? text('Install it, or correct the command in the kubeconfig.') : text('{hint}', { hint: exec.installHint });
  const missing = codeOf(error) === 'ENOENT';
  return failure('credential-plugin', missing ? text('The credential plugin {command} is not installed.', { command: exec.command }) : text('The credential plugin {command} cannot be run: {detail}', { command: exec.command, detail: messageOf(error) }), hint, error);
}

function problem(exec: ExecPlugin, detail: string): Error {
  return failure('credential-plugin', text('The credential plugin {command} gave no credential: {detail}', { command: exec.command, detail }), text('Run the command in a terminal to see what it needs, for example a login.'));
}

/** What plugins say last is what is wrong. */
const tail = (said: string): string => said.trim().slice(-500);

/** The output may hold a token: errors never quote it. */
function readCredential(exec: ExecPlugin, output: string): ExecCredential {
  const credential = parseObject(output) ?? fail(exec, 'its output is not JSON');
  if (credential['kind'] !== 'ExecCredential') fail(exec, 'its output is not an ExecCredential');
  if (credential['apiVersion'] !== exec.apiVersion) fail(exec, `it answered in apiVersion ${String(credential['apiVersion'])}, not in ${exec.apiVersion}`);
  const status = isFields(credential['status']) ? credential['status'] : fail(exec, 'its answer has no status');
  const token = textIn(status, 'token');
  const cert = textIn(status, 'clientCertificateData');
  const key = textIn(status, 'clientKeyData');
  if (token === undefined && cert === undefined && key === undefined) fail(exec, 'its answer has neither a token nor a certificate');
  if ((cert === undefined) !== (key === undefined)) fail(exec, 'its answer has a certificate or a key, but not both');
  const expires = Date.parse(textIn(status, 'expirationTimestamp') ?? '');
  return { ...(token !== undefined && { token }), ...(cert !== undefined && { cert }), ...(key !== undefined && { key }), ...(!Number.isNaN(expires) && { expiresAt: expires }) };
}

const fail = (exec: ExecPlugin, detail: string): never => {
  throw problem(exec, detail);
};

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

function parseObject(output: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(output);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined; // the caller says so
  }
}

function textIn(fields: Fields, key: string): string | undefined {
  const value = fields[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Credentials by what asks for them: one run at a time, kept until they expire or are refused. Shared by all connections of the process. */
export class ExecCredentials {
  readonly #cached = new Map<string, ExecCredential>();
  readonly #running = new SharedRuns<ExecCredential>();
  readonly #now: () => number;
  readonly #timeoutMs: number;

  constructor(now: () => number = Date.now, timeoutMs = EXEC_TIMEOUT_MS) {
    this.#now = now;
    this.#timeoutMs = timeoutMs;
  }

  async get(target: ResolvedContext, exec: ExecPlugin, authority: Buffer | undefined, signal: AbortSignal): Promise<ExecCredential> {
    const key = JSON.stringify([exec, target.cluster]);
    const cached = this.#cached.get(key);
    if (cached && (cached.expiresAt === undefined || cached.expiresAt > this.#now())) return cached;
    return this.#running.join(key, (whileWanted) => this.#run(key, { exec, cluster: target.cluster }, authority, whileWanted), signal);
  }

  /** Forgets a credential that the server refused, unless it is another one by now. True when there is a reason to try again. */
  refused(target: ResolvedContext, exec: ExecPlugin, used: ExecCredential | undefined): boolean {
    const key = JSON.stringify([exec, target.cluster]);
    if (this.#cached.get(key) === used) this.#cached.delete(key);
    return used !== undefined;
  }

  async #run(key: string, what: { readonly exec: ExecPlugin; readonly cluster: KubeCluster }, authority: Buffer | undefined, signal: AbortSignal): Promise<ExecCredential> {
    const credential = await runExecPlugin(what, authority, signal, this.#timeoutMs);
    this.#cached.set(key, credential);
    return credential;
  }
}
