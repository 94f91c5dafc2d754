import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ApiConnection } from '../../../../src/engine/access/connection.ts';
import { parseKubeconfig, resolveContext } from '../../../../src/engine/access/kubeconfig.ts';
import { english } from '../../../../src/engine/timeline/model/duration.ts';
import { formatText } from '../../../../src/engine/timeline/model/text.ts';
import type { ApiServer } from '../../../../src/demo-server/api-server.ts';
import { kubectlHere } from '../../demo-server/kubectl-here.ts';
import { eventObject, podObject, startRig, until, type Rig } from '../watch/live-rig.ts';

/* The ways on which a server is reached: other addresses, and what stands in between. */

/** Listens until the test is over; the port. */
async function listen(server: net.Server, host = '127.0.0.1'): Promise<number> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => sockets.add(socket.on('error', () => socket.destroy())));
  server.listen(0, host);
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await once(server, 'listening');
  return (server.address() as net.AddressInfo).port;
}

/** The kubeconfig of a server under another address. */
const at =
  (address: string, more: object = {}) =>
  (server: ApiServer): string => {
    const config = JSON.parse(server.kubeconfig('shop')) as { clusters: { cluster: object }[] };
    Object.assign(config.clusters[0]!.cluster, { server: address, ...more });
    return JSON.stringify(config);
  };

type Pass = (answer: http.IncomingMessage, response: http.ServerResponse) => void;

/**
 * A proxy that takes TLS off and logs in itself, as `kubectl proxy` does. `pathOf`: undefined for what it does not
 * serve.
 */
function gateway(
  server: () => ApiServer,
  pass: Pass,
  pathOf: (url: string) => string | undefined = (url) => url,
): http.Server {
  return http.createServer((request, response) => {
    const target = pathOf(request.url ?? '');
    if (target === undefined) return void response.writeHead(404).end('no such cluster');
    const onward = https.request(
      {
        host: '127.0.0.1',
        port: server().port,
        path: target,
        method: request.method,
        headers: { ...request.headers, authorization: `Bearer ${server().token}` },
        rejectUnauthorized: false,
      },
      (answer) => pass(answer, response),
    );
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
}

const passOn: Pass = (answer, response) => {
  answer.on('error', () => response.destroy());
  answer.pipe(response.writeHead(answer.statusCode ?? 0, answer.headers));
};

/** Says nothing before the answer is complete. */
const keepAll: Pass = (answer, response) => {
  const kept: Buffer[] = [];
  answer
    .on('data', (chunk: Buffer) => kept.push(chunk))
    .on('end', () => response.writeHead(answer.statusCode ?? 0, answer.headers).end(Buffer.concat(kept)))
    .on('error', () => response.destroy());
};

/** Sends the head at once, and keeps the rest. */
const keepBody: Pass = (answer, response) => {
  const kept: Buffer[] = [];
  response.writeHead(answer.statusCode ?? 0, answer.headers).flushHeaders();
  answer
    .on('data', (chunk: Buffer) => kept.push(chunk))
    .on('end', () => response.end(Buffer.concat(kept)))
    .on('error', () => response.destroy());
};

function changeSomething({ state }: Rig, name: string): void {
  const pod = podObject(name);
  state.apply('pods', 'ADDED', pod);
  state.apply('events', 'ADDED', eventObject(pod, 'Scheduled'));
}

/** A rig on the other side of what is put in between. */
async function through(
  options: Parameters<typeof startRig>[0],
  way: (server: () => ApiServer) => net.Server,
  address: (port: number) => string,
): Promise<Rig> {
  let target: ApiServer | undefined;
  const port = await listen(way(() => target!));
  return startRig({
    lists: 'stream',
    ...options,
    kubeconfig: (server) => {
      target = server;
      return at(address(port))(server);
    },
  });
}

const PREFIX = '/k8s/clusters/c-m-xyz';

test.each([
  ['', 'without'],
  ['/', 'with'],
])('a server under a path, as Rancher has them, written %s a slash at its end (%s)', async (end) => {
  const strip = (url: string): string | undefined =>
    url.startsWith(`${PREFIX}/`) && !url.startsWith(`${PREFIX}//`) ? url.slice(PREFIX.length) : undefined;
  await using rig = await through(
    {},
    (server) => gateway(server, passOn, strip),
    (port) => `http://127.0.0.1:${port}${PREFIX}${end}`,
  );
  changeSomething(rig, 'one');
  await rig.converged();
  await rig.reaches('live');
});

test.skipIf(!kubectlHere)('kubectl reaches the same server under a path', async () => {
  await using rig = await startRig({ start: false });
  const port = await listen(
    gateway(
      () => rig.server,
      passOn,
      (url) => (url.startsWith(PREFIX) ? url.slice(PREFIX.length) : undefined),
    ),
  );
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-ways-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'config');
  fs.writeFileSync(file, at(`http://127.0.0.1:${port}${PREFIX}`)(rig.server));
  const [code] = (await once(
    spawn('kubectl', ['--kubeconfig', file, 'version'] /* get --raw leaves the path out */, { stdio: 'ignore' }),
    'close',
  )) as [number];
  expect(code).toBe(0);
});

const hasIPv6 = Object.values(os.networkInterfaces())
  .flat()
  .some((each) => each?.address === '::1');

test.skipIf(!hasIPv6)('a server with an IPv6 address', async () => {
  await using rig = await startRig({ start: false });
  const port = await listen(
    net.createServer((socket) => {
      const onward = net.connect(rig.server.port, '127.0.0.1').on('error', () => socket.destroy());
      socket
        .on('close', () => onward.destroy())
        .pipe(onward)
        .pipe(socket);
    }),
    '::1',
  );
  await using six = await startRig({
    state: rig.state,
    kubeconfig: () => at(`https://[::1]:${port}`, { 'tls-server-name': 'localhost' })(rig.server),
  });
  changeSomething(rig, 'one');
  await six.converged();
  await six.reaches('live');
});

/** A server that does something with the n-th request of a connection; the others are answered. */
async function counting(
  act: (socket: net.Socket, nth: number) => boolean,
): Promise<{ readonly connection: ApiConnection; readonly seen: string[] }> {
  const seen: string[] = [];
  const counts = new WeakMap<net.Socket, number>();
  let connections = 0;
  const server = http.createServer((request, response) => {
    const nth = (counts.get(request.socket) ?? 0) + 1;
    counts.set(request.socket, nth);
    seen.push(`${nth}`);
    if (!act(request.socket, nth)) response.end('{"ok":true}');
  });
  server.on('connection', () => (connections += 1));
  const port = await listen(server);
  const connection = new ApiConnection({
    target: resolveContext(
      parseKubeconfig(
        JSON.stringify({
          'current-context': 'a',
          contexts: [{ name: 'a', context: { cluster: 'a' } }],
          clusters: [{ name: 'a', cluster: { server: `http://127.0.0.1:${port}` } }],
        }),
        undefined,
      ),
    ),
  });
  onTestFinished(() => connection.close());
  expect(connections).toBe(0);
  return { connection, seen };
}

const version = (connection: ApiConnection): Promise<unknown> =>
  connection.json({ path: '/version', signal: AbortSignal.timeout(10_000) });

test('a kept connection that the server ends at the moment of the next request is replaced, and the request sent again', async () => {
  const { connection, seen } = await counting((socket, nth) => nth === 2 && Boolean(socket.destroy()));
  await version(connection);
  await expect(version(connection)).resolves.toEqual({ ok: true });
  expect(seen).toEqual(['1', '2', '1']);
});

test('a new connection that the server ends is told, and not tried again by itself', async () => {
  const { connection, seen } = await counting((socket) => Boolean(socket.resetAndDestroy()));
  await expect(version(connection)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(seen).toEqual(['1']);
});

const SLOW_WAY = {
  answerTimeoutMs: 1500,
  timing: { watchSilenceMs: 1500, streamSilenceMs: 700, listSilenceMs: 1500, heldBackSeconds: 1 },
};

const missing = (rig: Rig): readonly string[] =>
  rig.cluster.status.state === 'live' ? rig.cluster.status.missing.map(({ fact }) => formatText(fact, english)) : [];

test(
  'a proxy that keeps a watch back until it ends delays changes, which is told, until it passes them on',
  { timeout: 60_000 },
  async () => {
    let pass = keepAll;
    await using rig = await through(
      SLOW_WAY,
      (server) => gateway(server, (answer, response) => pass(answer, response)),
      (port) => `http://127.0.0.1:${port}`,
    );
    changeSomething(rig, 'first');
    await until(
      () =>
        missing(rig).some((fact) =>
          fact.includes('keeps watches back until they end: changes are seen up to 1.00 s late'),
        )
          ? ''
          : `it says ${missing(rig).join()} ${rig.cluster.status.state}`,
      20_000,
    );
    changeSomething(rig, 'second');
    await rig.converged(10_000);
    pass = passOn;
    changeSomething(rig, 'third');
    await rig.converged(10_000);
    await until(
      () => (rig.cluster.status.state === 'live' && missing(rig).length === 0 ? '' : missing(rig).join()),
      20_000,
    );
  },
);

test(
  'a proxy that sends the head of a watch and keeps the rest delays changes, and none is lost',
  { timeout: 60_000 },
  async () => {
    await using rig = await through(
      SLOW_WAY,
      (server) => gateway(server, keepBody),
      (port) => `http://127.0.0.1:${port}`,
    );
    changeSomething(rig, 'first');
    await rig.converged(20_000);
    for (const name of ['second', 'third']) {
      changeSomething(rig, name);
      await rig.converged(20_000);
    }
    await rig.reaches('live', 20_000);
  },
);
