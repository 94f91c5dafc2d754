import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import * as zlib from 'node:zlib';
import type { Recording, RecordingHeader, RecordingLine } from './recording.ts';
import { parseHeader, parseLine } from './recording.ts';
import { RecordingError, damagedFile, emptyFile, foreignFile, missingFile, newerFile, reasonOf, truncatedFile, unreadableFile } from './recording-error.ts';

/** A recording that is being read. `lines` can be iterated once; it throws a {@link RecordingError} where the file is at fault. */
export interface OpenRecording {
  readonly header: RecordingHeader;
  readonly lines: AsyncIterable<RecordingLine>;
}

/** No object of a cluster is near this (etcd takes 1.5 MB); a longer line is no recording, and would fill the memory. */
const maxLineLength = 64 * 1024 * 1024;

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
  let good = 0;
  let rest = '';
  const decoder = new TextDecoder();
  try {
    for await (const chunk of bytes(file)) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = parts.pop() ?? '';
      if (rest.length > maxLineLength) throw good === 0 ? foreignFile(file) : damagedFile(file, good);
      for (const text of parts) {
        yield { text, whole: true };
        good += 1;
      }
    }
  } catch (error) {
    throw readError(file, good, error);
  }
  if (rest.trim() !== '') yield { text: rest, whole: false };
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

/** Of a truncated file, yields all that is there before it throws: zlib drops what it has not delivered yet, so that is read once more. */
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
