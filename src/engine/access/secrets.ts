/** What would hide half of a sentence if it was blanked out, and protects nothing. */
const SHORTEST = 4;

/**
 * What an Authorization header holds that nobody should read: a token, or a password in each form in which it may be
 * repeated.
 */
export function secretsIn(authorization: string | readonly string[] | undefined): readonly string[] {
  if (typeof authorization !== 'string') return [];
  const [scheme = '', secret = ''] = authorization.split(' ', 2);
  if (scheme !== 'Basic') return [secret].filter(isLong);
  const login = Buffer.from(secret, 'base64').toString('utf8');
  return [secret, login, login.slice(login.indexOf(':') + 1)].filter(isLong);
}

export const isLong = (secret: string): boolean => secret.length >= SHORTEST;

/** The text with each secret blanked out. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) clean = clean.replaceAll(secret, '***');
  return clean;
}

/** A token that says so (RFC 7519 begins each with `{"`, in base64), and what is long and follows a word for one. */
const TOKENS =
  /\beyJ[\w-]+(?:\.[\w-]*)*|(?<=\bBearer )\S+|(?<=(?<![a-z])(?:token|password|secret|key)["']?[=:] ?["']?)[^\s"',]{12,}/gi;

/** The text of a program that handles credentials, without what looks like one. */
export const withoutTokens = (text: string): string => text.replace(TOKENS, '***');
