import { once } from 'node:events';
import * as net from 'node:net';

/** Stands between a client and a server on this machine and spoils what goes through. */
export class TcpProxy {
  readonly #target: number;
  readonly #pairs = new Set<{ readonly client: net.Socket; readonly server: net.Socket }>();
  #server: net.Server | undefined;
  #port = 0;
  /** New connections are cut off after so many bytes of answers. */
  cutAfter = Infinity;
  /** New connections are accepted and never answered. */
  silent = false;
  /** New connections stand still for so long at first. */
  delayMs = 0;

  private constructor(target: number) {
    this.#target = target;
  }

  static async start(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await proxy.open();
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  get connections(): number {
    return this.#pairs.size;
  }

  async open(): Promise<void> {
    this.#server = net.createServer((client) => this.#accept(client)).listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as net.AddressInfo).port;
  }

  /** Connections that are open go on in name only: no byte passes, no FIN, no RST. */
  freeze(): void {
    for (const { client, server } of this.#pairs) {
      client.unpipe();
      server.unpipe();
      client.pause();
      server.pause();
    }
  }

  reset(): void {
    for (const { client, server } of this.#pairs) {
      client.resetAndDestroy();
      server.destroy();
    }
  }

  /** Refuses connections until `open`. */
  async close(): Promise<void> {
    const closed = this.#server && once(this.#server, 'close');
    this.#server?.close();
    this.reset();
    await closed;
  }

  #accept(client: net.Socket): void {
    const server = net.connect(this.#target, '127.0.0.1');
    const pair = { client, server };
    this.#pairs.add(pair);
    const end = (): void => {
      this.#pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.on('error', end).on('close', end);
    if (this.silent) return void client.pause();
    let left = this.cutAfter;
    setTimeout(() => client.pipe(server), this.delayMs);
    server.on('data', (chunk: Buffer) => {
      const part = chunk.subarray(0, Math.min(left, chunk.length));
      left -= part.length;
      if (!client.write(part)) server.pause();
      if (left === 0) client.end(() => client.resetAndDestroy());
    });
    client.on('drain', () => server.resume());
  }
}
