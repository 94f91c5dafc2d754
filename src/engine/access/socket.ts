import * as net from 'node:net';
import type { Duplex } from 'node:stream';
import * as tls from 'node:tls';
import { own } from '../timeline/model/own.ts';
import { unreadableCertificates } from './own-certificates.ts';
import { ClusterError } from './problem.ts';
import type { Proxy } from './proxy.ts';
import { connectThrough, notConnected, notReached, socksThrough } from './tunnel.ts';

/** How to get to a server. */
export interface SocketOptions {
  readonly url: URL;
  readonly signal: AbortSignal;
  readonly insecure: boolean;
  readonly ca?: Buffer;
  readonly cert?: Buffer | string;
  readonly key?: Buffer | string;
  /** What the certificate must be for, when that is not the host. */
  readonly serverName?: string;
  readonly proxy?: Proxy;
}

/** As client-go and the cloud load balancers like it. */
const KEEP_ALIVE_MS = 30_000;

/** A connected socket; with TLS for https. Rejects with the system's or OpenSSL's error. */
export async function openSocket(options: SocketOptions): Promise<Duplex> {
  await ownTurn();
  options.signal.throwIfAborted();
  const plain = await (options.proxy ? throughProxy(options.proxy, options) : connect(options.url, options.signal));
  return options.url.protocol === 'https:' ? secure(plain, options) : plain;
}

async function throughProxy(proxy: Proxy, { url, signal }: SocketOptions): Promise<Duplex> {
  const target = { host: hostOf(url), port: portOf(url) };
  const socket = await toProxy(proxy, signal).catch((error: unknown) => {
    throw signal.aborted ? error : notReached(proxy, error);
  });
  try {
    if (proxy.url.protocol.startsWith('socks')) return await socksThrough(socket, proxy.url, target);
    return await connectThrough(socket, proxy, target, signal);
  } catch (error) {
    socket.destroy();
    throw signal.aborted || error instanceof ClusterError ? error : notConnected(proxy, error);
  }
}

async function toProxy({ url, insecure }: Proxy, signal: AbortSignal): Promise<Duplex> {
  const socket = await connect(url, signal);
  return url.protocol === 'https:' ? secure(socket, { url, signal, insecure }) : socket;
}

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'https:': 443,
  'socks5:': 1080,
  'socks5h:': 1080,
  'socks:': 1080,
};

const portOf = (url: URL): number => (url.port === '' ? (own(DEFAULT_PORTS, url.protocol) ?? 80) : Number(url.port));

function connect(url: URL, signal: AbortSignal): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({
      host: hostOf(url),
      port: portOf(url),
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
    });
    settle(socket, 'connect', signal, () => resolve(socket), reject);
  });
}

function secure(socket: Duplex, options: SocketOptions): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const wrapped = wrap(socket, options);
    settle(wrapped, 'secureConnect', options.signal, () => resolve(wrapped), reject);
  });
}

/** Throws a ClusterError when our own certificates cannot be used. */
function wrap(socket: Duplex, options: SocketOptions): tls.TLSSocket {
  const host = options.serverName ?? hostOf(options.url);
  try {
    return tls.connect({
      socket,
      host,
      ...(net.isIP(host) === 0 && { servername: host }),
      rejectUnauthorized: !options.insecure,
      ...(options.ca ? { secureContext: contextOf(options) } : certificatesOf(options)),
    });
  } catch (error) {
    socket.destroy();
    throw unreadableCertificates(options, error);
  }
}

const certificatesOf = ({ ca, cert, key }: SocketOptions): tls.SecureContextOptions => ({
  ...(ca && { ca }),
  ...(cert && { cert }),
  ...(key && { key }),
});

let lastContext: { readonly of: string; readonly context: tls.SecureContext } | undefined;

/**
 * To read certificates takes milliseconds, and a cluster is watched over several connections: while they are the same,
 * so is the context.
 */
function contextOf(options: SocketOptions): tls.SecureContext {
  const of = [options.ca, options.cert, options.key]
    .map((part) => (part === undefined ? '' : part.toString('latin1')))
    .join('\0');
  if (lastContext?.of !== of) lastContext = { of, context: tls.createSecureContext(certificatesOf(options)) };
  return lastContext.context;
}

let lastTurn = Promise.resolve();

/** Each connection begins in a turn of the event loop of its own: ten of them in one would hold everyone up. */
function ownTurn(): Promise<void> {
  lastTurn = lastTurn.then(() => new Promise((resolve) => setImmediate(resolve)));
  return lastTurn;
}

/** Calls one of the two, once, and leaves no listener. */
function settle(
  socket: Duplex,
  event: string,
  signal: AbortSignal,
  done: () => void,
  fail: (error: Error) => void,
): void {
  const clean = (): void => {
    socket.off(event, ready).off('error', failed).off('close', closed);
    signal.removeEventListener('abort', aborted);
  };
  const ready = (): void => {
    clean();
    done();
  };
  const failed = (error: Error): void => {
    clean();
    socket.destroy();
    fail(error);
  };
  const closed = (): void => failed(Object.assign(new Error('connection closed'), { code: 'ECONNRESET' }));
  const aborted = (): void => failed(Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' }));
  socket.once(event, ready).once('error', failed).once('close', closed);
  signal.addEventListener('abort', aborted, { once: true });
}
