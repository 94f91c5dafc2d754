import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openCluster } from '../../../../src/engine/watch/live-cluster.ts';
import { proxyFor, type EditorProxy } from '../../../../src/engine/access/proxy.ts';
import { ApiServer } from '../../../../src/demo-server/api-server.ts';
import { ApiState } from '../../../../src/demo-server/api-state.ts';
import { makeCertificates } from '../../../../src/demo-server/certificate.ts';
import { FAST, difference, podObject, until } from '../watch/live-rig.ts';

const HOST = 'api.shop.example';

interface ProxyServer {
  readonly port: number;
  /** What it was asked to connect to. */
  readonly used: readonly string[];
  readonly authorizations: readonly (string | undefined)[];
}

/** A proxy that knows where {@link HOST} is. With a certificate it speaks TLS itself. */
async function startProxy(certificates?: { readonly cert: string; readonly key: string }): Promise<ProxyServer> {
  const used: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const server = (certificates ? https.createServer(certificates) : http.createServer()).listen(0, '127.0.0.1');
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => sockets.add(socket));
  server.on('connect', (request: http.IncomingMessage, socket: net.Socket) => {
    used.push(request.url ?? '');
    authorizations.push(request.headers['proxy-authorization']);
    const out = net.connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () =>
      socket.write('HTTP/1.1 200 OK\r\n\r\n'),
    );
    socket.on('error', () => out.destroy());
    out.on('error', () => socket.destroy());
    out.pipe(socket).pipe(out);
  });
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await once(server, 'listening');
  return { port: (server.address() as net.AddressInfo).port, used, authorizations };
}

/** A cluster whose server has a name that only the proxy knows. */
async function behind(editorProxy: () => EditorProxy): Promise<{
  readonly state: ApiState;
  readonly cluster: Awaited<ReturnType<typeof openCluster>>;
  readonly server: ApiServer;
}> {
  for (const name of ['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy']) vi.stubEnv(name, undefined);
  onTestFinished(() => void vi.unstubAllEnvs());
  const state = new ApiState();
  const server = await ApiServer.start({ state, bookmarkIntervalMs: 100 });
  const config = JSON.parse(server.kubeconfig('shop')) as { clusters: { cluster: object }[] };
  Object.assign(config.clusters[0]!.cluster, {
    server: `https://${HOST}:${server.port}`,
    'tls-server-name': 'localhost',
  });
  const cluster = await openCluster({
    kubeconfig: { kind: 'text', yaml: JSON.stringify(config) },
    editorProxy,
    timing: FAST,
  });
  onTestFinished(async () => {
    cluster.dispose();
    await server.stop();
  });
  state.apply('pods', 'ADDED', podObject('one'));
  return { state, cluster, server };
}

const live = (cluster: { readonly status: { readonly state: string } }): Promise<void> =>
  until(() => (cluster.status.state === 'live' ? '' : JSON.stringify(cluster.status)));

test('http.proxy of the editor leads to the cluster, with its authorization', async () => {
  const proxy = await startProxy();
  const { state, cluster, server } = await behind(() => ({
    proxy: `http://127.0.0.1:${proxy.port}`,
    authorization: 'Negotiate abc',
  }));
  cluster.start();
  await until(() => difference(state, cluster));
  expect(new Set(proxy.used)).toEqual(new Set([`${HOST}:${server.port}`]));
  expect(new Set(proxy.authorizations)).toEqual(new Set(['Negotiate abc']));
});

test('another http.proxy takes effect with the next connection, and nothing that was seen is lost', async () => {
  const [first, second] = [await startProxy(), await startProxy()];
  let named = first;
  const { state, cluster } = await behind(() => ({ proxy: `http://127.0.0.1:${named.port}` }));
  cluster.start();
  await until(() => difference(state, cluster));
  named = second;
  cluster.refresh();
  expect([...cluster.store.pods()]).toHaveLength(1);
  await live(cluster);
  expect(second.used.length).toBeGreaterThan(0);
});

test('a host of http.noProxy is reached without it', async () => {
  const proxy = await startProxy();
  const { cluster } = await behind(() => ({ proxy: `http://127.0.0.1:${proxy.port}`, noProxy: ['.example'] }));
  cluster.start();
  await until(() => (cluster.status.state === 'retrying' ? '' : JSON.stringify(cluster.status)));
  expect(proxy.used).toEqual([]);
});

test('a proxy that is gone is told by its own name', async () => {
  const { cluster } = await behind(() => ({ proxy: 'http://127.0.0.1:1' }));
  cluster.start();
  await until(() => (cluster.status.state === 'retrying' ? '' : JSON.stringify(cluster.status)));
  expect(cluster.status).toMatchObject({
    problem: {
      code: 'proxy',
      fact: {
        args: {
          proxy: '127.0.0.1:1',
          detail: { args: { words: { template: 'connection refused' }, code: 'ECONNREFUSED' } },
        },
      },
    },
  });
});

test('an https proxy must have a certificate that is trusted, unless http.proxyStrictSSL is off', async () => {
  const proxy = await startProxy(await makeCertificates(Date.now()));
  let strictSsl = true;
  const { cluster } = await behind(() => ({ proxy: `https://127.0.0.1:${proxy.port}`, strictSsl }));
  cluster.start();
  await until(() => (cluster.status.state === 'retrying' ? '' : JSON.stringify(cluster.status)));
  expect(cluster.status).toMatchObject({
    problem: { code: 'proxy', fact: { args: { proxy: `127.0.0.1:${proxy.port}` } } },
  });
  strictSsl = false;
  await live(cluster);
});

test('what is no URL is told, and not quoted: it may hold a password', async () => {
  const { cluster } = await behind(() => ({ proxy: 'http://joe:secret@:x' }));
  cluster.start();
  await until(() => (cluster.status.state === 'retrying' ? '' : JSON.stringify(cluster.status)));
  expect(JSON.stringify(cluster.status)).not.toContain('secret');
});

const SERVER = new URL('https://api.shop.example:6443');
const EDITOR = { proxy: 'http://editor:3128' };

test.each([
  [
    'the kubeconfig wins over everything',
    { cluster: 'socks5://kube:1080', env: { HTTPS_PROXY: 'http://env:3128' }, editor: EDITOR },
    'socks5://kube:1080',
  ],
  [
    'the environment wins over the editor',
    { env: { HTTPS_PROXY: 'http://env:3128' }, editor: EDITOR },
    'http://env:3128',
  ],
  ['an empty HTTPS_PROXY leaves it to the editor', { env: { HTTPS_PROXY: '' }, editor: EDITOR }, 'http://editor:3128'],
  ['the editor is asked last', { env: {}, editor: EDITOR }, 'http://editor:3128'],
  [
    "NO_PROXY is obeyed for the editor's proxy as well",
    { env: { NO_PROXY: 'shop.example' }, editor: EDITOR },
    undefined,
  ],
  [
    "http.noProxy is obeyed for the environment's proxy as well",
    { env: { HTTPS_PROXY: 'http://env:3128' }, editor: { noProxy: ['*.shop.example'] } },
    undefined,
  ],
  [
    'NO_PROXY with another port does not fit',
    { env: { HTTPS_PROXY: 'env:3128', NO_PROXY: 'api.shop.example:443' } },
    'http://env:3128',
  ],
  [
    "the kubeconfig's proxy knows no exception",
    { cluster: 'http://kube:3128', env: { NO_PROXY: '*' } },
    'http://kube:3128',
  ],
  ['an empty setting is none', { env: {}, editor: { proxy: '' } }, undefined],
])('%s', (_name, settings, expected) => {
  expect(proxyFor(SERVER, settings)?.url.href.replace(/\/$/, '')).toBe(expected);
});
