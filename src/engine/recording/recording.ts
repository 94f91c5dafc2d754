import type { EpochMs } from '../timeline/model/units.ts';
import { isRecord } from '../timeline/model/is-record.ts';

/*
 * A recording: what a client saw of a cluster, one JSON object a line (usually gzipped, `.ndjson.gz`). The first line
 * is the header; then the initial lists and every watch event in the order in which they arrived, and logs at the end.
 */

/** An object as the API server sent it. Only what every object has is named; the rest is read by `decode*`. */
export interface KubeObject {
  kind?: string;
  apiVersion?: string;
  metadata: {
    name?: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    creationTimestamp?: string | null;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    [field: string]: unknown;
  };
  [field: string]: unknown;
}

export interface RecordingHeader {
  readonly recording: 1;
  /** RFC 3339. */
  readonly startedAt: string;
  /** The client's clock when it began. */
  readonly t: EpochMs;
  /** Of the server: `v1.36.2`. */
  readonly gitVersion: string;
  /** Where each resource is listed: `{ pods: '/api/v1/pods' }`. */
  readonly resources: Readonly<Record<string, string>>;
}

type ChangeType = 'SYNC' | 'ADDED' | 'MODIFIED' | 'DELETED';

/** The log of one container, with RFC 3339 times at the head of its lines. */
export interface RecordedLog {
  readonly metadata: { readonly namespace: string; readonly name: string; readonly uid: string };
  readonly container: string;
  readonly previous: boolean;
  readonly text: string;
}

/** `t` is the client's clock when the line arrived; `r` the resource (`pods`). */
export type RecordingLine =
  | { readonly t: EpochMs; readonly r: string; readonly type: ChangeType; readonly object: KubeObject }
  | { readonly t: EpochMs; readonly r: string; readonly type: 'BOOKMARK'; readonly object: KubeObject }
  | { readonly t: EpochMs; readonly r: string; readonly type: 'SYNCED'; readonly resourceVersion: string }
  | { readonly t: EpochMs; readonly r: 'logs'; readonly type: 'LOG'; readonly object: RecordedLog }
  | RecordedGap;

/**
 * Nothing was seen of the resource from `since` to `t`: it was not allowed any more, or the connection was lost. What
 * happened meanwhile came late, or never.
 */
export interface RecordedGap {
  readonly t: EpochMs;
  readonly r: string;
  readonly type: 'GAP';
  readonly since: EpochMs;
  /** In English. */
  readonly reason: string;
}

export interface Recording {
  readonly header: RecordingHeader;
  readonly lines: readonly RecordingLine[];
}

const objectTypes = new Set<unknown>(['SYNC', 'ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK']);

/**
 * The header, or what is wrong with it: `foreign` is not of a recording at all, `newer` is of a version that this code
 * does not know.
 */
export function parseHeader(value: unknown): RecordingHeader | 'foreign' | 'newer' {
  if (!isRecord(value) || typeof value['recording'] !== 'number') return 'foreign';
  if (value['recording'] !== 1) return 'newer';
  const { startedAt, t, gitVersion, resources } = value;
  if (typeof startedAt !== 'string' || !isTime(t) || typeof gitVersion !== 'string' || !isRecord(resources)) {
    return 'foreign';
  }
  const paths = Object.entries(resources).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { recording: 1, startedAt, t, gitVersion, resources: Object.fromEntries(paths) };
}

/**
 * A line after the header; `undefined` when it is not of the format. Lines of an unknown type are `ignored`, so that
 * the format can grow.
 */
export function parseLine(value: unknown): RecordingLine | 'ignored' | undefined {
  if (!isRecord(value) || !isTime(value['t']) || typeof value['r'] !== 'string' || typeof value['type'] !== 'string') {
    return undefined;
  }
  if (value['type'] === 'GAP') {
    return isTime(value['since']) && typeof value['reason'] === 'string'
      ? (value as unknown as RecordingLine)
      : undefined;
  }
  if (value['type'] === 'SYNCED') {
    return typeof value['resourceVersion'] === 'string' ? (value as unknown as RecordingLine) : undefined;
  }
  if (value['type'] === 'LOG') return isLog(value['object']) ? (value as unknown as RecordingLine) : undefined;
  if (!objectTypes.has(value['type'])) return 'ignored';
  return isKubeObject(value['object']) ? (value as unknown as RecordingLine) : undefined;
}

const identity = ['name', 'namespace', 'uid', 'resourceVersion'];

/** Whether it has metadata, and in it nothing of another type by which objects are told apart. */
export function isKubeObject(value: unknown): value is KubeObject {
  if (!isRecord(value) || !isRecord(value['metadata'])) return false;
  const { metadata } = value;
  return identity.every((field) => metadata[field] === undefined || typeof metadata[field] === 'string');
}

/** The last millisecond that a date can be. */
const lastTime = 8.64e15;

const isTime = (value: unknown): value is EpochMs => typeof value === 'number' && Math.abs(value) <= lastTime;

function isLog(value: unknown): value is RecordedLog {
  if (!isRecord(value) || !isRecord(value['metadata'])) return false;
  const { namespace, name, uid } = value['metadata'];
  const strings = [namespace, name, uid, value['container'], value['text']];
  return strings.every((field) => typeof field === 'string') && typeof value['previous'] === 'boolean';
}
