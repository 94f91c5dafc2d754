import { ClientRequest } from 'node:http';
import * as net from 'node:net';
import type { Duplex } from 'node:stream';
import { codeOf } from '../errors.ts';
import { text, type TextArg } from '../timeline/model/text.ts';
import { failure, socketDetail } from './problems.ts';
import { WHERE_PROXIES_ARE_NAMED, type Proxy } from './proxy.ts';
import { isTlsCode, tlsReason } from './tls-problems.ts';

/** A way through an http(s) proxy by CONNECT. `socket` leads to the proxy. */
export function connectThrough(
  socket: Duplex,
  { url: proxy, authorization }: Proxy,
  target: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Duplex> {
  const address = `${net.isIPv6(target.host) ? `[${target.host}]` : target.host}:${target.port}`;
  return new Promise((resolve, reject) => {
    const request = new ClientRequest({
      method: 'CONNECT',
      path: address,
      signal,
      createConnection: () => socket,
      headers: { host: address, ...(authorization !== undefined && { 'proxy-authorization': authorization }) },
    });
    request.once('connect', (answer, tunnel, head) => {
      if (answer.statusCode === 200) {
        if (head.length > 0) tunnel.unshift(head);
        return resolve(tunnel);
      }
      tunnel.destroy();
      reject(refused(proxy, `${answer.statusCode} ${answer.statusMessage ?? ''}`));
    });
    request.once('response', (answer) => {
      answer.destroy();
      reject(refused(proxy, `${answer.statusCode} ${answer.statusMessage ?? ''}`));
    });
    request.once('error', reject);
    request.end();
  });
}

const refused = (proxy: URL, detail: TextArg, cause?: unknown): Error =>
  failure(
    'proxy',
    text('The proxy {proxy} does not connect to the cluster: {detail}', { proxy: proxy.host, detail }),
    WHERE_PROXIES_ARE_NAMED,
    cause,
  );

/** The proxy hung up, or answered with what no proxy says. */
export const notConnected = ({ url }: Proxy, cause: unknown): Error => refused(url, socketDetail(cause), cause);

/** The way to the proxy itself has failed: its name, not the server's, is what the user must look at. */
export const notReached = ({ url }: Proxy, cause: unknown): Error =>
  isTlsCode(codeOf(cause))
    ? failure(
        'proxy',
        text('The certificate of the proxy {proxy} is not trusted: {detail}', {
          proxy: url.host,
          detail: tlsReason(cause),
        }),
        text('Check the address of the proxy, and that this machine trusts who signed its certificate.'),
        cause,
      )
    : failure(
        'proxy',
        text('The proxy {proxy} cannot be reached: {detail}', { proxy: url.host, detail: socketDetail(cause) }),
        WHERE_PROXIES_ARE_NAMED,
        cause,
      );

/** The length of an address by its kind: IPv4 and IPv6. A name says its own first. */
const ADDRESS_BYTES: Readonly<Record<number, number | undefined>> = { 1: 4, 4: 16 };

/** A way through a SOCKS5 proxy (RFC 1928, RFC 1929); the proxy resolves the name. */
export async function socksThrough(
  socket: Duplex,
  proxy: URL,
  target: { readonly host: string; readonly port: number },
): Promise<Duplex> {
  const user = Buffer.from(decodeURIComponent(proxy.username));
  const password = Buffer.from(decodeURIComponent(proxy.password));
  socket.write(user.length > 0 ? Buffer.from([5, 2, 0, 2]) : Buffer.from([5, 1, 0]));
  const method = (await take(socket, 2))[1];
  if (method === 2) {
    socket.write(Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([password.length]), password]));
    if ((await take(socket, 2))[1] !== 0) throw refused(proxy, 'it does not accept the user and password');
  } else if (method !== 0) throw refused(proxy, 'it wants a way to log in that is not known');
  const name = Buffer.from(target.host);
  socket.write(
    Buffer.concat([Buffer.from([5, 1, 0, 3, name.length]), name, Buffer.from([target.port >> 8, target.port & 255])]),
  );
  const [, code, , kind] = await take(socket, 4);
  if (code !== 0) throw refused(proxy, `SOCKS error ${code ?? ''}`);
  const length = (kind === undefined ? undefined : ADDRESS_BYTES[kind]) ?? (await take(socket, 1))[0] ?? 0;
  await take(socket, length + 2);
  return socket;
}

/** The next bytes of a paused stream. */
async function take(socket: Duplex, size: number): Promise<Buffer> {
  for (;;) {
    const bytes = socket.read(size) as Buffer | null;
    if (bytes) return bytes;
    await new Promise<void>((resolve, reject) => {
      const settle = (error?: Error): void => {
        socket.off('readable', ready).off('error', settle).off('end', ended);
        if (error) reject(error);
        else resolve();
      };
      const ready = (): void => settle();
      const ended = (): void =>
        settle(Object.assign(new Error('the proxy closed the connection'), { code: 'ECONNRESET' }));
      socket.on('readable', ready).on('error', settle).on('end', ended);
    });
  }
}
