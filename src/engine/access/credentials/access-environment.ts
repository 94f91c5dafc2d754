import { ExecCredentials } from './exec-credentials.ts';
import { OidcLogins } from './oidc.ts';

/**
 * What decides, beside the kubeconfig, how clusters are reached: the variables, and the credentials that were gained
 * under them. Connections that have the same one share a login; those of another one know nothing of it.
 */
export interface AccessEnvironment {
  /** HTTPS_PROXY, HTTP_PROXY and NO_PROXY are read from it, and credential plugins are run with it. */
  readonly env: NodeJS.ProcessEnv;
  /** What credential plugins gave. */
  readonly plugins: ExecCredentials;
  /** What OIDC issuers gave. */
  readonly logins: OidcLogins;
}

/** An environment in which nobody has logged in yet. */
export const accessEnvironment = (env: NodeJS.ProcessEnv): AccessEnvironment => ({
  env,
  plugins: new ExecCredentials({ env }),
  logins: new OidcLogins({ env }),
});

/** The one of this process, for all who name none: kubectl's users know that a login lasts. */
export const processEnvironment = accessEnvironment(process.env);
