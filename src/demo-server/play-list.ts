import {
  durationMs,
  epochMs,
  type DurationMs,
  type EpochMs,
  type KubeObject,
  type RecordedLog,
  type Recording,
  type RecordingLine,
} from '../engine/engine.ts';
import { identitiesOf, renewIdentities } from './renew.ts';
import { shiftLog, shiftObject } from './shift.ts';

/** A recording made ready to be played any number of times. */
export interface Tape {
  readonly recording: Recording;
  readonly identities: ReadonlySet<string>;
  /** What was there at the start. */
  readonly initial: readonly Change[];
  /** In the order of the resource versions, which all resources share; `at` never goes back. */
  readonly changes: readonly Change[];
  readonly logs: readonly RecordedLog[];
  readonly duration: DurationMs;
}

type ObjectLine = Extract<RecordingLine, { object: KubeObject }>;

export interface Change {
  readonly resource: string;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
  /** After the start of the recording. */
  readonly at: DurationMs;
}

/**
 * Sorts out a recording. Watches of different resources arrive independently of each other, so a change can wait some
 * milliseconds for one before it.
 */
export function makeTape(recording: Recording): Tape {
  const { header, lines } = recording;
  const objects = lines.filter(
    (line): line is ObjectLine => 'object' in line && line.type !== 'LOG' && line.type !== 'BOOKMARK',
  );
  const lists = firstLists(lines);
  const initial = objects.filter((line) => isInitial(line, lists)).map((line) => change(line, header.t));
  const watched = objects.filter((line) => !isInitial(line, lists)).sort((a, b) => versionOf(a) - versionOf(b));
  let latest = 0;
  const changes = watched.map((line) => {
    latest = Math.max(latest, line.t);
    return { ...change(line, header.t), at: durationMs(latest - header.t) };
  });
  const logs = lines.filter((line) => line.type === 'LOG').map(({ object }) => object);
  const end = Math.max(header.t, ...lines.slice(-1).map(({ t }) => t), latest);
  return { recording, identities: identitiesOf(lines), initial, changes, logs, duration: durationMs(end - header.t) };
}

/**
 * When the first list of each resource was complete; one that had to be listed again later shows what changed
 * meanwhile.
 */
function firstLists(lines: readonly RecordingLine[]): ReadonlyMap<string, EpochMs> {
  const times = new Map<string, EpochMs>();
  for (const { type, r, t } of lines) if (type === 'SYNCED' && !times.has(r)) times.set(r, t);
  return times;
}

const isInitial = ({ type, r, t }: ObjectLine, lists: ReadonlyMap<string, EpochMs>): boolean =>
  type === 'SYNC' && t <= (lists.get(r) ?? Infinity);

const versionOf = ({ object }: ObjectLine): number => Number(object.metadata.resourceVersion ?? 0) || 0;

function change({ r, type, object, t }: ObjectLine, start: EpochMs): Change {
  return {
    resource: r,
    type: type === 'SYNC' || type === 'BOOKMARK' ? 'ADDED' : type,
    object,
    at: durationMs(t - start),
  };
}

/** One playing of a tape: when, and which life of its objects. */
export interface Playing {
  readonly offset: DurationMs;
  readonly round: number;
}

/**
 * The offset by which a tape that starts at `start` or up to a second later is shifted: whole seconds, because most
 * times of the API are.
 */
export const offsetFor = (tape: Tape, start: EpochMs): DurationMs =>
  durationMs(Math.ceil((start - tape.recording.header.t) / 1000) * 1000);

/** When a change of the tape happens in this playing. */
export const timeOf = (tape: Tape, { at }: Change, { offset }: Playing): EpochMs =>
  epochMs(tape.recording.header.t + at + offset);

/** An object of the tape as it is in this playing. */
export function playedObject(tape: Tape, object: KubeObject, { offset, round }: Playing): KubeObject {
  const renewed = JSON.parse(renewIdentities(JSON.stringify(object), tape.identities, round)) as KubeObject;
  return shiftObject(renewed, offset);
}

/** A log of the tape as it is in this playing. */
export function playedLog(tape: Tape, log: RecordedLog, { offset, round }: Playing): RecordedLog {
  const uid = renewIdentities(log.metadata.uid, tape.identities, round);
  return { ...log, metadata: { ...log.metadata, uid }, text: shiftLog(log.text, offset) };
}
