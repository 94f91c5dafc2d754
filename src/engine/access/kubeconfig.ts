import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { messageOf } from '../errors.ts';
import { text, type Text } from '../timeline/model/text.ts';
import { failure } from './problems.ts';

/*
 * The kubeconfig as kubectl reads it (client-go tools/clientcmd/loader.go): several files are merged, the first that
 * says something wins, relative paths count from the file that holds them.
 */

/** `clusters[].cluster` */
export interface KubeCluster {
  readonly name: string;
  /** Without a login that may have stood in it. */
  readonly server: string;
  readonly caFile?: string;
  readonly caData?: string;
  readonly tlsServerName?: string;
  readonly insecure: boolean;
  readonly proxyUrl?: string;
  readonly disableCompression: boolean;
  /** The extension `client.authentication.k8s.io/exec`, which exec plugins are given. */
  readonly execExtension?: unknown;
}

/** `users[].user.exec` */
export interface ExecPlugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly installHint?: string;
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always';
}

/** `users[].user` */
export interface KubeUser {
  readonly name: string;
  readonly certFile?: string;
  readonly certData?: string;
  readonly keyFile?: string;
  readonly keyData?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  /** Its `user` is empty when the kubeconfig does not say whom: nobody can log in with that. */
  readonly impersonate?: {
    readonly user: string;
    readonly uid?: string;
    readonly groups: readonly string[];
    readonly extra: Readonly<Record<string, readonly string[]>>;
  };
  readonly exec?: ExecPlugin;
  readonly authProvider?: { readonly name: string; readonly config: Readonly<Record<string, string>> };
}

/** `contexts[].context` */
interface KubeContext {
  readonly name: string;
  readonly cluster: string;
  readonly user: string;
  readonly namespace?: string;
}

export interface Kubeconfig {
  readonly currentContext?: string;
  readonly contexts: readonly KubeContext[];
  readonly clusters: readonly KubeCluster[];
  readonly users: readonly KubeUser[];
  /** What it was read from; for following changes. Missing files of a KUBECONFIG list are named as well. */
  readonly files: readonly string[];
}

/** Where a kubeconfig comes from. */
export type KubeconfigSource =
  /** As kubectl does: KUBECONFIG, else ~/.kube/config, else the service account of the pod that we run in. */
  | {
      readonly kind: 'default';
      readonly env?: NodeJS.ProcessEnv;
      readonly home?: string;
      /** Where a pod has its service account. */ readonly serviceAccount?: string;
    }
  | { readonly kind: 'files'; readonly paths: readonly string[] }
  | { readonly kind: 'text'; readonly yaml: string }
  /** As it was read before: whatever the files say by now. */
  | { readonly kind: 'read'; readonly config: Kubeconfig };

/** A context with all that it refers to. */
export interface ResolvedContext {
  readonly context: KubeContext;
  readonly cluster: KubeCluster;
  readonly user: KubeUser;
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Reads and merges. Rejects with a ClusterError: no-kubeconfig or broken-kubeconfig. */
export async function loadKubeconfig(source: KubeconfigSource): Promise<Kubeconfig> {
  if (source.kind === 'text') return parseKubeconfig(source.yaml, undefined);
  if (source.kind === 'read') return source.config;
  const files = kubeconfigFiles(source);
  const found = (await Promise.all(files.map(readIfThere))).filter((config) => config !== undefined);
  if (found.length > 0) return { ...mergeKubeconfigs(found), files };
  return (
    (source.kind === 'default'
      ? await inCluster(source.env ?? process.env, source.serviceAccount ?? SERVICE_ACCOUNT)
      : undefined) ?? noKubeconfig(files)
  );
}

/** The files that a source names, in the order in which they win. */
export function kubeconfigFiles(source: KubeconfigSource): readonly string[] {
  if (source.kind === 'text') return [];
  if (source.kind === 'read') return source.config.files;
  if (source.kind === 'files') return source.paths.map((file) => path.resolve(file));
  const env = source.env ?? process.env;
  const listed = (env['KUBECONFIG'] ?? '').split(path.delimiter).filter((file) => file !== '');
  return listed.length > 0
    ? [...new Set(listed)].map((file) => path.resolve(file))
    : [path.join(source.home ?? homeOf(env), '.kube', 'config')];
}

const homeOf = (env: NodeJS.ProcessEnv): string => env['HOME'] ?? env['USERPROFILE'] ?? os.homedir();

async function readIfThere(file: string): Promise<Kubeconfig | undefined> {
  try {
    return parseKubeconfig(textOf(await fs.readFile(file)), file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      return undefined;
    }
    if (error instanceof Error && 'code' in error) throw broken(file, messageOf(error), error);
    throw error;
  }
}

/** PowerShell writes UTF-16 with a byte order mark, which Go's YAML reads as well. */
function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return bytes.toString('utf8');
}

function noKubeconfig(files: readonly string[]): never {
  throw failure(
    'no-kubeconfig',
    text('There is no kubeconfig at {files}.', { files: files.join(', ') }),
    text('Set KUBECONFIG, or name another file.'),
  );
}

const broken = (file: string, detail: string, cause?: unknown): Error =>
  failure(
    'broken-kubeconfig',
    text('The kubeconfig {file} cannot be read: {detail}', { file, detail }),
    text('Correct the file: kubectl config view tells whether kubectl can read it.'),
    cause,
  );

/** The first of each name wins, and the first current-context. */
function mergeKubeconfigs(configs: readonly Kubeconfig[]): Kubeconfig {
  const current = configs.map(({ currentContext }) => currentContext).find((name) => name !== undefined);
  return {
    ...(current !== undefined && { currentContext: current }),
    contexts: firstOfEachName(configs.flatMap(({ contexts }) => contexts)),
    clusters: firstOfEachName(configs.flatMap(({ clusters }) => clusters)),
    users: firstOfEachName(configs.flatMap(({ users }) => users)),
    files: configs.flatMap(({ files }) => files),
  };
}

function firstOfEachName<T extends { readonly name: string }>(entries: readonly T[]): readonly T[] {
  const byName = new Map<string, T>();
  for (const entry of entries) if (!byName.has(entry.name)) byName.set(entry.name, entry);
  return [...byName.values()];
}

/**
 * The context of that name (absent: the current one) with its cluster and user. Throws a ClusterError: unknown-context
 * or no-cluster.
 */
export function resolveContext(config: Kubeconfig, name = config.currentContext): ResolvedContext {
  const choose = otherContext(config, name);
  if (config.contexts.length === 0) {
    throw failure(
      'unknown-context',
      text('The kubeconfig has no contexts.'),
      text('Name another file, for example in KUBECONFIG, or add a context.'),
    );
  }
  if (name === undefined) throw failure('unknown-context', text('The kubeconfig has no current context.'), choose);
  const context = config.contexts.find((entry) => entry.name === name);
  if (!context) throw failure('unknown-context', text('The kubeconfig has no context {name}.', { name }), choose);
  const cluster = config.clusters.find((entry) => entry.name === context.cluster);
  if (!cluster) {
    throw failure(
      'no-cluster',
      context.cluster === ''
        ? text('Context {name} names no cluster.', { name })
        : text('Context {name} names the cluster {cluster}, which the kubeconfig does not have.', {
            name,
            cluster: context.cluster,
          }),
      choose,
    );
  }
  const user = config.users.find((entry) => entry.name === context.user);
  if (!user && context.user !== '') {
    throw failure(
      'unknown-context',
      text('Context {name} names the user {user}, which the kubeconfig does not have.', { name, user: context.user }),
      choose,
    );
  }
  checkServer(cluster, choose);
  checkMeaning(cluster, user, choose);
  return { context, cluster, user: user ?? { name: '' } };
}

function otherContext({ contexts }: Kubeconfig, name: string | undefined): Text {
  const known = contexts.map((context) => context.name).filter((other) => other !== name);
  if (known.length > 0) {
    return text('Choose one of the contexts of the kubeconfig: {known}', { known: known.join(', ') });
  }
  return text('Correct the kubeconfig, or have it written anew by what has made it: there is no other context.');
}

function checkServer(cluster: KubeCluster, choose: Text): void {
  if (cluster.server === '') {
    throw failure(
      'no-cluster',
      text('Cluster {cluster} of the kubeconfig has no server.', { cluster: cluster.name }),
      choose,
    );
  }
  const url = serverUrl(cluster);
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    throw failure(
      'no-cluster',
      text('The server of cluster {cluster} in the kubeconfig is no http or https address.', { cluster: cluster.name }),
      choose,
    );
  }
}

/** What client-go refuses, since it would be less safe than it looks. */
function checkMeaning(cluster: KubeCluster, user: KubeUser | undefined, choose: Text): void {
  if (cluster.insecure && (cluster.caData ?? cluster.caFile) !== undefined) {
    throw failure(
      'no-cluster',
      text('Cluster {cluster} of the kubeconfig has both a certificate authority and insecure-skip-tls-verify.', {
        cluster: cluster.name,
      }),
      text('Remove one of the two. {otherwise}', { otherwise: choose }),
    );
  }
  if (user?.impersonate?.user === '') {
    throw failure(
      'unknown-context',
      text('User {user} of the kubeconfig has as-groups, as-uid or as-user-extra, and no as.', { user: user.name }),
      text('Say in as whom to impersonate, or remove the others. {otherwise}', { otherwise: choose }),
    );
  }
}

/** Where the API is; without a scheme it is http, as in client-go. */
export const serverUrl = ({ server }: KubeCluster): URL | null =>
  URL.parse(server.includes('://') ? server : `http://${server}`);

/** One file's text. Throws a ClusterError when it is no kubeconfig. */
export function parseKubeconfig(yaml: string, file: string | undefined): Kubeconfig {
  const root = file === undefined ? undefined : path.dirname(file);
  const where = file ?? 'text';
  const config = fieldsOf(parseYaml(yaml, where));
  if (!config) throw broken(where, 'it is not a map of clusters, users and contexts');
  const current = textIn(config, 'current-context');
  return {
    ...(current !== undefined && { currentContext: current }),
    contexts: named(config, 'contexts', 'context', where, readContext),
    clusters: named(config, 'clusters', 'cluster', where, (name, fields) => readCluster(name, fields, root)),
    users: named(config, 'users', 'user', where, (name, fields) => readUser(name, fields, root)),
    files: file === undefined ? [] : [file],
  };
}

function parseYaml(yaml: string, where: string): unknown {
  try {
    return firstDocument(yaml) ?? {};
  } catch (error) {
    throw broken(where, firstLine(messageOf(error)));
  }
}

/**
 * As Go's YAML: `insecure-skip-tls-verify: yes` is true, the last of two equal keys counts, and further documents do
 * not.
 */
function firstDocument(yaml: string): unknown {
  const documents = parseAllDocuments(yaml, { version: '1.1', uniqueKeys: false });
  const first = 'empty' in documents ? undefined : documents[0];
  const fault = first?.errors[0];
  if (fault) throw fault;
  return first?.toJS();
}

/** The parser's message goes on with an excerpt, which may hold a token. */
const firstLine = (message: string): string => message.split('\n', 1)[0]?.replace(/:$/, '') ?? '';

type Fields = Readonly<Record<string, unknown>>;

function named<T extends { readonly name: string }>(
  config: Fields,
  list: string,
  key: string,
  where: string,
  read: (name: string, fields: Fields) => T,
): readonly T[] {
  const entries = config[list] ?? [];
  if (!Array.isArray(entries)) throw broken(where, `${list} is not a list`);
  const names = new Set<string>();
  return entries.map((entry: unknown, index) => {
    const fields = fieldsOf(entry);
    const name = fields && textIn(fields, 'name');
    if (!fields || name === undefined) throw broken(where, `${list}[${index}] has no name`);
    if (names.has(name)) throw broken(where, `${list} has two entries with the name ${name}`);
    names.add(name);
    return read(name, fieldsOf(fields[key]) ?? {});
  });
}

function readContext(name: string, fields: Fields): KubeContext {
  return {
    name,
    cluster: textIn(fields, 'cluster') ?? '',
    user: textIn(fields, 'user') ?? '',
    ...optional('namespace', textIn(fields, 'namespace')),
  };
}

function readCluster(name: string, fields: Fields, root: string | undefined): KubeCluster {
  const extension = listIn(fields, 'extensions')
    .map(fieldsOf)
    .find((entry) => entry?.['name'] === 'client.authentication.k8s.io/exec');
  return {
    name,
    server: withoutLogin(textIn(fields, 'server') ?? ''),
    ...optional('caFile', absolute(root, textIn(fields, 'certificate-authority'))),
    ...optional('caData', textIn(fields, 'certificate-authority-data')),
    ...optional('tlsServerName', textIn(fields, 'tls-server-name')),
    insecure: fields['insecure-skip-tls-verify'] === true,
    ...optional('proxyUrl', textIn(fields, 'proxy-url')),
    disableCompression: fields['disable-compression'] === true,
    ...(extension && { execExtension: extension['extension'] }),
  };
}

/** The address without a user and password in it: it stands in what users read, in recordings and in logs. */
const withoutLogin = (server: string): string => server.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/?#]*@/i, '$1');

function readUser(name: string, fields: Fields, root: string | undefined): KubeUser {
  const impersonates = ['as', 'as-uid', 'as-groups', 'as-user-extra'].some((key) => fields[key] !== undefined);
  const exec = fieldsOf(fields['exec']);
  const provider = fieldsOf(fields['auth-provider']);
  return {
    name,
    ...optional('certFile', absolute(root, textIn(fields, 'client-certificate'))),
    ...optional('certData', textIn(fields, 'client-certificate-data')),
    ...optional('keyFile', absolute(root, textIn(fields, 'client-key'))),
    ...optional('keyData', textIn(fields, 'client-key-data')),
    ...optional('token', textIn(fields, 'token')),
    ...optional('tokenFile', absolute(root, textIn(fields, 'tokenFile'))),
    ...optional('username', textIn(fields, 'username')),
    ...optional('password', textIn(fields, 'password')),
    ...(impersonates && { impersonate: readImpersonation(textIn(fields, 'as') ?? '', fields) }),
    ...(exec && { exec: readExec(exec, root) }),
    ...(provider && { authProvider: { name: textIn(provider, 'name') ?? '', config: stringsOf(provider['config']) } }),
  };
}

function readImpersonation(user: string, fields: Fields): NonNullable<KubeUser['impersonate']> {
  const extra = Object.entries(fieldsOf(fields['as-user-extra']) ?? {}).map(
    ([key, values]) => [key, texts(values)] as const,
  );
  return {
    user,
    ...optional('uid', textIn(fields, 'as-uid')),
    groups: texts(fields['as-groups']),
    extra: Object.fromEntries(extra),
  };
}

/**
 * A command with a slash counts from the kubeconfig; without one it is looked for on the PATH (clientcmd's
 * ResolveLocalPaths).
 */
function readExec(fields: Fields, root: string | undefined): ExecPlugin {
  const command = textIn(fields, 'command') ?? '';
  const mode = textIn(fields, 'interactiveMode');
  const env = listIn(fields, 'env')
    .map(fieldsOf)
    .map((entry) => [textIn(entry ?? {}, 'name') ?? '', textIn(entry ?? {}, 'value') ?? ''] as const);
  return {
    apiVersion: textIn(fields, 'apiVersion') ?? '',
    command: /[\\/]/.test(command) ? (absolute(root, command) ?? command) : command,
    args: texts(fields['args']),
    env: Object.fromEntries(env.filter(([name]) => name !== '')),
    ...optional('installHint', textIn(fields, 'installHint')),
    provideClusterInfo: fields['provideClusterInfo'] === true,
    interactiveMode: mode === 'Never' || mode === 'Always' ? mode : 'IfAvailable',
  };
}

const absolute = (root: string | undefined, file: string | undefined): string | undefined =>
  file === undefined || root === undefined ? file : path.resolve(root, file);

const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;

/** A YAML number or boolean where a string belongs (`name: 1`) is taken as written; an empty one is absent. */
function textIn(fields: Fields, key: string): string | undefined {
  const value = fields[key];
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const listIn = (fields: Fields, key: string): readonly unknown[] =>
  Array.isArray(fields[key]) ? (fields[key] as readonly unknown[]) : [];

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

const stringsOf = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(fieldsOf(value) ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

/** `{ key: value }`, or nothing when there is no value. */
function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

/** The service account of a pod (client-go rest.InClusterConfig), for an editor that runs in the cluster. */
async function inCluster(env: NodeJS.ProcessEnv, folder: string): Promise<Kubeconfig | undefined> {
  const host = env['KUBERNETES_SERVICE_HOST'];
  const port = env['KUBERNETES_SERVICE_PORT'];
  const namespace =
    host === undefined || port === undefined
      ? undefined
      : await fs.readFile(`${folder}/namespace`, 'utf8').catch(() => undefined);
  if (host === undefined || port === undefined || namespace === undefined) return undefined;
  const name = 'in-cluster';
  return {
    currentContext: name,
    contexts: [{ name, cluster: name, user: name, namespace: namespace.trim() }],
    clusters: [
      {
        name,
        server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
        caFile: `${folder}/ca.crt`,
        insecure: false,
        disableCompression: false,
      },
    ],
    users: [{ name, tokenFile: `${folder}/token` }],
    files: [],
  };
}
