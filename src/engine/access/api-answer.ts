import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** Decompressed. */
  readonly body: Readable;
  /** What was sent to authenticate. Nothing of the answer is quoted with it. */
  readonly secrets?: readonly string[];
}
