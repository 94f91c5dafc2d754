/**
 * When a token ends, in milliseconds since the epoch, out of a JWT's claims; absent when it is none, or never expires.
 * Its signature is for the server to check.
 */
export function jwtExpiry(token: string): number | undefined {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
      exp?: unknown;
    } | null;
    return typeof claims?.exp === 'number' && Math.abs(claims.exp) < 8.64e12 ? claims.exp * 1000 : undefined;
  } catch {
    return undefined; // not a JWT: the server knows whether it is good
  }
}
