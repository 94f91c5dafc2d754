import { createPrivateKey, X509Certificate } from 'node:crypto';
import { text, type Text } from '../timeline/model/text.ts';
import { failure } from './problems.ts';

/** The authority, when it can be one: OpenSSL takes anything and trusts nobody then. Throws a ClusterError. */
export function checkedAuthority(ca: Buffer | undefined): Buffer | undefined {
  if (ca && !ca.includes('-----BEGIN ')) throw broken(text('The certificate authority is no certificate in PEM form.'));
  return ca;
}

/** Why no TLS can be made with these, as a ClusterError. `cause`: what OpenSSL threw. */
export function unreadableCertificates(
  { cert, key }: { readonly cert?: Buffer | string; readonly key?: Buffer | string },
  cause: unknown,
): Error {
  if (cert !== undefined && !reads(() => new X509Certificate(cert))) {
    return broken(text('The client certificate is no certificate in PEM form.'), cause);
  }
  if (key !== undefined && !reads(() => createPrivateKey(key))) {
    return broken(text('The client key is no private key in PEM form, or it is encrypted.'), cause);
  }
  if (cert !== undefined && key !== undefined) {
    return broken(text('The client key does not belong to the client certificate.'), cause);
  }
  return broken(text('The certificate authority cannot be read.'), cause);
}

const broken = (fact: Text, cause?: unknown): Error =>
  failure(
    'broken-kubeconfig',
    fact,
    text('Correct it in the kubeconfig, or have the kubeconfig written anew by what has made it.'),
    cause,
  );

function reads(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false; // which is the answer
  }
}
