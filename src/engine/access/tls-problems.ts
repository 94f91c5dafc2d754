import { text, type Text } from '../timeline/model/text.ts';
import type { Problem } from './problem.ts';

/** Of OpenSSL's verification, of Node's checks of names, and of a handshake that fails. */
const TLS_CODES =
  /^(CERT_|ERR_TLS_|ERR_SSL_|EPROTO$|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|CRL_|ERR_OSSL)/;

/** Certificates that nobody vouches for. */
const TRUST_CODES =
  /^(DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|CERT_(UNTRUSTED|REJECTED|SIGNATURE_FAILURE|CHAIN_TOO_LONG|REVOKED))/;

/** The handshake failed, or the certificate is not good. `code`: of the system error. */
export const isTlsCode = (code: string): boolean => TLS_CODES.test(code);

/** The server has said in an alert that it does not take our certificate, or wants one (RFC 8446, section 6.2). */
export const refusesOurCertificate = (error: unknown): boolean =>
  /\balert\b.*(certificate|unknown ca|access denied)/.test(tlsReason(error).toLowerCase());

/**
 * OpenSSL's reason without its surroundings, as `wrong version number`: in Node's errors it is a property, or stands in
 * `error:0A00010B:SSL routines:function:reason:file:line`.
 */
export function tlsReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own =
    'reason' in error && typeof error.reason === 'string'
      ? error.reason
      : /error:[0-9a-f]{8}:[^:]*:[^:]*:([^:\n]+)/i.exec(error.message)?.[1];
  // Node's own advice is for who starts Node
  const said = own ?? error.message.replace(/; if the root CA is installed locally.*$/s, '');
  // as BoringSSL writes it, in VS Code
  return /^[A-Z0-9_]+$/.test(said) ? said.toLowerCase().replaceAll('_', ' ') : said;
}

/** Why there is no TLS to a server, in words for the user. */
export function tlsProblem(
  error: unknown,
  code: string,
  { server, context }: { readonly server: string; readonly context: string },
): Problem {
  const detail = tlsReason(error);
  const told = (fact: Text, nextStep: Text): Problem => ({ code: 'tls', fact, nextStep });
  if (refusesOurCertificate(error)) {
    return {
      code: 'unauthorized',
      fact: text('{server} does not accept the client certificate of context {context}: {detail}', {
        server,
        context,
        detail,
      }),
      nextStep: LOG_IN_AGAIN,
    };
  }
  if (/wrong version number|packet length too long|http request/.test(detail.toLowerCase())) {
    return {
      code: 'bad-answer',
      fact: text('{server} does not speak TLS on this port.', { server }),
      nextStep: text(
        'Check the address of the cluster in the kubeconfig: its port may be another one, or it may begin with http://.',
      ),
    };
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return told(
      text('The certificate of {server} has expired.', { server }),
      text('Whoever runs the cluster has to renew it. Check the clock of this machine as well.'),
    );
  }
  if (code === 'CERT_NOT_YET_VALID') {
    return told(
      text('The certificate of {server} is not valid yet.', { server }),
      text('Check the clock of this machine, and the one of the server.'),
    );
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return told(
      text('The certificate of {server} is for other names: {names}', { server, names: namesIn(error) ?? detail }),
      text('Use a name of the certificate in the kubeconfig: in the address of the cluster, or as tls-server-name.'),
    );
  }
  if (TRUST_CODES.test(code)) {
    return told(
      text('The certificate of {server} is not trusted: {detail}', { server, detail }),
      text(
        'Check certificate-authority-data and the address of the cluster of context {context} in the kubeconfig. A proxy that looks into TLS shows a certificate of its own.',
        { context },
      ),
    );
  }
  return told(
    text('No TLS connection to {server} can be made: {detail}', { server, detail }),
    text(
      'Check the address of the cluster of context {context} in the kubeconfig, and whether a proxy stands in between.',
      { context },
    ),
  );
}

/** The names that a certificate is for, out of Node's error. */
function namesIn(error: unknown): string | undefined {
  const cert =
    error instanceof Error && 'cert' in error
      ? (error.cert as { readonly subjectaltname?: unknown } | undefined)
      : undefined;
  return typeof cert?.subjectaltname === 'string'
    ? cert.subjectaltname.replaceAll(/(?:DNS|IP Address):/g, '')
    : undefined;
}

/** The next step after credentials were refused. */
export const LOG_IN_AGAIN = text(
  "Log in again (for example with your cloud provider's command), get a new kubeconfig from whoever runs the cluster, or choose another context.",
);
