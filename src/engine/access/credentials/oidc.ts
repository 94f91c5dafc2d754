import { exchange, type ExchangeRequest } from '../exchange.ts';
import { jwtExpiry } from './jwt.ts';
import { SharedRuns } from './shared-runs.ts';

/** `auth-provider.config` of the provider `oidc`, as kubectl knows it. */
export type OidcConfig = Readonly<Record<string, string>>;

/** What someone is logged in with. */
interface Login {
  readonly idToken: string;
  readonly refreshToken?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** As client-go: a token that expires this soon is not used any more. */
const EARLY_MS = 10_000;

/**
 * Logins that were refreshed, by what the kubeconfig says. The kubeconfig itself is never
 * written: a provider that takes a refresh-token only once then wants a new login from kubectl.
 */
export class OidcLogins {
  readonly #refreshed = new Map<string, Login>();
  readonly #running = new SharedRuns<Login>();
  readonly #now: () => number;
  readonly #env: NodeJS.ProcessEnv;

  /** `now`: our own clock, in milliseconds since the epoch; `env`: where proxies are named. */
  constructor({ now = Date.now, env = process.env }: { now?: () => number; env?: NodeJS.ProcessEnv } = {}) {
    this.#now = now;
    this.#env = env;
  }

  /**
   * A token that is good now; refreshed with the issuer when it has expired (client-go
   * plugin/pkg/client/auth/oidc/oidc.go), once for all who ask at the same time. Rejects with an Error that says why
   * there is none.
   */
  async token(config: OidcConfig, ca: Buffer | undefined, signal: AbortSignal): Promise<string> {
    const key = keyOf(config);
    const login = this.#refreshed.get(key) ?? loginOf(config);
    if (login.idToken !== '' && !this.#isOver(login.idToken)) return login.idToken;
    const fresh = await this.#running.join(
      key,
      (whileWanted) => this.#refresh(key, config, login, { signal: whileWanted, env: this.#env, ...(ca && { ca }) }),
      signal,
    );
    return fresh.idToken;
  }

  /** The server refused the token: true when a refresh can bring another one. */
  refused(config: OidcConfig, token: string | undefined): boolean {
    const key = keyOf(config);
    const login = this.#refreshed.get(key) ?? loginOf(config);
    if (login.idToken !== token || login.refreshToken === undefined) {
      return login.idToken !== token && token !== undefined;
    }
    this.#refreshed.set(key, { ...login, idToken: '' });
    return true;
  }

  #isOver(token: string): boolean {
    const expiry = jwtExpiry(token);
    return expiry !== undefined && expiry - EARLY_MS < this.#now();
  }

  async #refresh(
    key: string,
    config: OidcConfig,
    login: Login,
    how: Pick<ExchangeRequest, 'ca' | 'env' | 'signal'>,
  ): Promise<Login> {
    const fresh = await refresh(config, login, how);
    this.#refreshed.set(key, fresh);
    return fresh;
  }
}

const keyOf = (config: OidcConfig): string =>
  JSON.stringify([config['idp-issuer-url'], config['client-id'], config['id-token'], config['refresh-token']]);

function loginOf(config: OidcConfig): Login {
  const refreshToken = config['refresh-token'];
  return {
    idToken: config['id-token'] ?? '',
    ...(refreshToken !== undefined && refreshToken !== '' && { refreshToken }),
  };
}

async function refresh(
  config: OidcConfig,
  { refreshToken }: Login,
  how: Pick<ExchangeRequest, 'ca' | 'env' | 'signal'>,
): Promise<Login> {
  const issuer = config['idp-issuer-url'] ?? '';
  const client = config['client-id'] ?? '';
  if (refreshToken === undefined) throw new Error('its id-token has expired, and there is no refresh-token');
  if (issuer === '' || client === '') {
    throw new Error('its id-token has expired, and idp-issuer-url or client-id is missing');
  }
  const issued = await askForJson(
    { ...how, url: new URL(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`) },
    issuer,
  );
  const endpoint = URL.parse(textIn(issued, 'token_endpoint') ?? '');
  if (!endpoint) throw new Error(`the issuer ${issuer} names no token_endpoint`);
  const answer = await askForJson({ ...how, url: endpoint, ...loginForm(config, refreshToken, issued) }, issuer);
  const idToken = textIn(answer, 'id_token');
  if (idToken === undefined) {
    throw new Error(
      `the issuer ${issuer} gave no id_token: the scope openid was not asked for at the login, or it gives none when refreshing`,
    );
  }
  return { idToken, refreshToken: textIn(answer, 'refresh_token') ?? refreshToken };
}

/** RFC 6749, section 2.3.1: a secret goes into the header, unless the issuer wants it in the form. */
function loginForm(
  config: OidcConfig,
  refreshToken: string,
  issued: Fields,
): Pick<ExchangeRequest, 'form' | 'authorization'> {
  const [client = '', secret = ''] = [config['client-id'], config['client-secret']];
  const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken });
  const methods = issued['token_endpoint_auth_methods_supported'];
  const inHeader = secret !== '' && (!Array.isArray(methods) || methods.includes('client_secret_basic'));
  if (inHeader) {
    return {
      form,
      authorization: `Basic ${Buffer.from(`${encodeURIComponent(client)}:${encodeURIComponent(secret)}`).toString('base64')}`,
    };
  }
  form.set('client_id', client);
  if (secret !== '') form.set('client_secret', secret);
  return { form };
}

/** The issuer's own words reach the user; what was sent to it never does. */
async function askForJson(request: ExchangeRequest, issuer: string): Promise<Fields> {
  const { status, body } = await exchange(request);
  const answer = parsed(body);
  if (status === 200 && answer) return answer;
  const said = answer && (textIn(answer, 'error_description') ?? textIn(answer, 'error'));
  throw new Error(
    `the issuer ${issuer} answered ${status === 200 ? 'with something that is no JSON' : `${status}${said === undefined ? '' : ` (${said})`}`}`,
  );
}

function parsed(body: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined; // the caller says so
  }
}

function textIn(fields: Fields, key: string): string | undefined {
  const value = fields[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
