import { ClientRequest, type IncomingMessage } from 'node:http';
import { proxyFor } from './proxy.ts';
import { openSocket } from './socket.ts';

/** One request of its own, to someone who is not the API server. */
export interface ExchangeRequest {
  readonly url: URL;
  readonly signal: AbortSignal;
  /** Where proxies are named. */
  readonly env: NodeJS.ProcessEnv;
  /** PEM; absent: the system's. */
  readonly ca?: Buffer;
  readonly authorization?: string;
  /** Sent as a form, in a POST. */
  readonly form?: URLSearchParams;
}

const MAX_BYTES = 1024 * 1024;

/** Resolves with the whole answer, whatever its status. Rejects with a system error. */
export async function exchange({
  url,
  signal,
  env,
  ca,
  authorization,
  form,
}: ExchangeRequest): Promise<{ readonly status: number; readonly body: string }> {
  const proxy = proxyFor(url, { env });
  const socket = await openSocket({ url, signal, insecure: false, ...(ca && { ca }), ...(proxy && { proxy }) });
  try {
    const content = form?.toString();
    const message = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = new ClientRequest({
        method: content === undefined ? 'GET' : 'POST',
        path: `${url.pathname}${url.search}`,
        signal,
        createConnection: () => socket,
        headers: {
          host: url.host,
          accept: 'application/json',
          ...(authorization !== undefined && { authorization }),
          ...(content !== undefined && {
            'content-type': 'application/x-www-form-urlencoded',
            'content-length': Buffer.byteLength(content),
          }),
        },
      });
      sent.once('response', resolve).once('error', reject).end(content);
    });
    return { status: message.statusCode ?? 0, body: await textOf(message) };
  } finally {
    socket.destroy();
  }
}

async function textOf(message: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of message.setEncoding('utf8')) {
    body += chunk as string;
    if (body.length > MAX_BYTES) throw new Error('the answer is too long');
  }
  return body;
}
