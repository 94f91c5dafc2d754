import type * as http from 'node:http';
import * as https from 'node:https';
import * as zlib from 'node:zlib';
import type { ApiServer } from '../../../src/demo-server/api-server.ts';

/** A plain client of the demo server: no client library, so that the answers are seen as they are. */
export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  readonly json: Json;
}

/** Of any object of the API, what tests look at. */
interface Json {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
    readonly name?: string;
    readonly uid?: string;
    readonly annotations?: Record<string, string>;
  };
  readonly items: readonly Json[];
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly [field: string]: unknown;
}

type Headers = Readonly<Record<string, string>>;

function request(server: ApiServer, path: string, headers: Headers = {}, method = 'GET'): http.ClientRequest {
  const options = {
    method,
    ca: server.certificates.ca,
    headers: { authorization: `Bearer ${server.token}`, ...headers },
    agent: false,
  } as const;
  return https.request(`${server.url}${path}`, options);
}

export async function get(server: ApiServer, path: string, headers: Headers = {}, method = 'GET'): Promise<Answer> {
  const sent = request(server, path, headers, method);
  const message = await answerOf(sent);
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const text = (message.headers['content-encoding'] === 'gzip' ? zlib.gunzipSync(body) : body).toString();
  return {
    status: message.statusCode ?? 0,
    headers: message.headers,
    text,
    json: (text.startsWith('{') ? JSON.parse(text) : {}) as Json,
  };
}

function answerOf(sent: http.ClientRequest): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.on('response', resolve).on('error', reject).end();
  });
}

interface WatchEvent {
  readonly type: string;
  readonly object: Json;
}

/** A watch; `next` waits for the next event, `undefined` when the server ended it. */
export interface Watch extends Disposable {
  next(): Promise<WatchEvent | undefined>;
  take(count: number): Promise<readonly WatchEvent[]>;
}

export async function watch(server: ApiServer, path: string, headers: Headers = {}): Promise<Watch> {
  const sent = request(server, path, headers);
  const events = eventsOf(await answerOf(sent));
  const next = async (): Promise<WatchEvent | undefined> => {
    const result = await events.next();
    return result.done ? undefined : result.value;
  };
  const take = async (count: number): Promise<readonly WatchEvent[]> => {
    const taken: WatchEvent[] = [];
    while (taken.length < count) {
      const event = await next();
      if (!event) break;
      taken.push(event);
    }
    return taken;
  };
  return { next, take, [Symbol.dispose]: () => void sent.destroy() };
}

async function* eventsOf(message: AsyncIterable<Buffer>): AsyncGenerator<WatchEvent, undefined> {
  let rest = '';
  for await (const chunk of message) {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as WatchEvent;
  }
  return undefined;
}
