import { codeOf, messageOf } from '../errors.ts';
import { english } from '../timeline/model/duration.ts';
import { formatText, text, type Text, type TextArg } from '../timeline/model/text.ts';
import { own } from '../timeline/model/own.ts';
import { ClusterError, type Problem } from './problem.ts';
import { isTlsCode, LOG_IN_AGAIN, tlsProblem } from './tls-problems.ts';

/** A ClusterError in one call. */
export const failure = (code: Problem['code'], fact: Text, nextStep: Text, cause?: unknown): ClusterError =>
  new ClusterError({ code, fact, nextStep }, cause === undefined ? undefined : { cause });

/** Of a server's own words, which may be a page long: a sentence that says what is wrong is shorter. */
const MOST_DETAIL = 1000;

/** An answer of the API server other than 2xx. */
export class HttpError extends Error {
  readonly status: number;
  /**
   * The `message` of the Status object, or the beginning of the body; no longer than a sentence of a server ever is.
   */
  readonly detail: string;
  /** The `reason` of the Status object: Expired, Forbidden, ... */
  readonly reason: string | undefined;
  /** Milliseconds, from the Retry-After header. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, detail: string, reason?: string, retryAfterMs?: number) {
    const told = detail.length > MOST_DETAIL ? `${detail.slice(0, MOST_DETAIL)}…` : detail;
    super(`HTTP ${status}: ${told}`);
    this.name = 'HttpError';
    this.status = status;
    this.detail = told;
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
  }
}

/** In ms: how long to wait before the next try, where the error says so. */
export const retryAfterOf = (error: unknown): number | undefined =>
  error instanceof Error && 'retryAfterMs' in error && typeof error.retryAfterMs === 'number'
    ? error.retryAfterMs
    : undefined;

/** Credentials were refused, and it is known why. */
export class RefusedCredentials extends HttpError {
  readonly why: Text;

  constructor(why: Text, options?: ErrorOptions) {
    super(401, why.template, 'Unauthorized');
    this.why = why;
    this.cause = options?.cause;
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

function httpProblem(error: HttpError, asked: Asked): Problem {
  const { server, context, what } = asked;
  const detail = error.detail;
  switch (error.status) {
    case 400:
      return speaksTls(error) ? wrongScheme(asked) : serverError(error, asked);
    case 401:
      return {
        code: 'unauthorized',
        fact: text('{server} does not accept the credentials of context {context}: {detail}', {
          server,
          context,
          detail: error instanceof RefusedCredentials ? error.why : detail,
        }),
        nextStep: LOG_IN_AGAIN,
      };
    case 403:
      return {
        code: 'forbidden',
        fact: text('{server} does not allow this account to {what}: {detail}', { server, what, detail }),
        nextStep: text(
          'Ask for a Role with get, list and watch on it (the README has one), or choose a namespace that you may read.',
        ),
      };
    case 404:
      return error.reason === 'NotFound' ? notThere(detail, asked) : noSuchApi(detail, asked);
    case 429:
      return {
        code: 'server-error',
        fact: text('{server} asks its clients to slow down (429).', { server }),
        nextStep: text('Nothing to do: Podfall waits as long as the server says.'),
      };
    default:
      return serverError(error, asked);
  }
}

const serverError = ({ status, detail }: HttpError, { server, what }: Asked): Problem => ({
  code: 'server-error',
  fact: text('{server} could not {what} (HTTP {status}): {detail}', { server, what, status: String(status), detail }),
  nextStep: text(
    "Podfall tries again by itself. If it stays, look at the API server's health: kubectl get --raw /readyz?verbose",
  ),
});

/** As Go's servers answer a request without TLS (net/http server.go). */
const speaksTls = ({ detail }: HttpError): boolean => /HTTP request to an HTTPS server/i.test(detail);

const wrongScheme = ({ server }: Asked): Problem => ({
  code: 'bad-answer',
  fact: text('{server} speaks TLS on this port, and the address in the kubeconfig does not begin with https://.', {
    server,
  }),
  nextStep: text('Correct the address of the cluster in the kubeconfig.'),
});

const notThere = (detail: string, { server, what }: Asked): Problem => ({
  code: 'server-error',
  fact: text('{server} does not have what was asked for ({what}): {detail}', { server, what, detail }),
  nextStep: text('Try again; it may have been deleted in the meantime.'),
});

/** An API server that has no such object says so in a Status; this is another server, or another path. */
const noSuchApi = (detail: string, { server }: Asked): Problem => ({
  code: 'bad-answer',
  fact: text('{server} has no Kubernetes API at this address (404): {detail}', { server, detail }),
  nextStep: text('Check the address of the cluster in the kubeconfig, with its port and its path.'),
});

/** A refusal with the verbs that an access review found missing. */
export const withVerbs = (problem: Problem, resource: string, verbs: readonly string[]): Problem => ({
  ...problem,
  fact: text('{fact} (missing: {verbs})', { fact: problem.fact, verbs: verbs.join(', ') }),
  nextStep: text(
    'Ask for a Role with {verbs} on {resource} (the README has one), or choose a namespace that you may read.',
    { verbs: verbs.join(', '), resource },
  ),
});

const badAnswer = (detail: TextArg, { server }: Asked): Problem => ({
  code: 'bad-answer',
  fact: text('{server} answered with something that is not of the Kubernetes API: {detail}', { server, detail }),
  nextStep: text(
    "Check the server's address in the kubeconfig, and whether a proxy or a login page answers in its place.",
  ),
});

function socketProblem(error: unknown, asked: Asked): Problem {
  const code = codeOf(error);
  if (isTlsCode(code)) return tlsProblem(error, code, asked);
  if (code === 'ERR_BAD_ANSWER') return badAnswer(error instanceof BadAnswer ? error.what : messageOf(error), asked);
  if (code.startsWith('HPE_')) return badAnswer(text('it is not HTTP'), asked);
  return {
    code: 'unreachable',
    fact: text('{server} cannot be reached: {detail}', { server: asked.server, detail: socketDetail(error) }),
    nextStep: text(
      'Check that the cluster runs, and the network, VPN or proxy on the way to it. Podfall tries again by itself.',
    ),
  };
}

/** Something answers that is no API server. */
export class BadAnswer extends Error {
  readonly code = 'ERR_BAD_ANSWER';
  readonly what: Text;

  constructor(what: Text, options?: ErrorOptions) {
    super(formatText(what, english), options);
    this.what = what;
  }
}

const SOCKET_WORDS: Readonly<Record<string, Text>> = {
  ECONNREFUSED: text('connection refused'),
  ECONNRESET: text('connection reset'),
  ENOTFOUND: text('DNS does not know its name'),
  EAI_AGAIN: text('DNS does not answer'),
  ETIMEDOUT: text('no answer in time'),
  EHOSTUNREACH: text('no route to it'),
  ENETUNREACH: text('no network'),
  EPIPE: text('connection closed'),
};

/** Why a connection could not be made, or broke. */
export function socketDetail(error: unknown): TextArg {
  const code = error instanceof Error && error.name === 'TimeoutError' ? 'ETIMEDOUT' : codeOf(error);
  const words = own(SOCKET_WORDS, code);
  return words === undefined ? messageOf(error) : text('{words} ({code})', { words, code });
}
