import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { kubeconfigFiles, loadKubeconfig, type Kubeconfig } from '../../../../src/engine/access/kubeconfig.ts';
import { openCluster } from '../../../../src/engine/watch/live-cluster.ts';
import { ApiServer } from '../../../../src/demo-server/api-server.ts';
import { ApiState } from '../../../../src/demo-server/api-state.ts';
import { kubectlHere } from '../../demo-server/kubectl-here.ts';
import { FAST, until } from '../watch/live-rig.ts';

/*
 * Each case is read by Podfall and by the kubectl on the machine (`kubectl config view --raw`), and both must say the
 * same.
 */

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-kubeconfig-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const first = `
apiVersion: v1
kind: Config
current-context: one
clusters: [{name: a, cluster: {server: "https://first:6443", certificate-authority: certs/ca.crt, tls-server-name: api}}]
users: [{name: u, user: {token: t1}}]
contexts: [{name: one, context: {cluster: a, user: u, namespace: shop}}]
`;
const second = `
current-context: two
clusters: [{name: a, cluster: {server: "https://second:6443"}}, {name: b, cluster: {server: "https://b:6443", insecure-skip-tls-verify: true, proxy-url: "http://proxy:3128"}}]
users: [{name: u, user: {token: t2}}, {name: v, user: {client-certificate: v.crt, client-key: ../keys/v.key}}]
contexts: [{name: one, context: {cluster: b, user: v}}, {name: two, context: {cluster: b, user: v}}]
`;
const noCurrent = second.replace('current-context: two', '');
const emptyCurrent = first.replace('current-context: one', 'current-context: ""');
const exec = `
users:
- name: plugin
  user:
    exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/login, args: [--now], env: [{name: A, value: b}], interactiveMode: Never, installHint: get it, provideClusterInfo: true}
- name: on-path
  user:
    exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: login, interactiveMode: IfAvailable}
`;
const impersonation = `
users: [{name: admin, user: {username: joe, password: secret, as: jane, as-uid: "7", as-groups: [dev, ops], as-user-extra: {reason: [x, z]}}}]
`;
const numbers = `
current-context: "1"
contexts: [{name: "1", context: {cluster: "2", user: "3"}}]
clusters: [{name: "2", cluster: {server: http://127.0.0.1:8001}}]
users: [{name: "3", user: {}}]
`;
const json = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'j',
  contexts: [{ name: 'j', context: { cluster: 'j', user: '' } }],
  clusters: [{ name: 'j', cluster: { server: 'https://j' } }],
  users: [],
});

const anchored = `
shared: &login {token: t9}
current-context: a
clusters: [{name: a, cluster: {server: "https://a"}}]
users: [{name: a, user: {<<: *login}}]
contexts: [{name: a, context: {cluster: a, user: a}}]
`;
const extended = first.replace('kind: Config', 'kind: Config\npreferences: {colors: true}\nhologram: {depth: 3}');
const yes = second.replace('insecure-skip-tls-verify: true', 'insecure-skip-tls-verify: yes');

const cases: Readonly<Record<string, readonly (string | Buffer | undefined)[]>> = {
  'one file': [first],
  'two files: the first wins': [first, second],
  'two files the other way round': [second, first],
  'the first current-context counts': [noCurrent, first],
  'an empty current-context counts as none': [emptyCurrent, second],
  'a file of the list is missing': [undefined, second],
  'an empty file': ['', first],
  'relative paths and plugins': [exec],
  'impersonation and a password': [impersonation],
  'names that look like numbers': [numbers],
  JSON: [json],
  'three files': [impersonation, exec, first],
  'a document that begins with ---': [`---\n${first}`],
  'a second document, which does not count': [`${first}---\n${second}`],
  'a byte order mark': [`\ufeff${first}`],
  'UTF-16, as PowerShell writes it': [Buffer.from(`\ufeff${first}`, 'utf16le')],
  'lines that end as in Windows': [first.replaceAll('\n', '\r\n')],
  'anchors and merged keys': [anchored],
  'a key twice: the last counts': [`${first}current-context: two\n`],
  'fields that nobody knows': [extended],
  'yes for true': [yes],
  'lists that are null': ['clusters: null\nusers: null\ncontexts: null\n', first],
  'a context that is null': ['contexts: [{name: one, context: null}]\n', second],
  'a number as text': [first.replace('token: t1', 'token: "0123"')],
  'the same file under two names': [first, first],
  'a file that is empty but for a comment': ['# nothing\n', second],
};

/** kubectl runs with this one: it looks for the host. */
const bare = first
  .replace('certificate-authority: certs/ca.crt, ', '')
  .replace('https://first:6443', 'https://first.invalid');

/** What kubectl does not run with, and Podfall neither. */
const refused: Readonly<Record<string, string>> = {
  'two clusters of one name': bare.replace('clusters: [', 'clusters: [{name: a, cluster: {server: "https://b"}}, '),
  'two users of one name': bare.replace('users: [', 'users: [{name: u, user: {token: t0}}, '),
  'two contexts of one name': bare.replace('contexts: [', 'contexts: [{name: one, context: {cluster: b, user: u}}, '),
  tabs: `${bare}\tfoo: bar\n`,
  'a context that is not there': bare.replace('current-context: one', 'current-context: two'),
  'a cluster that is not there': bare.replace('cluster: a, user', 'cluster: z, user'),
  'a user who is not there': bare.replace('user: u, namespace', 'user: z, namespace'),
  'an authority although any certificate is taken': first.replace(
    'tls-server-name: api',
    'insecure-skip-tls-verify: true',
  ),
  'groups to impersonate, and no user': bare.replace('token: t1', 'token: t1, as-groups: [dev]'),
};

const LOOKS_FOR_THE_HOST = /no such host|Unable to connect to the server|^$/;

const kubectlSays = (file: string): string =>
  spawnSync('kubectl', ['get', '--raw', '/version'], {
    env: { ...process.env, KUBECONFIG: file },
    encoding: 'utf8',
    timeout: 10_000,
  }).stderr;

test.skipIf(!kubectlHere)('what the refused ones are made of is run by kubectl and by Podfall', async () => {
  const file = path.join(folder, 'bare');
  fs.writeFileSync(file, bare);
  expect(kubectlSays(file)).toMatch(LOOKS_FOR_THE_HOST);
  (await openCluster({ kubeconfig: { kind: 'files', paths: [file] } })).dispose();
});

test.skipIf(!kubectlHere).each(Object.entries(refused))(
  '%s: kubectl does not run with it, nor does Podfall',
  async (name, yaml) => {
    const file = path.join(folder, `refused-${name.replace(/\W+/g, '-')}`);
    fs.writeFileSync(file, yaml);
    expect(kubectlSays(file)).not.toMatch(LOOKS_FOR_THE_HOST);
    await expect(openCluster({ kubeconfig: { kind: 'files', paths: [file] } })).rejects.toMatchObject({
      problem: { code: expect.stringMatching(/broken-kubeconfig|unknown-context|no-cluster/) as string },
    });
  },
);

describe.each(Object.entries(cases))('%s', (name, texts) => {
  const files = texts.map((text, index) => {
    const file = path.join(folder, name.replace(/\W+/g, '-'), `config-${index}`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    if (text !== undefined) fs.writeFileSync(file, text);
    return file;
  });
  const env = { ...process.env, KUBECONFIG: files.join(path.delimiter) };

  test.skipIf(!kubectlHere)('is read as kubectl reads it', async () => {
    const kubectl = JSON.parse(
      execFileSync('kubectl', ['config', 'view', '--raw', '-o', 'json'], { env, encoding: 'utf8' }),
    ) as KubectlView;
    expect(asKubectl(await loadKubeconfig({ kind: 'default', env }))).toEqual(normal(kubectl, path.dirname(files[0]!)));
  });
});

test('KUBECONFIG names each file once', () => {
  expect(
    kubeconfigFiles({
      kind: 'default',
      env: { KUBECONFIG: `/a${path.delimiter}${path.delimiter}/b${path.delimiter}/a` },
    }),
  ).toEqual(['/a', '/b']);
});

test('without KUBECONFIG the home folder has it', () => {
  expect(kubeconfigFiles({ kind: 'default', env: { HOME: '/home/jo' } })).toEqual(['/home/jo/.kube/config']);
});

test('no file at all is told as such', async () => {
  await expect(loadKubeconfig({ kind: 'default', env: { HOME: folder } })).rejects.toMatchObject({
    problem: { code: 'no-kubeconfig' },
  });
});

test.each([
  ['not YAML', 'contexts: [\n  token: "secret-token"'],
  ['a list', '- 1'],
  ['contexts that are no list', 'contexts: {}'],
  ['a context without a name', 'contexts: [{context: {}}]'],
])('%s is told without quoting the file', async (_name, yaml) => {
  const error: unknown = await loadKubeconfig({ kind: 'text', yaml }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ problem: { code: 'broken-kubeconfig' } });
  expect(JSON.stringify(error)).not.toContain('secret-token');
});

interface KubectlView {
  readonly 'current-context': string;
  readonly clusters: readonly { name: string; cluster: Record<string, unknown> }[] | null;
  readonly users: readonly { name: string; user: Record<string, unknown> }[] | null;
  readonly contexts: readonly { name: string; context: Record<string, unknown> }[] | null;
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1);

/** `config view` shows paths as the files have them. */
const normal = (view: KubectlView, root: string): unknown => withPaths(sorted(view), root);

const PATHS = ['certificate-authority', 'client-certificate', 'client-key'];

const withPaths = (value: unknown, root: string): unknown =>
  JSON.parse(JSON.stringify(value), (key, item: unknown) =>
    typeof item === 'string' && (PATHS.includes(key) || (key === 'command' && item.includes('/')))
      ? path.resolve(root, item)
      : item,
  );

const sorted = (view: KubectlView): object => ({
  current: view['current-context'],
  clusters: [...(view.clusters ?? [])].sort(byName),
  users: [...(view.users ?? [])].sort(byName),
  contexts: [...(view.contexts ?? [])].sort(byName),
});

/** Our reading in kubectl's form. */
const asKubectl = (config: Kubeconfig): object => ({
  current: config.currentContext ?? '',
  clusters: config.clusters
    .map(({ name, server, caFile, tlsServerName, insecure, proxyUrl }) => ({
      name,
      cluster: {
        server,
        ...(caFile && { 'certificate-authority': caFile }),
        ...(tlsServerName && { 'tls-server-name': tlsServerName }),
        ...(insecure && { 'insecure-skip-tls-verify': true }),
        ...(proxyUrl && { 'proxy-url': proxyUrl }),
      },
    }))
    .sort(byName),
  users: config.users
    .map(({ name, token, certFile, keyFile, username, password, impersonate, exec: plugin }) => ({
      name,
      user: {
        ...(token && { token }),
        ...(certFile && { 'client-certificate': certFile }),
        ...(keyFile && { 'client-key': keyFile }),
        ...(username && { username }),
        ...(password && { password }),
        ...(impersonate && {
          as: impersonate.user,
          'as-uid': impersonate.uid,
          'as-groups': impersonate.groups,
          'as-user-extra': impersonate.extra,
        }),
        ...(plugin && {
          exec: {
            apiVersion: plugin.apiVersion,
            command: plugin.command,
            args: plugin.args.length > 0 ? plugin.args : null,
            env:
              Object.keys(plugin.env).length > 0
                ? Object.entries(plugin.env).map(([key, value]) => ({ name: key, value }))
                : null,
            ...(plugin.installHint && { installHint: plugin.installHint }),
            provideClusterInfo: plugin.provideClusterInfo,
            interactiveMode: plugin.interactiveMode,
          },
        }),
      },
    }))
    .sort(byName),
  contexts: config.contexts
    .map(({ name, cluster, user, namespace }) => ({
      name,
      context: { cluster, user, ...(namespace && { namespace }) },
    }))
    .sort(byName),
});

test('inside a pod without a kubeconfig the service account is used, and its token is read again when it was renewed', async () => {
  const server = await ApiServer.start({ state: new ApiState() });
  onTestFinished(() => server.stop());
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-in-cluster-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  const write = (name: string, content: string): void => fs.writeFileSync(path.join(folder, name), content);
  write('namespace', 'shop\n');
  write('ca.crt', server.certificates.ca);
  write('token', 'expired');
  const env = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(server.port) };
  const cluster = await openCluster({
    kubeconfig: { kind: 'default', env, home: folder, serviceAccount: folder },
    timing: { ...FAST, maxRetryMs: 100 },
  });
  onTestFinished(() => cluster.dispose());
  expect(cluster.target).toEqual({ context: 'in-cluster', namespace: 'shop', serverUrl: server.url });
  cluster.start();
  await until(() => (cluster.status.state === 'denied' ? '' : cluster.status.state));
  write('token', server.token);
  await until(() => (cluster.status.state === 'live' ? '' : cluster.status.state));
});

test('outside of a pod there is no service account', async () => {
  await expect(
    loadKubeconfig({
      kind: 'default',
      env: { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: '1' },
      home: '/nowhere',
      serviceAccount: '/nowhere',
    }),
  ).rejects.toMatchObject({ problem: { code: 'no-kubeconfig' } });
});
