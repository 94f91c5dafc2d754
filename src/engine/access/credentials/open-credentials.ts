import { text } from '../../timeline/model/text.ts';
import type { AccessEnvironment } from './access-environment.ts';
import { AuthProviderCredentials } from './auth-provider.ts';
import type { ExecCredentials } from './exec-credentials.ts';
import type { ExecCredential } from './exec-plugin.ts';
import { impersonationHeaders } from './impersonation.ts';
import { serverUrl, type ExecPlugin, type KubeUser, type ResolvedContext } from '../kubeconfig.ts';
import { checkedAuthority } from '../own-certificates.ts';
import type { Credentials, ClientCertificate } from './credentials.ts';
import { pem, readCredentialFile } from './pem.ts';
import { weaknessOf, type Weakness } from './weakness.ts';

/** client-go reads a token file again after a minute; we look at it for each connection and at most once a second. */
const TOKEN_FILE_MS = 1000;

/**
 * The way of a user to authenticate, in client-go's order: what is written in the kubeconfig, a plugin, an
 * auth-provider. Nothing is run yet. Without TLS nothing is sent, and no plugin is run (clientcmd's ClientConfig: "only
 * try to read the auth information if we are secure").
 */
export function openCredentials(target: ResolvedContext, environment: AccessEnvironment): Credentials {
  const { user } = target;
  if (serverUrl(target.cluster)?.protocol !== 'https:') return new NoCredentials(user);
  if (user.token !== undefined || user.tokenFile !== undefined || user.username !== undefined) {
    return new StaticCredentials(user);
  }
  if (user.exec) return new PluginCredentials(target, user.exec, environment.plugins);
  return user.authProvider ? new AuthProviderCredentials(target, environment.logins) : new StaticCredentials(user);
}

/** For a server without TLS. Whom to act as is no secret. */
class NoCredentials implements Credentials {
  readonly #user: KubeUser;

  constructor(user: KubeUser) {
    this.#user = user;
  }

  headers(): Promise<Readonly<Record<string, string | readonly string[]>>> {
    return Promise.resolve(impersonationHeaders(this.#user));
  }

  certificate(): Promise<ClientCertificate> {
    return Promise.resolve({});
  }

  rejected(): boolean {
    return false;
  }

  weakness(): Promise<Weakness> {
    return Promise.resolve({
      kind: 'none',
      words: text('none are sent without TLS: its address does not begin with https://'),
    });
  }
}

/** A plugin's token or certificate. */
class PluginCredentials implements Credentials {
  readonly #target: ResolvedContext;
  readonly #exec: ExecPlugin;
  readonly #plugins: ExecCredentials;
  #used: ExecCredential | undefined;

  constructor(target: ResolvedContext, exec: ExecPlugin, plugins: ExecCredentials) {
    this.#target = target;
    this.#exec = exec;
    this.#plugins = plugins;
  }

  async headers(signal: AbortSignal): Promise<Readonly<Record<string, string | readonly string[]>>> {
    const { token } = await this.#credential(signal);
    return {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...impersonationHeaders(this.#target.user),
    };
  }

  async certificate(signal: AbortSignal): Promise<ClientCertificate> {
    const { cert, key } = await this.#credential(signal);
    return { ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
  }

  rejected(): boolean {
    return this.#plugins.refused(this.#target, this.#exec, this.#used);
  }

  retry(): void {
    this.#plugins.retry(this.#target, this.#exec);
  }

  async #credential(signal: AbortSignal): Promise<ExecCredential> {
    this.#used = await this.#plugins.get(this.#target, this.#exec, await authorityOf(this.#target), signal);
    return this.#used;
  }
}

/** What is written in the kubeconfig or in files that it names. */
class StaticCredentials implements Credentials {
  readonly #user: KubeUser;
  readonly #now: () => number;
  #fileToken: { readonly token: string; readonly readAt: number } | undefined;

  constructor(user: KubeUser, now: () => number = Date.now) {
    this.#user = user;
    this.#now = now;
  }

  async headers(): Promise<Readonly<Record<string, string | readonly string[]>>> {
    const authorization = await this.#authorization();
    return { ...(authorization !== undefined && { authorization }), ...impersonationHeaders(this.#user) };
  }

  async certificate(): Promise<ClientCertificate> {
    const [cert, key] = await Promise.all([
      pem(this.#user.certData, this.#user.certFile),
      pem(this.#user.keyData, this.#user.keyFile),
    ]);
    return { ...(cert && { cert }), ...(key && { key }) };
  }

  /** A token file may hold a newer one by now. */
  rejected(): boolean {
    this.#fileToken = undefined;
    return this.#user.tokenFile !== undefined;
  }

  async weakness(): Promise<Weakness | undefined> {
    const [authorization, { cert }] = await Promise.all([this.#authorization(), this.certificate()]);
    return weaknessOf({ authorization, cert }, this.#now());
  }

  /**
   * The order of client-go transport/round_trippers.go: a token file's content wins over a token, a token over a
   * password.
   */
  async #authorization(): Promise<string | undefined> {
    const { token, username, password } = this.#user;
    const bearer = (await this.#tokenOfFile()) ?? token;
    if (bearer !== undefined) return `Bearer ${bearer}`;
    return username === undefined
      ? undefined
      : `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}`;
  }

  async #tokenOfFile(): Promise<string | undefined> {
    const file = this.#user.tokenFile;
    if (file === undefined) return undefined;
    const now = this.#now();
    if (this.#fileToken && now - this.#fileToken.readAt < TOKEN_FILE_MS) return this.#fileToken.token;
    const token = (await readCredentialFile(file)).toString('utf8').trim();
    this.#fileToken = { token, readAt: now };
    return token === '' ? undefined : token;
  }
}

/** The certificate authority of the cluster; absent: the system's. */
export const authorityOf = async ({ cluster }: ResolvedContext): Promise<Buffer | undefined> =>
  checkedAuthority(await pem(cluster.caData, cluster.caFile));
