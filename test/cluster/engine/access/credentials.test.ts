import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { once } from 'node:events';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { openCluster } from '../../../../src/engine/watch/live-cluster.ts';
import { ApiConnection } from '../../../../src/engine/access/connection.ts';
import { accessEnvironment } from '../../../../src/engine/access/credentials/access-environment.ts';
import { ExecCredentials } from '../../../../src/engine/access/credentials/exec-credentials.ts';
import type { EditorProxy } from '../../../../src/engine/access/proxy.ts';
import { parseKubeconfig, resolveContext, type ResolvedContext } from '../../../../src/engine/access/kubeconfig.ts';
import { ApiServer } from '../../../../src/demo-server/api-server.ts';
import { ApiState } from '../../../../src/demo-server/api-state.ts';
import { kubectlHere } from '../../demo-server/kubectl-here.ts';
import { until } from '../watch/live-rig.ts';

/*
 * Each way to authenticate, against a real server over TLS; where kubectl does the same, both are tried with the same
 * kubeconfig.
 */

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-credentials-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
let serial = 0;

interface Case {
  readonly server: ApiServer;
  readonly target: ResolvedContext;
  readonly file: string;
  readonly runs: () => readonly Readonly<Record<string, unknown>>[];
}

/** A server, and a kubeconfig for it whose user and cluster are changed. */
async function prepare(change: {
  readonly user?: object;
  readonly cluster?: object;
  readonly plugin?: string;
  readonly exec?: object;
}): Promise<Case> {
  serial += 1;
  const server = await ApiServer.start({ state: new ApiState() });
  onTestFinished(() => server.stop());
  const log = path.join(folder, `${serial}.log`);
  const script = path.join(folder, `${serial}.mjs`);
  const node = process.execPath;
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: node,
    args: [script],
    env: [{ name: 'PLUGIN_LOG', value: log }],
    interactiveMode: 'Never',
    ...change.exec,
  };
  if (change.plugin !== undefined) {
    fs.writeFileSync(
      script,
      `import * as fs from 'node:fs'; fs.appendFileSync(process.env.PLUGIN_LOG, process.env.KUBERNETES_EXEC_INFO + '\\n');\nconst answer = (status) => console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: JSON.parse(process.env.KUBERNETES_EXEC_INFO).apiVersion, status }));\n${change.plugin.replaceAll('TOKEN', JSON.stringify(server.token))}`,
    );
  }
  const config = JSON.parse(server.kubeconfig('shop')) as {
    clusters: { cluster: object }[];
    users: { user: object }[];
  };
  Object.assign(config.clusters[0]!.cluster, change.cluster);
  if (change.user ?? change.plugin ?? change.exec) config.users[0]!.user = change.user ?? { exec };
  const file = path.join(folder, `${serial}.kubeconfig`);
  fs.writeFileSync(file, JSON.stringify(config).replaceAll('TOKEN', server.token));
  const runs = (): readonly Readonly<Record<string, unknown>>[] =>
    fs.existsSync(log)
      ? fs
          .readFileSync(log, 'utf8')
          .trim()
          .split(/\n+/)
          .map((line) => JSON.parse(line) as Record<string, unknown>)
      : [];
  return { server, file, runs, target: resolveContext(parseKubeconfig(fs.readFileSync(file, 'utf8'), file)) };
}

/** A connection with a cache of its own. */
function connect(
  target: ResolvedContext,
  plugins = new ExecCredentials(),
  editorProxy?: () => EditorProxy,
): ApiConnection {
  const connection = new ApiConnection({
    target,
    environment: { ...accessEnvironment(process.env), plugins },
    ...(editorProxy && { editorProxy }),
  });
  onTestFinished(() => connection.close());
  return connection;
}

const version = (connection: ApiConnection, signal = AbortSignal.timeout(10_000)): Promise<unknown> =>
  connection.json({ path: '/version', signal });

/** `kubectl` without blocking this process, in which the server runs. */
async function kubectlBeside(
  file: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ readonly code: number; readonly error: string }> {
  const child = spawn('kubectl', ['--kubeconfig', file, 'get', '--raw', '/version'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  let error = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (error += chunk));
  const [code] = (await once(child, 'close')) as [number];
  return { code, error };
}

const GOOD = 'answer({ token: TOKEN });';

test.skipIf(!kubectlHere)('a plugin is told the same by kubectl and by Podfall', async () => {
  const { file, target, runs } = await prepare({
    plugin: GOOD,
    exec: { provideClusterInfo: true },
    cluster: { extensions: [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'x' } }] },
  });
  expect((await kubectlBeside(file)).code).toBe(0);
  await version(connect(target));
  const [theirs, ours] = runs();
  expect(ours).toEqual(theirs);
});

test.skipIf(!kubectlHere)('a plugin that wants no cluster is not told of it', async () => {
  const { file, target, runs } = await prepare({
    plugin: GOOD,
    exec: { apiVersion: 'client.authentication.k8s.io/v1beta1', interactiveMode: 'IfAvailable' },
  });
  expect((await kubectlBeside(file)).code).toBe(0);
  await version(connect(target));
  const [theirs, ours] = runs();
  expect(ours).toEqual(theirs);
});

test('twenty requests at once run the plugin once', async () => {
  const { target, runs } = await prepare({ plugin: `setTimeout(() => ${GOOD.slice(0, -1)}, 200);` });
  const connection = connect(target);
  await Promise.all(Array.from({ length: 20 }, () => version(connection)));
  expect(runs()).toHaveLength(1);
});

test('an expired credential is asked for again, a valid one is not', async () => {
  const { target, runs } = await prepare({
    plugin: 'answer({ token: TOKEN, expirationTimestamp: new Date(Date.now() + 1000000).toISOString() });',
  });
  let ahead = 0;
  const connection = connect(target, new ExecCredentials({ now: () => Date.now() + ahead }));
  await version(connection);
  await version(connection);
  expect(runs()).toHaveLength(1);
  ahead = 2_000_000;
  await version(connection);
  expect(runs()).toHaveLength(2);
});

test('a refused credential is asked for again once', async () => {
  const { target, runs } = await prepare({
    plugin:
      "answer({ token: fs.readFileSync(process.env.PLUGIN_LOG, 'utf8').trim().split('\\n').length > 1 ? TOKEN : 'old' });",
  });
  await version(connect(target));
  expect(runs()).toHaveLength(2);
});

test('a credential that stays refused does not run the plugin in a loop', async () => {
  const { target, runs } = await prepare({ plugin: "answer({ token: 'wrong' });" });
  await expect(version(connect(target))).rejects.toMatchObject({ status: 401 });
  expect(runs()).toHaveLength(2);
});

test('a plugin has the environment of the editor, but not what makes Node of it', async () => {
  vi.stubEnv('ELECTRON_RUN_AS_NODE', '1');
  vi.stubEnv('PODFALL_LOGIN', 'here');
  onTestFinished(() => void vi.unstubAllEnvs());
  const { target } = await prepare({
    plugin:
      "answer({ token: 'ELECTRON_RUN_AS_NODE' in process.env || process.env.PODFALL_LOGIN !== 'here' ? 'wrong' : TOKEN });",
  });
  await expect(version(connect(target))).resolves.toBeDefined();
});

test('two engines of one process share neither a login nor the variables', async () => {
  const { file, runs } = await prepare({
    plugin: "answer({ token: process.env.PODFALL_LOGIN === 'good' ? TOKEN : 'wrong' });",
  });
  const open = async (login: string, environment = accessEnvironment({ ...process.env, PODFALL_LOGIN: login })) => {
    const cluster = await openCluster({ kubeconfig: { kind: 'files', paths: [file] }, environment });
    onTestFinished(() => cluster.dispose());
    return { environment, namespaces: (): Promise<readonly string[]> => cluster.namespaces() };
  };
  const good = await open('good');
  await good.namespaces();
  const bad = await open('bad');
  await expect(bad.namespaces()).rejects.toMatchObject({ problem: { code: 'unauthorized' } });
  const before = runs().length;
  await (await open('good', good.environment)).namespaces();
  expect(runs()).toHaveLength(before);
});

test('a plugin that fails is left alone for a while, however often a credential is wanted, unless the user wants to try', async () => {
  const { target, runs } = await prepare({ plugin: 'process.exit(1);' });
  let ahead = 0;
  const plugins = new ExecCredentials({ now: () => Date.now() + ahead });
  const connection = connect(target, plugins);
  for (let turn = 0; turn < 5; turn += 1) await expect(version(connection)).rejects.toThrow('gave no credential');
  expect(runs()).toHaveLength(1);
  connection.retry();
  await expect(version(connection)).rejects.toThrow('gave no credential');
  expect(runs()).toHaveLength(2);
  ahead = 60_000;
  await expect(version(connection)).rejects.toMatchObject({ problem: { code: 'credential-plugin' } });
  expect(runs()).toHaveLength(3);
});

test('a plugin that failed after a long wait, as for a login in a browser, is left alone for ten times as long', async () => {
  const { target, runs } = await prepare({ plugin: 'setInterval(() => undefined, 1000);' });
  let ahead = 0;
  const plugins = new ExecCredentials({ now: () => Date.now() + ahead, timeoutMs: 1000 });
  const connection = connect(target, plugins);
  await expect(version(connection)).rejects.toThrow('did not end within');
  ahead = 8000;
  const error: unknown = await version(connection).catch((reason: unknown) => reason);
  expect([(error as { retryAfterMs: number }).retryAfterMs > 1000, runs().length]).toEqual([true, 1]);
});

test('a plugin whose new credential is refused as well is not run for each request', async () => {
  const { target, runs } = await prepare({ plugin: "answer({ token: 'wrong' });" });
  const connection = connect(target);
  for (let turn = 0; turn < 5; turn += 1) await expect(version(connection)).rejects.toMatchObject({ status: 401 });
  expect(runs()).toHaveLength(2);
});

test.skipIf(!kubectlHere)('a token in the kubeconfig wins over a plugin, as in kubectl', async () => {
  const { file, target, runs } = await prepare({
    user: {
      token: 'TOKEN',
      exec: { apiVersion: 'client.authentication.k8s.io/v1', command: '/nowhere', interactiveMode: 'Never' },
    },
  });
  expect((await kubectlBeside(file)).code).toBe(0);
  await version(connect(target));
  expect(runs()).toHaveLength(0);
});

test.skipIf(!kubectlHere).each([
  ['prints no JSON', "console.log('secret-token')", {}],
  [
    'answers in another version',
    "console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1beta1', status: { token: TOKEN } }))",
    {},
  ],
  ['gives neither token nor certificate', 'answer({})', {}],
  ['gives a certificate without a key', "answer({ clientCertificateData: 'x' })", {}],
  ['fails', "console.error('please log in'); process.exit(3)", {}],
  ['needs a terminal', GOOD, { interactiveMode: 'Always' }],
  ['is of an unknown version', GOOD, { apiVersion: 'client.authentication.k8s.io/v9' }],
  ['is not installed', undefined, { command: 'no-such-plugin', installHint: 'brew install it' }],
])('a plugin that %s is told, and kubectl fails as well', async (_name, plugin, exec) => {
  const { file, target } = await prepare({ ...(plugin !== undefined && { plugin }), exec });
  expect((await kubectlBeside(file)).code).not.toBe(0);
  const error: unknown = await version(connect(target)).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ problem: { code: 'credential-plugin' } });
  expect(JSON.stringify(error)).not.toContain('secret-token');
});

test('what a failing plugin says, and the hint to install it, reach the user', async () => {
  const failing = await prepare({ plugin: "console.error('please log in'); process.exit(3)" });
  await expect(version(connect(failing.target))).rejects.toThrow('please log in');
  const missing = await prepare({ exec: { command: 'no-such-plugin', installHint: 'brew install it' } });
  await expect(version(connect(missing.target))).rejects.toMatchObject({
    problem: { nextStep: { args: { hint: 'brew install it' } } },
  });
});

test('a plugin that hangs is ended after its time', async () => {
  const { target } = await prepare({ plugin: 'setInterval(() => undefined, 1000);' });
  await expect(version(connect(target, new ExecCredentials({ timeoutMs: 300 })))).rejects.toThrow('did not end within');
});

test('a plugin that nobody waits for any more is ended', async () => {
  const { target } = await prepare({
    plugin: `fs.writeFileSync(process.env.PLUGIN_LOG + '.pid', String(process.pid)); setInterval(() => undefined, 1000);`,
  });
  const abort = new AbortController();
  const asked = version(connect(target), abort.signal);
  const pidFile = path.join(folder, `${serial}.log.pid`);
  while (!fs.existsSync(pidFile) || fs.readFileSync(pidFile, 'utf8') === '') {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  abort.abort();
  await expect(asked).rejects.toThrow();
  const pid = Number(fs.readFileSync(pidFile, 'utf8'));
  await expect.poll(() => isAlive(pid)).toBe(false);
});

test.skipIf(!kubectlHere)('a relative command counts from the kubeconfig', async () => {
  const script = path.join(folder, 'login.sh');
  const { file, server } = await prepare({ exec: { command: './login.sh', args: [] } });
  fs.writeFileSync(
    script,
    `#!/bin/sh\necho '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"${server.token}"}}'\n`,
    { mode: 0o755 },
  );
  expect((await kubectlBeside(file)).code).toBe(0);
  await expect(
    version(connect(resolveContext(parseKubeconfig(fs.readFileSync(file, 'utf8'), file)))),
  ).resolves.toBeDefined();
});

test.skipIf(!kubectlHere)('a token file is read again', async () => {
  const { file, target, server } = await prepare({ user: { tokenFile: 'token' } });
  const token = path.join(folder, 'token');
  fs.writeFileSync(token, 'old');
  const connection = connect(target);
  await expect(version(connection)).rejects.toMatchObject({ status: 401 });
  fs.writeFileSync(token, `${server.token}\n`);
  await expect(version(connection)).resolves.toBeDefined();
  expect((await kubectlBeside(file)).code).toBe(0);
});

const withToken = (more: object): object => ({ token: 'TOKEN', ...more });

test.skipIf(!kubectlHere).each([
  ['a token', withToken({})],
  ['a user and a password', { username: 'jane', password: 'pass:wörd' }],
  ['a user without a password', { username: 'jane' }],
  ['impersonation of a user', withToken({ as: 'jane' })],
  [
    'impersonation of a service account by a user with a password',
    { username: 'joe', password: 'x', as: 'system:serviceaccount:shop:web' },
  ],
  ['impersonation with groups', withToken({ as: 'jane', 'as-groups': ['dev', 'system:masters'] })],
  ['impersonation with a uid', withToken({ as: 'jane', 'as-uid': '7' })],
  [
    'impersonation with extra fields',
    withToken({ as: 'jane', 'as-user-extra': { Scope: ['a', 'b'], 'acme.com/Project': ['x y'] } }),
  ],
  [
    'impersonation with everything',
    withToken({ as: 'jane', 'as-uid': '7', 'as-groups': ['dev', 'ops'], 'as-user-extra': { Scope: ['a', 'b'] } }),
  ],
])('%s is sent as kubectl sends it', async (_name, user) => {
  const { server, target, file } = await prepare({ user });
  const seen: object[] = [];
  server.before = ({ headers }) =>
    void seen.push(
      Object.fromEntries(
        Object.entries(headers).filter(([name]) => name.startsWith('impersonate') || name === 'authorization'),
      ),
    );
  await kubectlBeside(file);
  await version(connect(target)).catch(() => undefined);
  expect(Object.keys(seen[0] ?? {})).toContain('authorization');
  expect(seen.at(-1)).toEqual(seen[0]);
});

test('tls-server-name is what the certificate must be for', async () => {
  const good = await prepare({ cluster: { 'tls-server-name': 'localhost' } });
  await expect(version(connect(good.target))).resolves.toBeDefined();
  const wrong = await prepare({ cluster: { 'tls-server-name': 'elsewhere.example' } });
  await expect(version(connect(wrong.target))).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
});

test('insecure-skip-tls-verify trusts any certificate', async () => {
  const { target } = await prepare({
    cluster: { 'certificate-authority-data': undefined, 'insecure-skip-tls-verify': true },
  });
  await expect(version(connect(target))).resolves.toBeDefined();
});

test('a client certificate is shown to the server, from the kubeconfig and from a plugin', async () => {
  const { server } = await prepare({});
  const { cert, key, ca } = server.certificates;
  const mutual = https
    .createServer({ cert, key, ca, requestCert: true, rejectUnauthorized: false }, (request, response) => {
      const subject = (request.socket as unknown as { getPeerCertificate(): { subject?: object } }).getPeerCertificate()
        .subject;
      response.writeHead(subject ? 200 : 401, { 'content-type': 'application/json' }).end('{"ok":true}');
    })
    .listen(0, '127.0.0.1');
  onTestFinished(() => void mutual.close());
  await once(mutual, 'listening');
  const url = `https://127.0.0.1:${(mutual.address() as net.AddressInfo).port}`;
  const data = (pem: string): string => Buffer.from(pem).toString('base64');
  const inFile = await prepare({
    cluster: { server: url, 'certificate-authority-data': data(ca) },
    user: { 'client-certificate-data': data(cert), 'client-key-data': data(key) },
  });
  await expect(version(connect(inFile.target))).resolves.toEqual({ ok: true });
  const byPlugin = await prepare({
    cluster: { server: url, 'certificate-authority-data': data(ca) },
    plugin: `answer(${JSON.stringify({ clientCertificateData: cert, clientKeyData: key })});`,
  });
  await expect(version(connect(byPlugin.target))).resolves.toEqual({ ok: true });
  const none = await prepare({
    cluster: { server: url, 'certificate-authority-data': data(ca) },
    user: { token: 'x' },
  });
  await expect(version(connect(none.target))).rejects.toMatchObject({ status: 401 });
});

test.skipIf(!kubectlHere).each([
  ['a token', { token: 'secret' }],
  ['a password', { username: 'joe', password: 'secret' }],
  [
    'a plugin',
    { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: '/nowhere', interactiveMode: 'Never' } },
  ],
  ['impersonation', { token: 'secret', as: 'jane' }],
])('without TLS no credentials are sent, as by kubectl: %s', async (_name, user) => {
  const seen: object[] = [];
  const plain = http
    .createServer((request, response) => {
      seen.push({ authorization: request.headers.authorization, as: request.headers['impersonate-user'] });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
    })
    .listen(0, '127.0.0.1');
  onTestFinished(() => void plain.close());
  await once(plain, 'listening');
  const { file, target } = await prepare({
    user,
    cluster: {
      server: `http://127.0.0.1:${(plain.address() as net.AddressInfo).port}`,
      'certificate-authority-data': undefined,
    },
  });
  expect((await kubectlBeside(file)).code).toBe(0);
  await version(connect(target));
  expect(seen).toEqual(seen.map(() => ({ authorization: undefined, as: 'as' in user ? user.as : undefined })));
});

test('a plain http server needs no flag', async () => {
  const plain = http.createServer((_request, response) => response.end('{"ok":true}')).listen(0, '127.0.0.1');
  onTestFinished(() => void plain.close());
  await once(plain, 'listening');
  const { target } = await prepare({
    cluster: {
      server: `http://127.0.0.1:${(plain.address() as net.AddressInfo).port}`,
      'certificate-authority-data': undefined,
    },
  });
  await expect(version(connect(target))).resolves.toEqual({ ok: true });
});

test.skipIf(!kubectlHere)('proxy-url leads through an http proxy, also for kubectl', async () => {
  const proxy = await startHttpProxy('joe:secret');
  const { file, target } = await prepare({ cluster: { 'proxy-url': `http://joe:secret@127.0.0.1:${proxy.port}` } });
  expect((await kubectlBeside(file)).code).toBe(0);
  const before = proxy.used.length;
  await version(connect(target));
  expect(proxy.used.length - before).toBe(1);
});

test('a proxy that refuses is told by name', async () => {
  const proxy = await startHttpProxy('joe:other');
  const { target } = await prepare({ cluster: { 'proxy-url': `http://joe:secret@127.0.0.1:${proxy.port}` } });
  await expect(version(connect(target))).rejects.toThrow(
    `The proxy 127.0.0.1:${proxy.port} does not connect to the cluster: 407`,
  );
});

test.skipIf(!kubectlHere)('proxy-url leads through a SOCKS5 proxy, also for kubectl', async () => {
  const proxy = await startSocksProxy();
  const { file, target } = await prepare({ cluster: { 'proxy-url': `socks5://127.0.0.1:${proxy.port}` } });
  expect((await kubectlBeside(file)).code).toBe(0);
  const before = proxy.used.length;
  await version(connect(target));
  expect(proxy.used.length - before).toBe(1);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !fs.readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

async function startHttpProxy(login: string): Promise<{ readonly port: number; readonly used: string[] }> {
  const used: string[] = [];
  const server = http.createServer().listen(0, '127.0.0.1');
  server.on('connect', (request, socket) => {
    socket.on('error', () => socket.destroy());
    if (request.headers['proxy-authorization'] !== `Basic ${Buffer.from(login).toString('base64')}`) {
      return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    }
    used.push(request.url ?? '');
    const [host, port] = (request.url ?? '').split(':');
    const out = net.connect(Number(port), host, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    out.on('error', () => socket.destroy());
    out.pipe(socket).pipe(out);
    return undefined;
  });
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return { port: (server.address() as net.AddressInfo).port, used };
}

async function startSocksProxy(): Promise<{ readonly port: number; readonly used: string[] }> {
  const used: string[] = [];
  const server = net
    .createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', () => {
        socket.write(Buffer.from([5, 0]));
        socket.once('data', (request: Buffer) => {
          const byName = request[3] === 3;
          const host = byName ? request.subarray(5, 5 + request[4]!).toString() : [...request.subarray(4, 8)].join('.');
          const port = request.readUInt16BE(byName ? 5 + request[4]! : 8);
          used.push(`${host}:${port}`);
          const out = net.connect(port, host, () => socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])));
          out.on('error', () => socket.destroy());
          out.pipe(socket).pipe(out);
        });
      });
    })
    .listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return { port: (server.address() as net.AddressInfo).port, used };
}

/** A plugin that waits, and a child of it that does; both write who they are. */
const WAITING = `
import { spawn } from 'node:child_process';
const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: ['ignore', 'inherit', 'ignore'] });
fs.writeFileSync(process.env.PLUGIN_LOG + '.pids', process.pid + ' ' + child.pid);
setInterval(() => undefined, 1000);
`;

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const pidsIn = (file: string): readonly number[] => {
  const at = file.replace(/kubeconfig$/, 'log.pids');
  return fs.existsSync(at)
    ? fs
        .readFileSync(at, 'utf8')
        .split(' ')
        .filter((pid) => pid !== '')
        .map(Number)
    : [];
};

const haveEnded = (file: string): Promise<void> => until(() => (pidsIn(file).some(isRunning) ? 'it runs' : ''));

test.skipIf(process.platform === 'win32')('a plugin that exceeds its time is ended with its children', async () => {
  const { file, target } = await prepare({ plugin: WAITING });
  await expect(version(connect(target, new ExecCredentials({ timeoutMs: 3000 })))).rejects.toMatchObject({
    problem: { code: 'credential-plugin' },
  });
  expect(pidsIn(file)).toHaveLength(2);
  await haveEnded(file);
});

test.skipIf(process.platform === 'win32')('so is one that nobody waits for any more', async () => {
  const { file, target } = await prepare({ plugin: WAITING });
  const stop = new AbortController();
  const asked = version(connect(target), stop.signal);
  await until(() => (pidsIn(file).length === 2 ? '' : 'it has not begun'));
  stop.abort(new Error('enough'));
  await expect(asked).rejects.toThrow('enough');
  await haveEnded(file);
});

test('a login in the address of the cluster is told to nobody', async () => {
  const { target, server } = await prepare({ cluster: { server: 'https://jane:hunter2@127.0.0.1:1' } });
  expect([
    target.cluster.server,
    resolveContext(
      parseKubeconfig(
        JSON.stringify({
          ...(JSON.parse(server.kubeconfig()) as object),
          clusters: [{ name: 'podfall-demo', cluster: { server: 'a:b@c@host:1/x@y' } }],
        }),
        undefined,
      ),
    ).cluster.server,
  ]).toEqual(['https://127.0.0.1:1', 'host:1/x@y']);
});
