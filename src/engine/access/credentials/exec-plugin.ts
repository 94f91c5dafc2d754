import { spawn, type ChildProcess } from 'node:child_process';
import { codeOf, messageOf } from '../../errors.ts';
import { text, type Text } from '../../timeline/model/text.ts';
import type { ExecPlugin, KubeCluster } from '../kubeconfig.ts';
import { failure } from '../problems.ts';
import { isLong, withoutSecrets, withoutTokens } from '../secrets.ts';
import { isRecord } from '../../timeline/model/is-record.ts';

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
export const EXEC_TIMEOUT_MS = 60_000;

const MAX_OUTPUT_BYTES = 1024 * 1024;

/** Which plugin is run, for which cluster, and how. */
export interface PluginRun {
  readonly exec: ExecPlugin;
  readonly cluster: KubeCluster;
  /** The cluster's certificate authority in PEM; absent: the system's. */
  readonly authority: Buffer | undefined;
  /** The variables that it inherits. */
  readonly env: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
}

/**
 * Runs a credential plugin as client-go does (plugin/pkg/client/auth/exec/exec.go): the same environment, no terminal,
 * and the same demands on its answer. Rejects with a ClusterError (credential-plugin), or the signal's reason.
 */
export async function runExecPlugin(
  { exec, cluster, authority, env, timeoutMs }: PluginRun,
  signal: AbortSignal,
): Promise<ExecCredential> {
  check(exec);
  const info = {
    kind: 'ExecCredential',
    apiVersion: exec.apiVersion,
    spec: { ...(exec.provideClusterInfo && { cluster: clusterInfo(cluster, authority) }), interactive: false },
  };
  const output = await run(
    exec,
    { ...inherited(env), ...exec.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
    signal,
    timeoutMs,
  );
  return readCredential(exec, output);
}

/**
 * As a terminal would have it: what makes Node of VS Code's own program must not reach a browser or an editor that the
 * plugin opens.
 */
function inherited({ ELECTRON_RUN_AS_NODE: _, ...env }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return env;
}

function check(exec: ExecPlugin): void {
  if (exec.command === '') throw problem(exec, text('the kubeconfig names no command'));
  if (!VERSIONS.includes(exec.apiVersion)) throw oldVersion(exec);
  if (exec.interactiveMode === 'Always') throw wantsTerminal(exec);
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
    const child = spawn(exec.command, [...exec.args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      detached: OWN_GROUP,
    });
    const said = { out: '', err: '' };
    let reason: Error | undefined;
    const end = (why: Error): void => {
      reason ??= why;
      endWithChildren(child);
    };
    const leave = (): void => endWithChildren(child); // in a group of its own it does not hear the terminal's Ctrl-C
    process.once('exit', leave);
    const collect = (to: 'out' | 'err') => (chunk: string) => {
      said[to] += chunk;
      if (said[to].length > MAX_OUTPUT_BYTES) end(problem(exec, text('its output is too long')));
    };
    child.stdout.setEncoding('utf8').on('data', collect('out'));
    child.stderr.setEncoding('utf8').on('data', collect('err'));
    const late = setTimeout(
      () => end(problem(exec, text('it did not end within {limit}', { limit: { ms: timeoutMs } }))),
      timeoutMs,
    );
    const aborted = (): void => end(signal.reason as Error);
    signal.addEventListener('abort', aborted, { once: true });
    const settle = (code: number | null, ended: NodeJS.Signals | null, error?: Error): void => {
      clearTimeout(late);
      process.off('exit', leave);
      signal.removeEventListener('abort', aborted);
      child.stdout.destroy(); // a grandchild may keep it open
      child.stderr.destroy();
      if (reason !== undefined) reject(reason);
      else if (error) reject(notStarted(exec, error));
      else if (code !== 0) reject(problem(exec, ending(code, ended, quoted(said.err, exec))));
      else resolve(said.out);
    };
    child.once('error', (error) => settle(null, null, error));
    child.once('exit', (code, ended) => {
      if (reason !== undefined || code !== 0) settle(code, ended);
      else child.once('close', () => settle(code, ended));
    });
  });
}

/** Windows has no process groups, and `detached` would open a window there. */
const OWN_GROUP = process.platform !== 'win32';

/**
 * Ends a plugin and whatever it has started: a shell's child would go on waiting for a login that nobody wants any
 * more.
 */
function endWithChildren(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (!OWN_GROUP) {
    const killer = spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
    killer.once('error', () => child.kill('SIGKILL'));
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL'); // the group has ended, or is not ours to end
  }
}

function notStarted(exec: ExecPlugin, error: Error): Error {
  const hint =
    exec.installHint === undefined
      ? text('Install it, or correct the command in the kubeconfig.')
      : text('{hint}', { hint: exec.installHint });
  const missing = codeOf(error) === 'ENOENT';
  return failure(
    'credential-plugin',
    missing
      ? text('The credential plugin {command} is not installed.', { command: exec.command })
      : text('The credential plugin {command} cannot be run: {detail}', {
          command: exec.command,
          detail: messageOf(error),
        }),
    hint,
    error,
  );
}

function ending(exit: number | null, signal: NodeJS.Signals | null, said: string): Text {
  if (exit === null) return text('it was ended by {signal}', { signal: signal ?? '?' });
  const code = String(exit);
  return said === ''
    ? text('it failed with exit code {code} and said nothing', { code })
    : text('it failed with exit code {code}: {said}', { code, said });
}

const wantsTerminal = (exec: ExecPlugin): Error =>
  failure(
    'credential-plugin',
    text('The credential plugin {command} wants a terminal (interactiveMode: Always), which an editor does not have.', {
      command: exec.command,
    }),
    text(
      'Set interactiveMode to IfAvailable in the kubeconfig if the plugin can do without one, or choose a context that logs in another way.',
    ),
  );

const oldVersion = (exec: ExecPlugin): Error =>
  failure(
    'credential-plugin',
    text('The kubeconfig asks the credential plugin {command} for {version}, which is not known. Known are: {known}.', {
      command: exec.command,
      version: exec.apiVersion,
      known: VERSIONS.join(', '),
    }),
    text('Install the newest version of the plugin, and have it write the kubeconfig anew.'),
  );

function problem(exec: ExecPlugin, detail: Text): Error {
  return failure(
    'credential-plugin',
    text('The credential plugin {command} gave no credential: {detail}', { command: exec.command, detail }),
    text('Run the command in a terminal to see what it needs, for example a login.'),
  );
}

/** Settings of a plugin that are no secrets have other names. */
const SECRET_SETTING = /token|secret|password|key/i;

/** What plugins say last is what is wrong. Some print what they were given, or what they got. */
function quoted(said: string, { env }: ExecPlugin): string {
  const secret = Object.entries(env).filter(([name, value]) => SECRET_SETTING.test(name) && isLong(value));
  const given = secret.map(([, value]) => value);
  return withoutTokens(withoutSecrets(said, given)).trim().slice(-500);
}

/** The output may hold a token: errors never quote it. */
function readCredential(exec: ExecPlugin, output: string): ExecCredential {
  const credential = parseObject(output) ?? fail(exec, text('its output is not JSON'));
  if (credential['kind'] !== 'ExecCredential') fail(exec, text('its output is not an ExecCredential'));
  if (credential['apiVersion'] !== exec.apiVersion) {
    fail(
      exec,
      text('it answered in apiVersion {version}, not in {wanted}', {
        version: String(credential['apiVersion']),
        wanted: exec.apiVersion,
      }),
    );
  }
  const status = isRecord(credential['status']) ? credential['status'] : fail(exec, text('its answer has no status'));
  const token = textIn(status, 'token');
  const cert = textIn(status, 'clientCertificateData');
  const key = textIn(status, 'clientKeyData');
  if (token === undefined && cert === undefined && key === undefined) {
    fail(exec, text('its answer has neither a token nor a certificate'));
  }
  if ((cert === undefined) !== (key === undefined)) {
    fail(exec, text('its answer has a certificate or a key, but not both'));
  }
  const expires = Date.parse(textIn(status, 'expirationTimestamp') ?? '');
  return {
    ...(token !== undefined && { token }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(!Number.isNaN(expires) && { expiresAt: expires }),
  };
}

const fail = (exec: ExecPlugin, detail: Text): never => {
  throw problem(exec, detail);
};

type Fields = Readonly<Record<string, unknown>>;

function parseObject(output: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(output);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined; // the caller says so
  }
}

function textIn(fields: Fields, key: string): string | undefined {
  const value = fields[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
