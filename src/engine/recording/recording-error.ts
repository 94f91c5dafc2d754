import { english } from '../timeline/model/duration.ts';
import { own } from '../timeline/model/own.ts';
import { formatText, text } from '../timeline/model/text.ts';
import type { Text } from '../timeline/model/text.ts';

/** A recording that cannot be read or written, in words for the user: the fact, and what to do next. */
export class RecordingError extends Error {
  readonly fact: Text;
  readonly nextStep: Text;
  /** How many lines before the fault were good, the header among them. */
  readonly goodLines: number;

  constructor(fact: Text, nextStep: Text, goodLines = 0, options?: ErrorOptions) {
    super(`${formatText(fact, english)} ${formatText(nextStep, english)}`, options);
    this.name = 'RecordingError';
    this.fact = fact;
    this.nextStep = nextStep;
    this.goodLines = goodLines;
  }
}

const howToRecord = text('Make one with "podfall record OUT.ndjson.gz", or with the command "Record Cluster Session".');

export const missingFile = (file: string, options: ErrorOptions): RecordingError =>
  new RecordingError(text('There is no file {file}.', { file }), text('Check the path of the recording.'), 0, options);

export const unreadableFile = (file: string, reason: string, options: ErrorOptions): RecordingError =>
  new RecordingError(
    text('{file} cannot be read: {reason}.', { file, reason }),
    text('Check the path of the recording and its permissions.'),
    0,
    options,
  );

export const emptyFile = (file: string): RecordingError =>
  new RecordingError(text('{file} is empty.', { file }), howToRecord);

export const foreignFile = (file: string): RecordingError =>
  new RecordingError(
    text('{file} is not a recording: its first line is not the header of one.', { file }),
    howToRecord,
  );

export const newerFile = (file: string): RecordingError =>
  new RecordingError(
    text('{file} was recorded in a newer format than this version of Podfall knows.', { file }),
    text('Update Podfall.'),
  );

export const truncatedFile = (file: string, lines: number, options?: ErrorOptions): RecordingError =>
  new RecordingError(
    text('{file} ends in the middle: its first {lines} lines are good, the rest is missing.', { file, lines }),
    text('Copy or download it again; or keep the good lines: gzip -dc FILE | head -n {lines} > PART.ndjson', { lines }),
    lines,
    options,
  );

export const damagedFile = (file: string, lines: number, options?: ErrorOptions): RecordingError =>
  new RecordingError(
    text('{file} is damaged after line {lines}.', { file, lines }),
    text('Copy or download it again; or keep the good lines: gzip -dc FILE | head -n {lines} > PART.ndjson', { lines }),
    lines,
    options,
  );

export const hugeFile = (file: string, lines: number): RecordingError =>
  new RecordingError(
    text('{file} has more than {lines} lines.', { file, lines }),
    text('Keep a part of it: gzip -dc FILE | head -n {lines} > PART.ndjson', { lines }),
    lines,
  );

export const existingFile = (file: string, options?: ErrorOptions): RecordingError =>
  new RecordingError(
    text('{file} exists already.', { file }),
    text('Choose another name, or use --force to replace it.'),
    0,
    options,
  );

export const existingKubeconfig = (file: string): RecordingError =>
  new RecordingError(
    text('{file} exists already, and is not a kubeconfig of the demo cluster.', { file }),
    text('Choose another name: it is not overwritten.'),
  );

export const unwritableFile = (file: string, cause: unknown): RecordingError =>
  new RecordingError(
    text('{file} cannot be written: {reason}.', { file, reason: reasonOf(cause) }),
    text('Choose another folder, or make room.'),
    0,
    { cause },
  );

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is a file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
};

/** What a system error means, in words. */
export function reasonOf(error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  return own(reasons, code) ?? (error instanceof Error ? error.message : 'the disk does not take it');
}
