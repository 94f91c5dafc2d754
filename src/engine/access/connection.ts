import { setMaxListeners } from 'node:events';
import { Agent, ClientRequest, type IncomingMessage } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { pipeline } from 'node:stream';
import { codeOf } from '../errors.ts';
import { openSocket } from './socket.ts';
import { processEnvironment, type AccessEnvironment } from './credentials/access-environment.ts';
import { authorityOf, openCredentials } from './credentials/open-credentials.ts';
import { serverUrl, type ResolvedContext } from './kubeconfig.ts';
import { text } from '../timeline/model/text.ts';
import type { ApiAnswer } from './api-answer.ts';
import type { Credentials } from './credentials/credentials.ts';
import { BadAnswer, HttpError, RefusedCredentials } from './problems.ts';
import { proxyFor, type EditorProxy } from './proxy.ts';
import { readAtMost } from './read-at-most.ts';
import { refusalOf } from './refusal.ts';
import { secretsIn } from './secrets.ts';
import { refusesOurCertificate } from './tls-problems.ts';
import { portOf } from './port-of.ts';

export interface ConnectionOptions {
  readonly target: ResolvedContext;
  readonly credentials?: Credentials;
  /** The variables and logins that it shares with others; those of this process by default. */
  readonly environment?: AccessEnvironment;
  /** Asked for each new connection. */
  readonly editorProxy?: () => EditorProxy;
  /** Told of every answer, for latency and the clock's offset. */
  readonly onAnswer?: (answer: Answered) => void;
  /** Until the headers of an answer are there. 30 s by default. */
  readonly answerTimeoutMs?: number;
  readonly userAgent?: string;
}

/** When a request went out and its headers came, and what the server's clock said (whole seconds). */
export interface Answered {
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly serverDate?: number;
}

export interface ApiRequest {
  /** With its query: `/api/v1/pods?limit=500`. */
  readonly path: string;
  readonly signal: AbortSignal;
  readonly accept?: string;
  /** Watches are sent as they happen; lists are worth compressing. */
  readonly compressed?: boolean;
  /** In ms: the body fails when no byte came for this long. */
  readonly idleTimeoutMs?: number;
  /** GET by default. */
  readonly method?: string;
  readonly content?: { readonly type: string; readonly body: string };
  /** The longest answer that is read as a whole, in bytes after decompression. 1 MB by default. */
  readonly maxBytes?: number;
}

/** An answer that was read as a whole. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

const ANSWER_TIMEOUT_MS = 30_000;

/** Of an answer that is neither a list nor a watch nor one of those that {@link MOST_OBJECT_BYTES} is for. */
const MOST_BYTES = 1_000_000;

/** Of one object: etcd stores none of more than 1.5 MB, which are more in JSON. */
export const MOST_OBJECT_BYTES = 8_000_000;

/** Requests to one API server as one user, over kept-alive connections. */
export class ApiConnection {
  readonly server: string;
  readonly #url: URL;
  readonly #options: ConnectionOptions;
  readonly #environment: AccessEnvironment;
  readonly #credentials: Credentials;
  #agent: SocketAgent;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#environment = options.environment ?? processEnvironment;
    this.server = options.target.cluster.server;
    this.#url = serverUrl(options.target.cluster) ?? new URL(this.server);
    this.#credentials = options.credentials ?? openCredentials(options.target, this.#environment);
    this.#agent = this.#newAgent();
  }

  /**
   * Sends a request. Resolves when the headers of a 2xx answer are there; rejects with an HttpError or a system error.
   * One 401 is tried again with fresh credentials.
   */
  async open(request: ApiRequest): Promise<ApiAnswer> {
    try {
      const answer = await this.#send(request);
      if (answer.status !== 401 || !this.#credentials.rejected()) return await checked(answer);
      answer.body.destroy();
      this.renew();
      return await checked(await this.#send(request));
    } catch (error) {
      throw (await this.#refused(error)) ?? error;
    }
  }

  /**
   * The credentials are what is wrong, as can be seen from here. A server that does not like a certificate may hang up
   * before its alert arrives.
   */
  async #refused(error: unknown): Promise<RefusedCredentials | undefined> {
    const said = (error instanceof HttpError && error.status === 401) || refusesOurCertificate(error);
    if (!said && codeOf(error) !== 'ECONNRESET') return undefined;
    const weakness = await this.#credentials.weakness?.();
    return weakness && (said || weakness.kind === 'certificate')
      ? new RefusedCredentials(weakness.words, { cause: error })
      : undefined;
  }

  /**
   * The whole answer. Rejects with a BadAnswer when it is longer than the request's `maxBytes`, of which no more is
   * read.
   */
  async answer(request: ApiRequest): Promise<WholeAnswer> {
    const limit = request.maxBytes ?? MOST_BYTES;
    const { status, headers, body } = await this.open(request);
    const { bytes, more, error } = await readAtMost(body, limit);
    if (error !== undefined) throw error;
    if (more) throw new BadAnswer(text('an answer of more than {limit}', { limit: { bytes: limit } }));
    return { status, headers, text: bytes.toString('utf8') };
  }

  /** The answer as text up to the request's `maxBytes`; what is behind that is left. */
  async beginning(request: ApiRequest): Promise<string> {
    const { bytes, error } = await readAtMost((await this.open(request)).body, request.maxBytes ?? MOST_BYTES);
    if (error !== undefined) throw error;
    return bytes.toString('utf8');
  }

  /** The answer's JSON, within the limit of {@link answer}. Rejects with a BadAnswer when it is none. */
  async json(request: ApiRequest): Promise<unknown> {
    return parsedJson((await this.answer({ accept: 'application/json', compressed: true, ...request })).text);
  }

  /** The user wants to try now. */
  retry(): void {
    this.#credentials.retry?.();
  }

  /** Next requests use new connections: after a rotated certificate, new credentials, or a sleep. */
  renew(): void {
    this.#agent.retire();
    this.#agent = this.#newAgent();
  }

  /** Ends all connections; the next request opens a new one. */
  close(): void {
    this.#agent.destroy();
    this.#agent = this.#newAgent();
  }

  #newAgent(): SocketAgent {
    return new SocketAgent((closed) => this.#connect(closed));
  }

  async #connect(closed: AbortSignal): Promise<Duplex> {
    const { cluster } = this.#options.target;
    const signal = AbortSignal.any([closed, AbortSignal.timeout(this.#options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS)]);
    const proxy = proxyFor(this.#url, {
      cluster: cluster.proxyUrl,
      env: this.#environment.env,
      editor: this.#options.editorProxy?.(),
    });
    const [ca, certificate] = await Promise.all([
      authorityOf(this.#options.target),
      this.#credentials.certificate(signal),
    ]);
    return openSocket({
      url: this.#url,
      signal,
      insecure: cluster.insecure,
      ...certificate,
      ...(ca && { ca }),
      ...(cluster.tlsServerName !== undefined && { serverName: cluster.tlsServerName }),
      ...(proxy && { proxy }),
    });
  }

  async #send(request: ApiRequest): Promise<ApiAnswer> {
    const headers = await this.#credentials.headers(request.signal);
    request.signal.throwIfAborted();
    const message = await this.#exchange(request, headers).catch((error: unknown) => {
      // Where one connection died, idle ones are likely to be dead as well.
      if (!request.signal.aborted) this.renew();
      if (error instanceof StaleConnection && isRepeatable(request)) return this.#exchange(request, headers);
      throw error;
    });
    const secrets = secretsIn(headers['authorization']);
    return { status: message.statusCode ?? 0, headers: message.headers, body: decompressed(message), secrets };
  }

  #exchange(
    request: ApiRequest,
    headers: Readonly<Record<string, string | readonly string[]>>,
  ): Promise<IncomingMessage> {
    let sentAt = Date.now();
    const { content } = request;
    const about = content && { 'content-type': content.type, 'content-length': Buffer.byteLength(content.body) };
    return new Promise((resolve, reject) => {
      // Not http.request: inside VS Code that is replaced by one that swaps the agent for its own.
      const sent = new ClientRequest({
        agent: this.#agent,
        method: request.method ?? 'GET',
        host: this.#url.hostname.replace(/^\[|\]$/g, ''),
        port: portOf(this.#url),
        path: `${this.#url.pathname.replace(/\/$/, '')}${request.path}`,
        signal: request.signal,
        headers: {
          host: this.#url.host,
          accept: request.accept ?? '*/*',
          'user-agent': this.#options.userAgent ?? 'podfall',
          ...(request.compressed === true &&
            !this.#options.target.cluster.disableCompression && { 'accept-encoding': 'gzip' }),
          ...about,
          ...(headers as Record<string, string | string[]>),
        },
      });
      // Connecting and the handshake are no latency of the server.
      sent.once('socket', () => (sentAt = Date.now()));
      const late = setTimeout(
        () => sent.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })),
        this.#options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS,
      );
      sent.once('error', (error) => {
        clearTimeout(late);
        reject(
          sent.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(codeOf(error))
            ? new StaleConnection(error.message, { cause: error })
            : error,
        );
      });
      sent.once('response', (message) => {
        clearTimeout(late);
        this.#tell(sentAt, message);
        if (request.idleTimeoutMs !== undefined) this.#limitSilence(sent, message, request.idleTimeoutMs);
        resolve(message);
      });
      sent.end(content?.body);
    });
  }

  /** Fails the body when the socket is silent for this long: a half-open connection never says that it is one. */
  #limitSilence(sent: ClientRequest, message: IncomingMessage, ms: number): void {
    sent.setTimeout(ms, () => {
      this.renew();
      message.destroy(Object.assign(new Error(`no byte for ${Math.round(ms / 1000)} s`), { code: 'ETIMEDOUT' }));
    });
  }

  #tell(sentAt: number, message: IncomingMessage): void {
    const date = Date.parse(message.headers.date ?? '');
    this.#options.onAnswer?.({ sentAt, answeredAt: Date.now(), ...(!Number.isNaN(date) && { serverDate: date }) });
  }
}

/** Rejects what is no JSON as a BadAnswer. */
export function parsedJson(said: string): unknown {
  try {
    return JSON.parse(said);
  } catch (error) {
    throw new BadAnswer(text('something that is no JSON'), { cause: error });
  }
}

/**
 * Whether it does no harm to send it again when nobody knows whether it has arrived. A review is a POST that changes
 * nothing.
 */
const isRepeatable = ({ method = 'GET', path }: ApiRequest): boolean =>
  method === 'GET' || path.startsWith('/apis/authorization.k8s.io/');

async function checked(answer: ApiAnswer): Promise<ApiAnswer> {
  const refusal = await refusalOf(answer);
  if (refusal) throw refusal;
  return answer;
}

/** The server had closed an idle connection at the moment in which it was used again. */
class StaleConnection extends Error {}

/** Keeps connections that {@link ApiConnection} opened. */
class SocketAgent extends Agent {
  readonly #open: (closed: AbortSignal) => Promise<Duplex>;
  readonly #closed = new AbortController();

  constructor(open: (closed: AbortSignal) => Promise<Duplex>) {
    super({ keepAlive: true, maxFreeSockets: 8 });
    setMaxListeners(0, this.#closed.signal); // one for each connection; older versions of Node warn of more than ten
    this.#open = open;
  }

  override createConnection(_options: unknown, done?: (error: Error | null, socket: Duplex) => void): undefined {
    this.#open(this.#closed.signal).then(
      (socket) => {
        // Its request may have been given up, and an agent that was destroyed no longer looks after it.
        const end = (): void => void socket.destroy();
        this.#closed.signal.addEventListener('abort', end, { once: true });
        socket.once('close', () => this.#closed.signal.removeEventListener('abort', end));
        done?.(null, socket);
      },
      (error: unknown) => (done as ((error: unknown) => void) | undefined)?.(error),
    );
  }

  /** Connections in use go on for their requests and are ended after them. */
  retire(): void {
    this.maxFreeSockets = 0;
    for (const socket of Object.values(this.freeSockets).flat()) socket?.destroy();
  }

  /** Also connections that are being opened. */
  override destroy(): void {
    this.#closed.abort();
    super.destroy();
  }
}

function decompressed(message: IncomingMessage): Readable {
  if (message.headers['content-encoding'] !== 'gzip') return message;
  const plain = zlib.createGunzip({ chunkSize: 64 * 1024 });
  pipeline(message, plain, (error) => {
    if (error) plain.destroy(error);
  });
  return plain;
}
