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

const isLong = (secret: string): boolean => secret.length >= SHORTEST;

/** The text with each secret blanked out. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) clean = clean.replaceAll(secret, '***');
  return clean;
}
