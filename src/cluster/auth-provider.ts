import type * as https from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { text } from '../timeline/text.ts';
import type { ClientCertificate, Credentials } from './credentials.ts';
import { impersonationHeaders } from './impersonation.ts';
import type { ResolvedContext } from './kubeconfig.ts';
import { failure, messageOf } from './problems.ts';

/** `auth-provider` (OIDC and the retired cloud ones): the client library knows how, and keeps what it refreshed. It is loaded when it is needed. */
export class AuthProviderCredentials implements Credentials {
  readonly #target: ResolvedContext;
  #config: Promise<KubeConfig> | undefined;

  constructor(target: ResolvedContext) {
    this.#target = target;
  }

  async headers(): Promise<Readonly<Record<string, string | readonly string[]>>> {
    const authorization = await this.#authorization();
    return { ...(authorization !== undefined && { authorization }), ...impersonationHeaders(this.#target.user) };
  }

  certificate(): Promise<ClientCertificate> {
    return Promise.resolve({});
  }

  rejected(): boolean {
    return false;
  }

  async #authorization(): Promise<string | undefined> {
    const name = this.#target.user.authProvider?.name ?? '';
    const advice = text('Log in again with kubectl, or with the command of the cluster\'s provider.');
    try {
      const options: https.RequestOptions = {};
      await (await (this.#config ??= load(this.#target))).applyToHTTPSOptions(options);
      const authorization = (options.headers as Readonly<Record<string, unknown>> | undefined)?.['Authorization'];
      if (typeof authorization === 'string') return authorization;
    } catch (error) {
      throw failure('unauthorized', text('The auth-provider {name} of the kubeconfig gave no token: {detail}', { name, detail: messageOf(error) }), advice, error);
    }
    throw failure('unauthorized', text('The auth-provider {name} of the kubeconfig gave no token.', { name }), advice);
  }
}

async function load({ cluster, user }: ResolvedContext): Promise<KubeConfig> {
  const library = await import('@kubernetes/client-node/dist/config.js');
  const config = new library.KubeConfig();
  config.loadFromClusterAndUser({ name: cluster.name, server: cluster.server, skipTLSVerify: true }, { name: user.name, authProvider: { name: user.authProvider?.name, config: { ...user.authProvider?.config } } });
  return config;
}
