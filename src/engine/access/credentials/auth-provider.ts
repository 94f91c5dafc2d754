import { messageOf } from '../../errors.ts';
import { text, type Text } from '../../timeline/model/text.ts';
import { impersonationHeaders } from './impersonation.ts';
import type { ResolvedContext } from '../kubeconfig.ts';
import type { OidcLogins } from './oidc.ts';
import { pem } from './pem.ts';
import { failure } from '../problems.ts';
import type { ClientCertificate, Credentials } from './credentials.ts';

/**
 * `auth-provider`: OIDC. Those of clouds are refused, as kubectl does since 1.26: they ran a command out of the
 * kubeconfig through a shell, and nobody renews their tokens any more.
 */
export class AuthProviderCredentials implements Credentials {
  readonly #target: ResolvedContext;
  readonly #logins: OidcLogins;
  #used: string | undefined;

  constructor(target: ResolvedContext, logins: OidcLogins) {
    this.#target = target;
    this.#logins = logins;
  }

  async headers(signal: AbortSignal): Promise<Readonly<Record<string, string | readonly string[]>>> {
    return { authorization: `Bearer ${await this.#token(signal)}`, ...impersonationHeaders(this.#target.user) };
  }

  certificate(): Promise<ClientCertificate> {
    return Promise.resolve({});
  }

  rejected(): boolean {
    const { authProvider } = this.#target.user;
    return authProvider?.name === 'oidc' && this.#logins.refused(authProvider.config, this.#used);
  }

  async #token(signal: AbortSignal): Promise<string> {
    const { name = '', config = {} } = this.#target.user.authProvider ?? {};
    if (name !== 'oidc') {
      throw failure(
        'unauthorized',
        text('The kubeconfig logs in with the auth-provider {name}, which Podfall does not run.', { name }),
        adviceFor(name),
      );
    }
    try {
      const ca = await pem(config['idp-certificate-authority-data'], config['idp-certificate-authority']);
      this.#used = await this.#logins.token(config, ca, signal);
      return this.#used;
    } catch (error) {
      throw failure(
        'unauthorized',
        text('The auth-provider {name} of the kubeconfig gave no token: {detail}', { name, detail: messageOf(error) }),
        text("Log in again with kubectl, or with the command of the cluster's provider."),
        error,
      );
    }
  }
}

function adviceFor(name: string): Text {
  if (name === 'gcp') {
    return text(
      'kubectl has dropped it in 1.26 as well. Install gke-gcloud-auth-plugin, and have the kubeconfig written anew: gcloud container clusters get-credentials.',
    );
  }
  if (name === 'azure') {
    return text(
      'kubectl has dropped it in 1.26 as well. Install kubelogin, and convert the kubeconfig: kubelogin convert-kubeconfig.',
    );
  }
  return text(
    'kubectl knows none but oidc either. Have the kubeconfig written anew by what has made it: with an exec plugin, a token or a certificate.',
  );
}
