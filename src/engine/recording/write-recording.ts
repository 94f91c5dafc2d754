import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import type { RecordingHeader, RecordingLine } from './recording.ts';
import { existingFile, unwritableFile } from './recording-error.ts';

/** Bytes that wait at most this long in the compressor, so that a crash loses little. */
const flushMs = 2000;

/** Writes a recording line by line; gzipped unless the name ends in `.ndjson`. */
export class RecordingWriter {
  /** Written so far, the header among them. */
  lines = 0;
  readonly #file: string;
  readonly #out: Writable;
  readonly #target: Writable;
  readonly #done: Promise<void>;
  readonly #flush: NodeJS.Timeout | undefined;
  #error: Error | undefined;
  #drain: Promise<void> | undefined;

  private constructor(file: string, target: Writable, gzip: zlib.Gzip | undefined) {
    this.#file = file;
    this.#out = gzip ?? target;
    this.#target = target;
    gzip?.pipe(target);
    this.#done = finished(target).catch((error: unknown) => {
      this.#error = error instanceof Error ? error : new Error(String(error));
    });
    target.on('error', () => this.#out.destroy());
    this.#flush = gzip && setInterval(() => gzip.flush(), flushMs).unref();
  }

  /** Rejects with a {@link RecordingError} when the file is there already (unless `overwrite`) or cannot be made. */
  static async open(file: string, overwrite: boolean): Promise<RecordingWriter> {
    try {
      const handle = await open(file, overwrite ? 'w' : 'wx', 0o600);
      if (overwrite) await handle.chmod(0o600); // a file that was there keeps its mode, and others might read it
      return new RecordingWriter(
        file,
        createWriteStream(file, { fd: handle }),
        file.endsWith('.ndjson') ? undefined : zlib.createGzip(),
      );
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'EEXIST'
        ? existingFile(file, { cause: error })
        : unwritableFile(file, error);
    }
  }

  /**
   * Takes a line; lines are written in the order in which they are given. Throws a {@link RecordingError} when the disk
   * is full or gone.
   */
  write(line: RecordingHeader | RecordingLine): void {
    if (this.#error || this.#out.destroyed) throw unwritableFile(this.#file, this.#error);
    this.lines += 1;
    if (!this.#out.write(`${JSON.stringify(line)}\n`)) this.#drain ??= this.#drained();
  }

  /** Until the disk has caught up. */
  async settled(): Promise<void> {
    await this.#drain;
  }

  async #drained(): Promise<void> {
    await Promise.race([once(this.#out, 'drain'), this.#done]);
    this.#drain = undefined;
  }

  /** Deletes what was written. */
  async discard(): Promise<void> {
    clearInterval(this.#flush);
    this.#out.destroy();
    this.#target.destroy();
    await this.#done;
    await rm(this.#file, { force: true });
  }

  /** After it the file is whole. */
  async close(): Promise<void> {
    clearInterval(this.#flush);
    if (!this.#out.destroyed) this.#out.end();
    await this.#done;
    if (this.#error) throw unwritableFile(this.#file, this.#error);
  }
}
