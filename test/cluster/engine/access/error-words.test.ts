import * as fs from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { once } from 'node:events';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openCluster } from '../../../../src/engine/watch/live-cluster.ts';
import type { KubeconfigSource } from '../../../../src/engine/access/kubeconfig.ts';
import { problemOf } from '../../../../src/engine/access/problems.ts';
import { ApiServer } from '../../../../src/demo-server/api-server.ts';
import { ApiState } from '../../../../src/demo-server/api-state.ts';
import { makeCertificates, type Certificates } from '../../../../src/demo-server/certificate.ts';
import { StatusError } from '../../../../src/demo-server/status.ts';
import type { Problem } from '../../../../src/engine/access/problem.ts';
import { english } from '../../../../src/engine/timeline/model/duration.ts';
import { formatText } from '../../../../src/engine/timeline/model/text.ts';
import { denying, hang, refuse, tooManyRequests } from '../../faults.ts';
import { FAST } from '../watch/live-rig.ts';

/*
 * Every wrong way to connect, over real sockets, and what the user then reads: the fact, and the next step.
 * ERROR_WORDS=1 prints them.
 */

/** What is changed in a kubeconfig that works, or in its server. */
interface Wrong {
  readonly cluster?: object;
  readonly user?: object;
  readonly context?: object;
  readonly server?: (server: ApiServer) => Promise<void> | void;
  readonly answerTimeoutMs?: number;
}

const DAY = 86_400_000;
const data = (pem: string): string => Buffer.from(pem).toString('base64');

/** The first problem that a cluster tells, or opening it. */
async function problemWith(kubeconfig: KubeconfigSource, context?: string, answerTimeoutMs = 10_000): Promise<Problem> {
  const cluster = await openCluster({
    kubeconfig,
    timing: FAST,
    answerTimeoutMs,
    ...(context !== undefined && { context }),
  }).catch((error: unknown) => problemOf(error, { server: 'kubeconfig', context: '', what: 'open the cluster' }));
  if ('code' in cluster) return cluster;
  try {
    return await new Promise((resolve) => {
      cluster.statusChanged.subscribe((status) => ('problem' in status ? resolve(status.problem) : undefined));
      cluster.start();
    });
  } finally {
    cluster.dispose();
  }
}

/** The code, the fact and the next step. */
function words(name: string, { code, fact, nextStep }: Problem): string {
  const said = `${code} | ${formatText(fact, english)} | ${formatText(nextStep, english)}`
    .replaceAll(/127\.0\.0\.1:\d{2,}/g, 'SERVER')
    .replaceAll(process.execPath, 'NODE');
  if (process.env['ERROR_WORDS'] !== undefined) console.log(`WORDS | ${name} | ${said}`);
  return said;
}

async function wrong(
  name: string,
  { cluster, user, context, server: change, answerTimeoutMs }: Wrong,
): Promise<string> {
  const server = await ApiServer.start({ state: new ApiState() });
  onTestFinished(() => server.stop());
  await change?.(server);
  const config = JSON.parse(server.kubeconfig('shop')) as {
    clusters: { cluster: object }[];
    users: { user: object }[];
    contexts: { context: object }[];
  };
  Object.assign(config.clusters[0]!.cluster, cluster);
  if (user) config.users[0]!.user = user;
  Object.assign(config.contexts[0]!.context, context);
  return words(name, await problemWith({ kind: 'text', yaml: JSON.stringify(config) }, undefined, answerTimeoutMs));
}

/** Another server in the place of the API server. */
async function instead(server: http.Server | https.Server | net.Server): Promise<number> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await once(server, 'listening');
  return (server.address() as net.AddressInfo).port;
}

type Listener = http.RequestListener;

const plainServer = async (listener: Listener): Promise<string> =>
  `http://127.0.0.1:${await instead(http.createServer(listener))}`;

/** As a cluster of the kubeconfig, whose authority it has. */
async function tlsServer({ cert, key, ca }: Certificates, options: https.ServerOptions = {}): Promise<object> {
  const port = await instead(https.createServer({ cert, key, ...options }, (_request, response) => response.end('{}')));
  return { server: `https://127.0.0.1:${port}`, 'certificate-authority-data': data(ca) };
}

const answering =
  (status: number, type: string, body: string): Listener =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': type }).end(body);

const socketServer = (greet: (socket: net.Socket) => void): Promise<number> =>
  instead(net.createServer((socket) => greet(socket.on('error', () => socket.destroy()))));

const banner = (socket: net.Socket): void => void socket.write('SSH-2.0-OpenSSH_9.6\r\n');

const jwtThatEnds = (at: number): string =>
  ['{}', JSON.stringify({ exp: Math.round(at / 1000) }), 'x']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

const clientOf = ({ cert, key }: Certificates): object => ({
  'client-certificate-data': data(cert),
  'client-key-data': data(key),
});

const plugin = (more: object): Wrong => ({
  user: {
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: process.execPath,
      interactiveMode: 'Never',
      ...more,
    },
  },
});

const script = (code: string): Wrong => plugin({ args: ['-e', code] });

const provider = (name: string): Wrong => ({ user: { 'auth-provider': { name, config: {} } } });

let mine: Certificates;
let old: Certificates;
let future: Certificates;
beforeAll(async () => {
  const now = Date.now();
  [mine, old, future] = await Promise.all([
    makeCertificates(now),
    makeCertificates(now - 800 * DAY),
    makeCertificates(now + 100 * DAY),
  ]);
});

type Row = readonly [name: string, how: () => Wrong | Promise<Wrong>, expected: RegExp];

const CHECK_AUTHORITY = 'Check certificate-authority-data and the address of the cluster of context podfall-demo';
const LOG_IN = "Log in again \\(for example with your cloud provider's command\\), get a new kubeconfig";
const CHECK_NETWORK =
  'Check that the cluster runs, and the network, VPN or proxy on the way to it. Podfall tries again by itself.';
const CHECK_ADDRESS = "Check the server's address in the kubeconfig, and whether a proxy or a login page answers";
const says = (...parts: readonly string[]): RegExp => new RegExp(`^${parts.join('.* \\| ')}`);

const certificates: readonly Row[] = [
  [
    'another authority',
    () => ({ cluster: { 'certificate-authority-data': data(mine.ca) } }),
    says(
      'tls',
      'The certificate of https://SERVER is not trusted: unable to verify the first certificate',
      CHECK_AUTHORITY,
    ),
  ],
  [
    'no authority',
    () => ({ cluster: { 'certificate-authority-data': undefined } }),
    says('tls', 'The certificate of https://SERVER is not trusted: unable to verify', CHECK_AUTHORITY),
  ],
  [
    'another name',
    () => ({ cluster: { 'tls-server-name': 'elsewhere.example' } }),
    says(
      'tls',
      'The certificate of https://SERVER is for other names: 127.0.0.1, localhost',
      'Use a name of the certificate in the kubeconfig: .* tls-server-name',
    ),
  ],
  [
    'a server certificate that has expired',
    async () => ({ cluster: await tlsServer(old) }),
    says('tls', 'The certificate of https://SERVER has expired.', 'Whoever runs the cluster has to renew it'),
  ],
  [
    'a server certificate of tomorrow',
    async () => ({ cluster: await tlsServer(future) }),
    says('tls', 'The certificate of https://SERVER is not valid yet.', 'Check the clock of this machine'),
  ],
  [
    'a client certificate that has expired, refused in the handshake',
    async () => ({ cluster: await tlsServer(mine, { requestCert: true, ca: old.ca }), user: clientOf(old) }),
    says(
      'unauthorized',
      '.* does not accept the credentials of context podfall-demo: its client certificate expired on 20\\d\\d-',
      LOG_IN,
    ),
  ],
  [
    'a client certificate that has expired, answered with 401',
    () => ({ user: clientOf(old) }),
    says('unauthorized', '.* its client certificate expired on 20\\d\\d-', LOG_IN),
  ],
  [
    'no client certificate where one is wanted',
    async () => ({ cluster: await tlsServer(mine, { requestCert: true, ca: mine.ca }), user: {} }),
    says('unauthorized', '.* the kubeconfig has no credentials for it', LOG_IN),
  ],
  [
    'an authority that is no certificate',
    () => ({ cluster: { 'certificate-authority-data': data('hello') } }),
    says(
      'broken-kubeconfig',
      'The certificate authority is no certificate in PEM form.',
      'Correct it in the kubeconfig',
    ),
  ],
  [
    'an authority that is no base64',
    () => ({ cluster: { 'certificate-authority-data': '###' } }),
    says('broken-kubeconfig', 'The certificate authority is no certificate in PEM form.', 'Correct it'),
  ],
  [
    'an authority in a file that is not there',
    () => ({ cluster: { 'certificate-authority-data': undefined, 'certificate-authority': '/nowhere/ca.crt' } }),
    says(
      'broken-kubeconfig',
      '/nowhere/ca.crt, which the kubeconfig names, cannot be read: ENOENT',
      'Put the file back',
    ),
  ],
  [
    'a client certificate that is none',
    () => ({ user: { 'client-certificate-data': data('hello'), 'client-key-data': data('x') } }),
    says('broken-kubeconfig', 'The client certificate is no certificate in PEM form.', 'Correct it'),
  ],
  [
    'a client key that is none',
    () => ({ user: { ...clientOf(mine), 'client-key-data': data('x') } }),
    says('broken-kubeconfig', 'The client key is no private key in PEM form, or it is encrypted.', 'Correct it'),
  ],
  [
    'the key of another certificate',
    () => ({ user: { ...clientOf(mine), 'client-key-data': data(old.key) } }),
    says('broken-kubeconfig', 'The client key does not belong to the client certificate.', 'Correct it'),
  ],
];

const credentials: readonly Row[] = [
  [
    'a wrong token',
    () => ({ user: { token: 'x' } }),
    says(
      'unauthorized',
      'https://SERVER does not accept the credentials of context podfall-demo: Unauthorized',
      LOG_IN,
    ),
  ],
  [
    'a token that has expired',
    () => ({ user: { token: jwtThatEnds(Date.now() - DAY) } }),
    says('unauthorized', '.* its token expired on 20\\d\\d-\\d\\d-\\d\\dT', LOG_IN),
  ],
  ['no credentials', () => ({ user: {} }), says('unauthorized', '.* the kubeconfig has no credentials for it', LOG_IN)],
  [
    'no TLS for credentials',
    async () => ({
      cluster: {
        server: await plainServer(
          answering(401, 'application/json', '{"kind":"Status","reason":"Unauthorized","message":"Unauthorized"}'),
        ),
      },
    }),
    says('unauthorized', '.* none are sent without TLS: its address does not begin with https://', LOG_IN),
  ],
  [
    'a token file that is not there',
    () => ({ user: { tokenFile: '/nowhere/token' } }),
    says('broken-kubeconfig', '/nowhere/token, which the kubeconfig names, cannot be read', 'Put the file back'),
  ],
  [
    'no permission at all',
    () => ({ server: (server) => void ((server.before = denying(() => true)), (server.allows = () => false)) }),
    says(
      'forbidden',
      'https://SERVER does not allow this account to list pods in namespace shop: pods is forbidden',
      'Ask for a Role with get, list and watch',
    ),
  ],
  [
    'a plugin that is not installed',
    () => plugin({ command: 'no-such-plugin' }),
    says(
      'credential-plugin',
      'The credential plugin no-such-plugin is not installed.',
      'Install it, or correct the command in the kubeconfig.',
    ),
  ],
  [
    'a plugin that is not installed, with a hint',
    () => plugin({ command: 'no-such-plugin', installHint: 'brew install it' }),
    says('credential-plugin', '.*', 'brew install it'),
  ],
  [
    'a plugin that wants a terminal',
    () => plugin({ interactiveMode: 'Always' }),
    says(
      'credential-plugin',
      'The credential plugin NODE wants a terminal \\(interactiveMode: Always\\), which an editor does not have.',
      'Set interactiveMode to IfAvailable',
    ),
  ],
  [
    'a plugin that fails',
    () => script('console.error("token has expired, run aws sso login"); process.exit(255)'),
    says(
      'credential-plugin',
      '.* it failed with exit code 255: token has expired, run aws sso login',
      'Run the command in a terminal',
    ),
  ],
  [
    'a plugin that prints what it was given, and what it got',
    () =>
      plugin({
        args: [
          '-e',
          'console.error(`for ${process.env.MY_TOKEN}: eyJhbGciOi.eyJzdWIi.c2ln, token=0123456789abcdef, Bearer xyz, token: expired`); process.exit(1)',
        ],
        env: [{ name: 'MY_TOKEN', value: 'given-to-it' }],
      }),
    says(
      'credential-plugin',
      '.* code 1: for \\*{3}: \\*{3}, token=\\*{3}, Bearer \\*{3} token: expired',
      'Run the command in a terminal',
    ),
  ],
  [
    'a plugin that fails and says nothing',
    () => script('process.exit(1)'),
    says('credential-plugin', '.* it failed with exit code 1 and said nothing', 'Run the command in a terminal'),
  ],
  [
    'a plugin that is killed',
    () => script('process.kill(process.pid, "SIGTERM")'),
    says('credential-plugin', '.* it was ended by SIGTERM', 'Run the command'),
  ],
  [
    'a plugin that prints three megabytes',
    () => script('console.log("x".repeat(3000000))'),
    says('credential-plugin', '.* its output is too long', 'Run the command'),
  ],
  [
    'a plugin that prints something else',
    () => script('console.log("secret-token")'),
    says('credential-plugin', '.* gave no credential: its output is not JSON', 'Run the command'),
  ],
  [
    'a plugin of a version that is gone',
    () => plugin({ apiVersion: 'client.authentication.k8s.io/v1alpha1' }),
    says(
      'credential-plugin',
      '.* asks the credential plugin NODE for client.authentication.k8s.io/v1alpha1, which is not known',
      'Install the newest version of the plugin',
    ),
  ],
  [
    'the auth-provider gcp',
    () => provider('gcp'),
    says(
      'unauthorized',
      'The kubeconfig logs in with the auth-provider gcp, which Podfall does not run',
      'kubectl has dropped it in 1.26 as well. Install gke-gcloud-auth-plugin, .*: gcloud container clusters get-credentials',
    ),
  ],
  [
    'the auth-provider azure',
    () => provider('azure'),
    says(
      'unauthorized',
      'The kubeconfig logs in with the auth-provider azure, which Podfall does not run',
      'kubectl has dropped it in 1.26 as well. Install kubelogin, .*: kubelogin convert-kubeconfig',
    ),
  ],
  [
    'an auth-provider that nobody knows',
    () => provider('mine'),
    says(
      'unauthorized',
      'The kubeconfig logs in with the auth-provider mine, which Podfall does not run',
      'kubectl knows none but oidc either',
    ),
  ],
  [
    'OIDC without anything',
    () => provider('oidc'),
    says('unauthorized', '.* its id-token has expired, and there is no refresh-token', 'Log in again with kubectl'),
  ],
];

const servers: readonly Row[] = [
  [
    'http to a port of TLS, as Go answers it',
    async () => ({
      cluster: {
        server: await plainServer(answering(400, 'text/plain', 'Client sent an HTTP request to an HTTPS server.\n')),
      },
    }),
    says('bad-answer', 'http://SERVER speaks TLS on this port', 'Correct the address of the cluster'),
  ],
  [
    'https to a port without TLS',
    async () => ({
      cluster: { server: (await plainServer(answering(200, 'text/plain', 'hello'))).replace('http:', 'https:') },
    }),
    says(
      'bad-answer',
      'https://SERVER does not speak TLS on this port.',
      'Check the address of the cluster in the kubeconfig: its port',
    ),
  ],
  [
    'a login page',
    async () => ({
      cluster: {
        server: await plainServer(
          answering(200, 'text/html; charset=utf-8', '<!doctype html>\n<title>Sign in to Acme</title>\n<form>'),
        ),
      },
    }),
    says('bad-answer', 'http://SERVER answered with .*: a web page \\(Sign in to Acme\\)', CHECK_ADDRESS),
  ],
  [
    'a redirect to a login',
    async () => ({
      cluster: {
        server: await plainServer(
          (_request, response) =>
            void response.writeHead(302, { location: 'https://login.example.com/sso?secret=1' }).end(),
        ),
      },
    }),
    says('bad-answer', '.*: a redirect to https://login.example.com', CHECK_ADDRESS),
  ],
  [
    '404 to everything',
    async () => ({ cluster: { server: await plainServer(answering(404, 'text/plain', '404 page not found\n')) } }),
    says(
      'bad-answer',
      'http://SERVER has no Kubernetes API at this address \\(404\\): 404 page not found',
      'Check the address of the cluster in the kubeconfig, with its port and its path',
    ),
  ],
  [
    'JSON of something else',
    async () => ({ cluster: { server: await plainServer(answering(200, 'application/json', '{"hello":"world"}')) } }),
    says('bad-answer', '.*: the answer is not a list', CHECK_ADDRESS),
  ],
  [
    'something that is no HTTP',
    async () => ({ cluster: { server: `http://127.0.0.1:${await socketServer(banner)}` } }),
    says('bad-answer', '.*: it is not HTTP', CHECK_ADDRESS),
  ],
  [
    'something that is no TLS',
    async () => ({ cluster: { server: `https://127.0.0.1:${await socketServer(banner)}` } }),
    says('bad-answer', 'https://SERVER does not speak TLS on this port.', 'Check the address'),
  ],
  [
    'an unknown host',
    () => ({ cluster: { server: 'https://api.shop.invalid' } }),
    says('unreachable', 'https://api.shop.invalid cannot be reached: DNS', CHECK_NETWORK),
  ],
  [
    'a port where nobody is',
    () => ({ cluster: { server: 'https://127.0.0.1:1' } }),
    says('unreachable', 'https://127.0.0.1:1 cannot be reached: connection refused \\(ECONNREFUSED\\)', CHECK_NETWORK),
  ],
  [
    'a server that never answers',
    () => ({ answerTimeoutMs: 300, server: (server) => void (server.before = () => hang()) }),
    says('unreachable', '.* cannot be reached: no answer in time \\(ETIMEDOUT\\)', CHECK_NETWORK),
  ],
  [
    'a server that never shakes hands',
    async () => ({
      answerTimeoutMs: 300,
      cluster: { server: `https://127.0.0.1:${await socketServer(() => undefined)}` },
    }),
    says('unreachable', '.* no answer in time \\(ETIMEDOUT\\)', CHECK_NETWORK),
  ],
  [
    'a server that hangs up',
    async () => ({ cluster: { server: `https://127.0.0.1:${await socketServer((socket) => socket.end())}` } }),
    says('unreachable', '.* connection reset \\(ECONNRESET\\)', CHECK_NETWORK),
  ],
  [
    '429',
    () => ({ server: (server) => void (server.before = () => tooManyRequests(1)) }),
    says('server-error', 'https://SERVER asks its clients to slow down', 'Nothing to do'),
  ],
  [
    '500',
    () => ({
      server: (server) =>
        void (server.before = () => refuse(new StatusError(500, 'InternalError', 'etcd has no leader'))),
    }),
    says(
      'server-error',
      '.* could not list pods in namespace shop \\(HTTP 500\\): etcd has no leader',
      "Podfall tries again by itself. If it stays, look at the API server's health",
    ),
  ],
  [
    '502 of a proxy',
    async () => ({
      cluster: {
        server: await plainServer(
          answering(502, 'text/html', '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>'),
        ),
      },
    }),
    says('server-error', '.* \\(HTTP 502\\): 502 Bad Gateway', 'Podfall tries again'),
  ],
  [
    '503 without a word',
    async () => ({ cluster: { server: await plainServer(answering(503, 'text/plain', '')) } }),
    says('server-error', '.* \\(HTTP 503\\): Service Unavailable', 'Podfall tries again'),
  ],
  [
    'a proxy that is gone',
    () => ({ cluster: { 'proxy-url': 'http://127.0.0.1:1' } }),
    says('proxy', 'The proxy 127.0.0.1:1 cannot be reached: connection refused', 'Check where the proxy is named'),
  ],
  [
    'a proxy that is none',
    async () => ({ cluster: { 'proxy-url': await plainServer(answering(200, 'text/plain', 'hello')) } }),
    says(
      'proxy',
      'The proxy SERVER does not connect to the cluster: connection reset',
      'Check where the proxy is named',
    ),
  ],
  [
    'a proxy of another kind',
    () => ({ cluster: { 'proxy-url': 'socks4://127.0.0.1:1' } }),
    says(
      'proxy',
      'The proxy 127.0.0.1:1 is of a kind that is not known: socks4',
      'Use a proxy of http, https or socks5',
    ),
  ],
  [
    'a proxy that is no URL',
    () => ({ cluster: { 'proxy-url': '::' } }),
    says('proxy', 'The proxy on the way to the cluster is no URL.', 'Check where the proxy is named'),
  ],
];

const NO_OTHER = 'Correct the kubeconfig, or have it written anew';

const contexts: readonly Row[] = [
  [
    'a server that is no URL',
    () => ({ cluster: { server: 'https://' } }),
    says('no-cluster', 'The server of cluster podfall-demo in the kubeconfig is no http or https address.', NO_OTHER),
  ],
  [
    'a server of another scheme',
    () => ({ cluster: { server: 'ftp://127.0.0.1' } }),
    says('no-cluster', 'The server of cluster podfall-demo .* is no http or https address.', NO_OTHER),
  ],
  [
    'no server',
    () => ({ cluster: { server: '' } }),
    says('no-cluster', 'Cluster podfall-demo of the kubeconfig has no server.', NO_OTHER),
  ],
  [
    'a cluster that is not there',
    () => ({ context: { cluster: 'nope' } }),
    says('no-cluster', 'Context podfall-demo names the cluster nope, which the kubeconfig does not have.', NO_OTHER),
  ],
  [
    'no cluster',
    () => ({ context: { cluster: '' } }),
    says('no-cluster', 'Context podfall-demo names no cluster.', NO_OTHER),
  ],
  [
    'a user who is not there',
    () => ({ context: { user: 'nope' } }),
    says('unknown-context', 'Context podfall-demo names the user nope, which the kubeconfig does not have.', NO_OTHER),
  ],
];

describe.each([
  ['certificates', certificates],
  ['credentials', credentials],
  ['servers', servers],
  ['contexts', contexts],
])('%s', (_group, rows) => {
  test.each(rows)('%s', async (name, how, expected) => expect(await wrong(name, await how())).toMatch(expected));
});

describe('files', () => {
  test.each([
    [
      'that is not there',
      undefined,
      says('no-kubeconfig', 'There is no kubeconfig at FILE.', 'Set KUBECONFIG, or name another file.'),
    ],
    [
      'that is empty',
      '',
      says('unknown-context', 'The kubeconfig has no contexts.', 'Name another file, for example in KUBECONFIG'),
    ],
    [
      'that is no YAML',
      'contexts: [\n token: secret',
      says(
        'broken-kubeconfig',
        'The kubeconfig FILE cannot be read: Flow sequence .* at line 2',
        'Correct the file: kubectl config view tells',
      ),
    ],
    [
      'with tabs',
      'contexts:\n\t- name: x',
      says('broken-kubeconfig', '.* Tabs are not allowed as indentation at line 2', 'Correct the file'),
    ],
    [
      'that is a list',
      '- 1',
      says('broken-kubeconfig', '.* it is not a map of clusters, users and contexts', 'Correct the file'),
    ],
    [
      'that is binary',
      '\u0000\u0001',
      says('broken-kubeconfig', '.* it is not a map of clusters, users and contexts', 'Correct the file'),
    ],
    [
      'without a current context',
      'contexts: [{name: a, context: {cluster: a, user: a}}, {name: b}]',
      says(
        'unknown-context',
        'The kubeconfig has no current context.',
        'Choose one of the contexts of the kubeconfig: a, b',
      ),
    ],
    [
      'whose current context is not there',
      'current-context: z\ncontexts: [{name: a}]',
      says('unknown-context', 'The kubeconfig has no context z.', 'Choose one of the contexts of the kubeconfig: a'),
    ],
  ])('a file %s', async (name, content, expected) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-words-'));
    onTestFinished(() => fs.rmSync(folder, { recursive: true }));
    const file = path.join(folder, 'config');
    if (content !== undefined) fs.writeFileSync(file, content);
    expect(
      words(`a file ${name}`, await problemWith({ kind: 'files', paths: [file] })).replaceAll(file, 'FILE'),
    ).toMatch(expected);
  });

  test('a folder', async () => {
    expect(words('a folder', await problemWith({ kind: 'files', paths: [os.tmpdir()] }))).toMatch(
      says('broken-kubeconfig', '.* EISDIR', 'Correct the file'),
    );
  });
});
