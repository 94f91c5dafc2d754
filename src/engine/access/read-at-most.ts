import type { Readable } from 'node:stream';

/** What has been read of a body. */
export interface Read {
  /** Never more than was asked for. */
  readonly bytes: Buffer;
  /** There was more, which was not read. */
  readonly more: boolean;
  /** Why it broke off. */
  readonly error?: Error;
}

/**
 * Reads a body up to a number of bytes and gives up the rest: what is behind it is never held, nor waited for. Counted
 * after decompression, since a megabyte of gzip may stand for a gigabyte.
 */
export async function readAtMost(body: Readable, limit: number): Promise<Read> {
  const chunks: Buffer[] = [];
  let size = 0;
  const bytes = (): Buffer => Buffer.concat(chunks).subarray(0, limit);
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > limit) return { bytes: bytes(), more: true };
    }
    return { bytes: bytes(), more: false };
  } catch (error) {
    return { bytes: bytes(), more: false, error: error instanceof Error ? error : new Error(String(error)) };
  }
}
