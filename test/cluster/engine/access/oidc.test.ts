import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { AuthProviderCredentials } from '../../../../src/engine/access/credentials/auth-provider.ts';
import { ApiConnection } from '../../../../src/engine/access/connection.ts';
import { parseKubeconfig, resolveContext, type ResolvedContext } from '../../../../src/engine/access/kubeconfig.ts';
import { OidcLogins } from '../../../../src/engine/access/credentials/oidc.ts';
import { ApiServer } from '../../../../src/demo-server/api-server.ts';
import { ApiState } from '../../../../src/demo-server/api-state.ts';
import { makeCertificates } from '../../../../src/demo-server/certificate.ts';
import { kubectlHere } from '../../demo-server/kubectl-here.ts';

/*
 * OIDC over real TLS: an issuer with a certificate of its own authority, an API server that accepts one id-token;
 * kubectl does the same where it is here.
 */

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-oidc-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
let serial = 0;

const part = (fields: object): string => Buffer.from(JSON.stringify(fields)).toString('base64url');

/** An unsigned JWT that is over after so many seconds from now. */
const jwt = (seconds: number): string =>
  `${part({ alg: 'none' })}.${part({ sub: 'jane', n: (serial += 1), exp: Math.floor(Date.now() / 1000) + seconds })}.sig`;

interface Asked {
  readonly form: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
}

interface Issuer {
  readonly url: string;
  readonly ca: string;
  readonly asked: Asked[];
  answer: { readonly status: number; readonly body: object };
}

async function startIssuer(answer: object, more: object = {}): Promise<Issuer> {
  const { ca, cert, key } = await makeCertificates(Date.now());
  const asked: Asked[] = [];
  const server = https
    .createServer({ cert, key }, (request, response) => void serve(request, response))
    .listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  const issuer: Issuer = {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/realms/shop`,
    ca,
    asked,
    answer: { status: 200, body: answer },
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '', issuer.url);
    response.setHeader('content-type', 'application/json');
    if (pathname === '/realms/shop/.well-known/openid-configuration') {
      return void response.end(
        JSON.stringify({
          issuer: issuer.url,
          token_endpoint: `${issuer.url}/token`,
          authorization_endpoint: `${issuer.url}/auth`,
          jwks_uri: `${issuer.url}/keys`,
          ...more,
        }),
      );
    }
    let body = '';
    for await (const chunk of request) body += String(chunk);
    asked.push({ form: Object.fromEntries(new URLSearchParams(body)), authorization: request.headers.authorization });
    response.writeHead(issuer.answer.status).end(JSON.stringify(issuer.answer.body));
  };
  return issuer;
}

interface Case {
  readonly server: ApiServer;
  readonly file: string;
  readonly target: ResolvedContext;
}

/** An API server that accepts `good`, and a kubeconfig whose user has `config` with the issuer. */
async function prepare(issuer: Issuer | undefined, good: string, config: object): Promise<Case> {
  const server = await ApiServer.start({ state: new ApiState(), token: good });
  onTestFinished(() => server.stop());
  const yaml = JSON.parse(server.kubeconfig('shop')) as { users: { user: object }[] };
  const ofIssuer = issuer && {
    'idp-issuer-url': issuer.url,
    'idp-certificate-authority-data': Buffer.from(issuer.ca).toString('base64'),
  };
  yaml.users[0]!.user = { 'auth-provider': { name: 'oidc', config: { 'client-id': 'kube', ...ofIssuer, ...config } } };
  const file = path.join(folder, `${(serial += 1)}.kubeconfig`);
  fs.writeFileSync(file, JSON.stringify(yaml));
  return { server, file, target: resolveContext(parseKubeconfig(fs.readFileSync(file, 'utf8'), file)) };
}

function connect(target: ResolvedContext, logins = new OidcLogins()): ApiConnection {
  const connection = new ApiConnection({ target, credentials: new AuthProviderCredentials(target, logins) });
  onTestFinished(() => connection.close());
  return connection;
}

const version = (connection: ApiConnection): Promise<unknown> =>
  connection.json({ path: '/version', signal: AbortSignal.timeout(10_000) });

async function kubectl(file: string): Promise<number> {
  const copy = `${file}.kubectl`; // kubectl writes what it refreshed
  fs.copyFileSync(file, copy);
  const child = spawn('kubectl', ['--kubeconfig', copy, 'get', '--raw', '/version'], { stdio: 'ignore' });
  const [code] = (await once(child, 'close')) as [number];
  return code;
}

test('a token that is good is used as it is, and nobody is asked', async () => {
  const good = jwt(3600);
  const issuer = await startIssuer({});
  const { target } = await prepare(issuer, good, { 'id-token': good, 'refresh-token': 'r1' });
  await version(connect(target));
  expect(issuer.asked).toEqual([]);
});

test('an expired token is refreshed once for twenty requests at once, and kept', async () => {
  const good = jwt(3600);
  const issuer = await startIssuer({ id_token: good, token_type: 'bearer', access_token: 'a', expires_in: 3600 });
  const { target } = await prepare(issuer, good, { 'id-token': jwt(-60), 'refresh-token': 'r1' });
  const connection = connect(target);
  await Promise.all(Array.from({ length: 20 }, () => version(connection)));
  await version(connection);
  expect(issuer.asked).toEqual([
    { form: { grant_type: 'refresh_token', refresh_token: 'r1', client_id: 'kube' }, authorization: undefined },
  ]);
});

test('what was refreshed outlives the connection, with the newer refresh-token', async () => {
  const good = jwt(3600);
  const issuer = await startIssuer({ id_token: jwt(5), refresh_token: 'r2' });
  const { target } = await prepare(issuer, good, { 'id-token': jwt(-60), 'refresh-token': 'r1' });
  const logins = new OidcLogins();
  await version(connect(target, logins)).catch(() => undefined);
  issuer.answer = { status: 200, body: { id_token: good } };
  await version(connect(target, logins));
  expect(issuer.asked.map(({ form }) => form['refresh_token'])).toContain('r2');
  expect(issuer.asked.at(-1)?.form['refresh_token']).toBe('r2');
});

test('a token that the server refuses before its time is refreshed once', async () => {
  const good = jwt(3600);
  const issuer = await startIssuer({ id_token: good });
  const { target } = await prepare(issuer, good, { 'id-token': jwt(3600), 'refresh-token': 'r1' });
  await version(connect(target));
  expect(issuer.asked).toHaveLength(1);
});

test('a token that stays refused asks the issuer no more than once a try', async () => {
  const issuer = await startIssuer({ id_token: jwt(3600) });
  const { target } = await prepare(issuer, jwt(3600), { 'id-token': jwt(-60), 'refresh-token': 'r1' });
  await expect(version(connect(target))).rejects.toMatchObject({ status: 401 });
  expect(issuer.asked.length).toBeLessThanOrEqual(2);
});

test.each([
  [
    'a secret goes into the header',
    {},
    {
      authorization: `Basic ${Buffer.from('kube:s%3Acret').toString('base64')}`,
      form: { grant_type: 'refresh_token', refresh_token: 'r1' },
    },
  ],
  [
    'or into the form, where the issuer wants it there',
    { token_endpoint_auth_methods_supported: ['client_secret_post'] },
    {
      authorization: undefined,
      form: { grant_type: 'refresh_token', refresh_token: 'r1', client_id: 'kube', client_secret: 's:cret' },
    },
  ],
])('%s', async (_name, more, expected) => {
  const good = jwt(3600);
  const issuer = await startIssuer({ id_token: good }, more);
  const { target } = await prepare(issuer, good, {
    'id-token': jwt(-60),
    'refresh-token': 'r1',
    'client-secret': 's:cret',
  });
  await version(connect(target));
  expect(issuer.asked).toEqual([expected]);
});

test.skipIf(!kubectlHere)('kubectl asks the issuer for the same', async () => {
  const good = jwt(3600);
  const issuer = await startIssuer({ id_token: good, access_token: 'a', token_type: 'bearer', expires_in: 3600 });
  const { target, file } = await prepare(issuer, good, {
    'id-token': jwt(-60),
    'refresh-token': 'r1',
    'client-secret': 'secret',
  });
  expect(await kubectl(file)).toBe(0);
  await version(connect(target));
  const [theirs, ours] = issuer.asked;
  expect(ours).toEqual(theirs);
});

test.skipIf(!kubectlHere).each([
  ['has no refresh-token', { 'refresh-token': '' }, 200, {}, 'its id-token has expired, and there is no refresh-token'],
  [
    'is refused by the issuer',
    {},
    400,
    { error: 'invalid_grant', error_description: 'Session not active' },
    'answered 400 (Session not active)',
  ],
  ['gets no id_token', {}, 200, { access_token: 'a', token_type: 'bearer' }, 'gave no id_token'],
])('a login that %s is told with what to do, and kubectl fails as well', async (_name, config, status, body, words) => {
  const issuer = await startIssuer({});
  issuer.answer = { status, body };
  const { target, file } = await prepare(issuer, jwt(3600), {
    'id-token': jwt(-60),
    'refresh-token': 'very-secret',
    ...config,
  });
  const error: unknown = await version(connect(target)).catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    message: expect.stringContaining(words) as string,
    problem: { code: 'unauthorized', nextStep: { template: expect.stringMatching(/^Log in again/) as string } },
  });
  expect(JSON.stringify(error)).not.toContain('very-secret');
  expect(await kubectl(file)).not.toBe(0);
});

test('an issuer of an unknown authority is not trusted', async () => {
  const good = jwt(3600);
  const issuer = await startIssuer({ id_token: good });
  const { target } = await prepare(issuer, good, {
    'id-token': jwt(-60),
    'refresh-token': 'r1',
    'idp-certificate-authority-data': Buffer.from((await makeCertificates(Date.now())).ca).toString('base64'),
  });
  await expect(version(connect(target))).rejects.toMatchObject({ problem: { code: 'unauthorized' } });
  expect(issuer.asked).toEqual([]);
});

test.each(['gcp', 'azure', 'openstack'])(
  'the auth-provider %s is refused, with its command not run and its token not sent',
  async (name) => {
    const { target } = await prepare(undefined, 'cloud-token', {});
    const proof = path.join(os.tmpdir(), `podfall-ran-${process.pid}-${name}`);
    onTestFinished(() => fs.rmSync(proof, { force: true }));
    const script = `require('node:fs').writeFileSync(${JSON.stringify(proof)}, '');console.log(JSON.stringify({ token: 'cloud-token' }))`;
    const config = {
      'cmd-path': process.execPath,
      'cmd-args': `-e ${script}`,
      'token-key': '{.token}',
      'access-token': 'cloud-token',
      expiry: new Date(Date.now() + 60_000).toISOString(),
    };
    const retired: ResolvedContext = { ...target, user: { ...target.user, authProvider: { name, config } } };
    await expect(version(connect(retired))).rejects.toMatchObject({
      problem: {
        code: 'unauthorized',
        fact: { args: { name } },
        nextStep: { template: expect.stringMatching(/^kubectl /) as string },
      },
    });
    expect(fs.existsSync(proof)).toBe(false);
  },
);
