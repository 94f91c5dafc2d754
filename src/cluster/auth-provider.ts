import type * as https from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { text, type Text } from '../timeline/text.ts';
import type { ClientCertificate, Credentials } from './credentials.ts';
import { pem } from './pem.ts';
import { impersonationHeaders } from './impersonation.ts';
import type { ResolvedContext } from './kubeconfig.ts';
import { OidcLogins } from './oidc.ts';
import { failure, messageOf } from './problems.ts';

/** What every connection of the process has refreshed. */
const sharedLogins = new OidcLogins();

/**
 * `auth-provider`: OIDC, and the retired ones of clouds, which the client library knows (it is loaded when it is needed). The library's own OIDC
 * takes the seconds that a token is good for as the time of its end, so it would ask the issuer at every request.
 */
export class AuthProviderCredentials implements Credentials {
  readonly #target: ResolvedContext;
  readonly #logins: OidcLogins;
  #config: Promise<KubeConfig> | undefined;
  #used: string | undefined;

  constructor(target: ResolvedContext, logins = sharedLogins) {
    this.#target = target;
    this.#logins = logins;
  }

  async headers(signal: AbortSignal): Promise<Readonly<Record<string, string | readonly string[]>>> {
    const authorization = await this.#authorization(signal);
    return { ...(authorization !== undefined && { authorization }), ...impersonationHeaders(this.#target.user) };
  }

  certificate(): Promise<ClientCertificate> {
    return Promise.resolve({});
  }

  rejected(): boolean {
    const { authProvider } = this.#target.user;
    return authProvider?.name === 'oidc' && this.#logins.refused(authProvider.config, this.#used);
  }

  async #authorization(signal: AbortSignal): Promise<string | undefined> {
    const name = this.#target.user.authProvider?.name ?? '';
    const advice = adviceFor(name);
    try {
      if (name === 'oidc') return `Bearer ${await this.#oidcToken(signal)}`;
      const options: https.RequestOptions = {};
      await (await (this.#config ??= load(this.#target))).applyToHTTPSOptions(options);
      const authorization = (options.headers as Readonly<Record<string, unknown>> | undefined)?.['Authorization'];
      if (typeof authorization === 'string') return authorization;
    } catch (error) {
      throw failure('unauthorized', text('The auth-provider {name} of the kubeconfig gave no token: {detail}', { name, detail: messageOf(error) }), advice, error);
    }
    throw failure('unauthorized', text('The auth-provider {name} of the kubeconfig gave no token.', { name }), advice);
  }

  async #oidcToken(signal: AbortSignal): Promise<string> {
    const config = this.#target.user.authProvider?.config ?? {};
    const ca = await pem(config['idp-certificate-authority-data'], config['idp-certificate-authority']);
    this.#used = await this.#logins.token(config, ca, signal);
    return this.#used;
  }
}

/** kubectl 1.26 has dropped those of the clouds: nobody renews their tokens any more. */
const adviceFor = (name: string): Text =>
  name === 'gcp' || name === 'azure'
    ? text('kubectl has dropped this auth-provider. Have the kubeconfig written anew: gcloud container clusters get-credentials for gcp, kubelogin convert-kubeconfig for azure.')
    : text('Log in again with kubectl, or with the command of the cluster\'s provider.');

async function load({ cluster, user }: ResolvedContext): Promise<KubeConfig> {
  const library = await import('@kubernetes/client-node/dist/config.js');
  const config = new library.KubeConfig();
  config.loadFromClusterAndUser({ name: cluster.name, server: cluster.server, skipTLSVerify: true }, { name: user.name, authProvider: { name: user.authProvider?.name, config: { ...user.authProvider?.config } } });
  return config;
}
