import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import * as zlib from 'node:zlib';
import type { Recording, RecordingHeader, RecordingLine } from './recording.ts';
import { parseHeader, parseLine } from './recording.ts';
import {
  RecordingError,
  damagedFile,
  emptyFile,
  foreignFile,
  hugeFile,
  missingFile,
  newerFile,
  reasonOf,
  truncatedFile,
  unreadableFile,
} from './recording-error.ts';

/**
 * A recording that is being read. `lines` can be iterated once; it throws a {@link RecordingError} where the file is at
 * fault.
 */
export interface OpenRecording {
  readonly header: RecordingHeader;
  readonly lines: AsyncIterable<RecordingLine>;
}

/**
 * In bytes. No object of a cluster is near this (etcd takes 1.5 MB), nor is a log of 1 MB; a longer line is no
 * recording.
 */
const maxLineBytes = 8 * 1024 * 1024;

/** More than hours of a large cluster. A file of some kilobytes can hold as many empty lines, and would never end. */
const maxLines = 2_000_000;

const newline = 0x0a;

/** Opens the recording at `file`, gzipped or plain, and reads its header. Rejects with a {@link RecordingError}. */
export async function openRecording(file: string): Promise<OpenRecording> {
  const lines = textLines(file);
  const first = await lines.next();
  if (first.done) throw emptyFile(file);
  const header = parseHeader(parseJson(first.value.text));
  if (header === 'newer') throw newerFile(file);
  if (header === 'foreign') throw foreignOrTruncated(file, first.value);
  return { header, lines: objectLines(file, lines) };
}

/** Reads the whole recording at `file`. Rejects with a {@link RecordingError}. */
export async function loadRecording(file: string): Promise<Recording> {
  const { header, lines } = await openRecording(file);
  const all: RecordingLine[] = [];
  for await (const line of lines) all.push(line);
  return { header, lines: all };
}

/** `whole` is false for a last line without its line break. */
interface TextLine {
  readonly text: string;
  readonly whole: boolean;
}

const foreignOrTruncated = (file: string, first: TextLine): RecordingError =>
  !first.whole && first.text.startsWith('{"recording":') ? truncatedFile(file, 0) : foreignFile(file);

async function* objectLines(file: string, lines: AsyncIterable<TextLine>): AsyncGenerator<RecordingLine> {
  let good = 1;
  for await (const { text, whole } of lines) {
    if (text.trim() === '') continue;
    const line = parseLine(parseJson(text));
    if (line === undefined) throw whole ? damagedFile(file, good) : truncatedFile(file, good);
    good += 1;
    if (line !== 'ignored') yield line;
  }
}

async function* textLines(file: string): AsyncGenerator<TextLine> {
  const cutter = new LineCutter();
  let good = 0;
  try {
    for await (const chunk of bytes(file)) {
      for (const text of cutter.push(chunk)) {
        if (text !== '') yield { text, whole: true }; // empty ones cost nothing, of which a small file can hold many
        good += 1;
        if (good > maxLines) throw hugeFile(file, maxLines);
      }
      if (cutter.waiting > maxLineBytes) throw good === 0 ? foreignFile(file) : damagedFile(file, good);
    }
  } catch (error) {
    throw readError(file, good, error);
  }
  const rest = cutter.end();
  if (rest.trim() !== '') yield { text: rest, whole: false };
}

/** Cuts bytes into lines. Only what is new is searched, so that a long line costs no more than many short ones. */
class LineCutter {
  readonly #decoder = new TextDecoder();
  #rest: Uint8Array[] = [];
  /** Bytes of the line that has not ended yet. */
  waiting = 0;

  push(chunk: Uint8Array): readonly string[] {
    const lines: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      this.#keep(chunk.subarray(from, end));
      lines.push(this.end());
      from = end + 1;
    }
    this.#keep(chunk.subarray(from));
    return lines;
  }

  /** The line that waits. */
  end(): string {
    if (this.#rest.length === 0) return '';
    const bytes = this.#rest.length === 1 ? this.#rest[0] : Buffer.concat(this.#rest);
    this.#rest = [];
    this.waiting = 0;
    return this.#decoder.decode(bytes);
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#rest.push(bytes);
    this.waiting += bytes.length;
  }
}

async function* bytes(file: string): AsyncGenerator<Uint8Array> {
  const head = await firstBytes(file);
  if (head[0] === 0x1f && head[1] === 0x8b) yield* gunzipped(file);
  else yield* createReadStream(file) as AsyncIterable<Uint8Array>;
}

async function firstBytes(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const head = new Uint8Array(2);
    const { bytesRead } = await handle.read(head, 0, 2);
    return head.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/**
 * Of a truncated file, yields all that is there before it throws: zlib drops what it has not delivered yet, so that is
 * read once more.
 */
async function* gunzipped(file: string): AsyncGenerator<Uint8Array> {
  let delivered = 0;
  try {
    for await (const chunk of unzip(file, {})) {
      yield chunk;
      delivered += chunk.length;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'Z_BUF_ERROR') throw error;
    yield* after(delivered, unzip(file, { finishFlush: zlib.constants.Z_SYNC_FLUSH }));
    throw error;
  }
}

async function* unzip(file: string, options: zlib.ZlibOptions): AsyncGenerator<Uint8Array> {
  const stream = zlib.createGunzip(options);
  pipeline(createReadStream(file), stream, () => undefined); // an error reaches the loop below through `stream`
  for await (const chunk of stream) yield chunk as Uint8Array;
}

async function* after(count: number, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let skip = count;
  for await (const chunk of chunks) {
    if (skip < chunk.length) yield chunk.subarray(skip);
    skip = Math.max(0, skip - chunk.length);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function readError(file: string, good: number, error: unknown): unknown {
  if (error instanceof RecordingError || !(error instanceof Error)) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOENT') return missingFile(file, { cause: error });
  if (code === 'Z_BUF_ERROR') return truncatedFile(file, good, { cause: error });
  if (code.startsWith('Z_')) return good === 0 ? foreignFile(file) : damagedFile(file, good, { cause: error });
  return unreadableFile(file, reasonOf(error), { cause: error });
}
