import { X509Certificate } from 'node:crypto';
import { text, type Text } from '../../timeline/model/text.ts';
import { jwtExpiry } from './jwt.ts';

/** What can be seen from here to be wrong with credentials. */
export interface Weakness {
  readonly kind: 'certificate' | 'token' | 'none';
  readonly words: Text;
}

/**
 * Servers refuse what has expired in the same words as what is wrong. `cert`: PEM. Absent when nothing is to be seen.
 */
export function weaknessOf(
  { authorization, cert }: { readonly authorization?: string | undefined; readonly cert?: Buffer | string | undefined },
  now: number,
): Weakness | undefined {
  if (authorization !== undefined) return expired('token', jwtExpiry(authorization.replace(/^Bearer /, '')), now);
  if (cert !== undefined) return expired('certificate', certificateEnd(cert), now);
  return { kind: 'none', words: text('the kubeconfig has no credentials for it') };
}

function expired(kind: 'certificate' | 'token', at: number | undefined, now: number): Weakness | undefined {
  if (at === undefined || at > now) return undefined;
  const date = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    kind,
    words:
      kind === 'token'
        ? text('its token expired on {date}', { date })
        : text('its client certificate expired on {date}', { date }),
  };
}

function certificateEnd(pem: Buffer | string): number | undefined {
  try {
    return Date.parse(new X509Certificate(pem).validTo);
  } catch {
    return undefined; // no certificate: told where it is used
  }
}
