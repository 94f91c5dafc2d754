import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** Decompressed. */
  readonly body: Readable;
}
