import { text, type Text } from '../timeline/text.ts';
import { ClusterError, type Problem } from './cluster.ts';

/** A ClusterError in one call. */
export const failure = (code: Problem['code'], fact: Text, nextStep: Text, cause?: unknown): ClusterError =>
  new ClusterError({ code, fact, nextStep }, cause === undefined ? undefined : { cause });

/** An answer of the API server other than 2xx. */
export class HttpError extends Error {
  readonly status: number;
  /** The `message` of the Status object, or the beginning of the body. */
  readonly detail: string;
  /** The `reason` of the Status object: Expired, Forbidden, ... */
  readonly reason: string | undefined;
  /** Milliseconds, from the Retry-After header. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, detail: string, reason?: string, retryAfterMs?: number) {
    super(`HTTP ${status}: ${detail}`);
    this.name = 'HttpError';
    this.status = status;
    this.detail = detail;
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
  }
}

/** What the words of a problem are about. */
export interface Asked {
  readonly server: string;
  readonly context: string;
  /** For example "list pods in namespace shop". */
  readonly what: string;
}

/** Any error of a request, in words for the user. */
export function problemOf(error: unknown, asked: Asked): Problem {
  if (error instanceof ClusterError) return error.problem;
  if (error instanceof HttpError) return httpProblem(error, asked);
  if (error instanceof SyntaxError) return badAnswer(error.message, asked);
  return socketProblem(error, asked);
}

function httpProblem(error: HttpError, { server, context, what }: Asked): Problem {
  const detail = error.detail;
  switch (error.status) {
    case 401:
      return {
        code: 'unauthorized',
        fact: text('{server} does not accept the credentials of context {context}: {detail}', { server, context, detail }),
        nextStep: text('Log in again (for example with your cloud provider\'s command), or choose another context.'),
      };
    case 403:
      return {
        code: 'forbidden',
        fact: text('{server} does not allow this account to {what}: {detail}', { server, what, detail }),
        nextStep: text('Ask for a Role with get, list and watch on it (the README has one), or choose a namespace that you may read.'),
      };
    case 404:
      return {
        code: 'server-error',
        fact: text('{server} does not have what was asked for ({what}): {detail}', { server, what, detail }),
        nextStep: text('Refresh; it may have been deleted in the meantime.'),
      };
    case 429:
      return {
        code: 'server-error',
        fact: text('{server} asks its clients to slow down (429).', { server }),
        nextStep: text('Nothing to do: Podfall waits as long as the server says.'),
      };
    default:
      return {
        code: 'server-error',
        fact: text('{server} could not {what} (HTTP {status}): {detail}', { server, what, status: String(error.status), detail }),
        nextStep: text('Podfall tries again by itself. If it stays, look at the API server\'s health: kubectl get --raw /readyz?verbose'),
      };
  }
}

/** A refusal with the verbs that an access review found missing. */
export const withVerbs = (problem: Problem, resource: string, verbs: readonly string[]): Problem => ({
  ...problem,
  fact: text('{fact} (missing: {verbs})', { fact: problem.fact, verbs: verbs.join(', ') }),
  nextStep: text('Ask for a Role with {verbs} on {resource} (the README has one), or choose a namespace that you may read.', { verbs: verbs.join(', '), resource }),
});

const badAnswer = (detail: string, { server }: Asked): Problem => ({
  code: 'bad-answer',
  fact: text('{server} answered with something that is not of the Kubernetes API: {detail}', { server, detail }),
  nextStep: text('Check the server\'s address in the kubeconfig, and whether a proxy or a login page answers in its place.'),
});

function socketProblem(error: unknown, asked: Asked): Problem {
  const { server, context } = asked;
  if (isTlsError(error)) {
    return {
      code: 'tls',
      fact: text('The certificate of {server} is not trusted: {detail}', { server, detail: messageOf(error).replace(/; if the root CA is installed locally.*$/, '') }), // Node's own advice is for who starts Node
      nextStep: text('Check certificate-authority-data, tls-server-name and the address of the cluster of context {context} in the kubeconfig.', { context }),
    };
  }
  if (codeOf(error) === 'ERR_BAD_ANSWER') return badAnswer(messageOf(error), asked);
  return {
    code: 'unreachable',
    fact: text('{server} cannot be reached: {detail}', { server, detail: socketDetail(error) }),
    nextStep: text('Check that the cluster runs, and the network, VPN or proxy on the way to it. Podfall tries again by itself.'),
  };
}

/** Of OpenSSL's verification, of Node's checks of names, and of a handshake that fails. */
const TLS_CODES = /^(CERT_|ERR_TLS_|ERR_SSL_|EPROTO$|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|CRL_|ERR_OSSL)/;

const SOCKET_WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'its name is unknown (DNS)',
  EAI_AGAIN: 'its name cannot be resolved now (DNS)',
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'no route to it',
  ENETUNREACH: 'no network',
  EPIPE: 'connection closed',
};

/** The handshake failed, or the certificate is not good. */
export const isTlsError = (error: unknown): boolean => TLS_CODES.test(codeOf(error));

/** Why a connection could not be made, or broke. */
export const socketDetail = (error: unknown): string => {
  const code = codeOf(error);
  const words = SOCKET_WORDS[code];
  return words === undefined ? messageOf(error) : `${words} (${code})`;
};

/** The `code` of a system error, also of the first error in an AggregateError (several addresses were tried). */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? codeOf(error.errors[0]) : codeOf(error.cause);
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
