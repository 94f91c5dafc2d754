import type { ServerResponse } from 'node:http';
import * as zlib from 'node:zlib';
import type { ApiRequest } from './api-request.ts';
import type { Writer } from './interference.ts';

/** The way that answers to one request go out: in order, through the interference's writer if there is one. */
export class Answer {
  readonly response: ServerResponse;
  readonly #request: ApiRequest;
  readonly #writer: Writer | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(request: ApiRequest, response: ServerResponse, writer: Writer | undefined) {
    this.#request = request;
    this.response = response;
    this.#writer = writer;
  }

  /** The Accept header of the request. */
  get accept(): string | undefined {
    return this.#request.headers.accept;
  }

  /**
   * Sends a whole answer; compressed when it is big and the client takes that, as the API server does from 128 kB on.
   */
  send(code: number, pieces: readonly Buffer[], headers: Readonly<Record<string, string>> = {}): void {
    const size = pieces.reduce((sum, { length }) => sum + length, 0);
    const gzip = size > 128 * 1024 && !this.#writer && /\bgzip\b/.test(this.#request.headers['accept-encoding'] ?? '');
    const usual = { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' };
    this.response.writeHead(code, {
      ...usual,
      ...(gzip
        ? { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' }
        : !this.#writer && { 'Content-Length': String(size) }),
      ...headers,
    });
    if (gzip) {
      zlib.gzip(Buffer.concat(pieces), { level: 4 }, (error, zipped) =>
        error ? this.response.destroy(error) : this.response.end(zipped),
      );
      return;
    }
    for (const piece of pieces) this.write(piece);
    this.end();
  }

  sendJson(code: number, value: unknown, headers: Readonly<Record<string, string>> = {}): void {
    this.send(code, [Buffer.from(JSON.stringify(value))], headers);
  }

  /** Begins an answer without a length, to be written piece by piece. */
  begin(contentType: string): void {
    this.response.writeHead(200, { 'Content-Type': contentType, 'Cache-Control': 'no-cache, private' });
    this.response.flushHeaders();
  }

  write(piece: Buffer): void {
    const writer = this.#writer;
    if (!writer) this.response.write(piece);
    else this.#turn = this.#turn.then(() => (this.response.destroyed ? undefined : writer(piece, this.response)));
  }

  /** Ends the answer after all that was written. */
  end(): void {
    if (!this.#writer) this.response.end();
    else this.#turn = this.#turn.then(() => void this.response.end());
  }
}
