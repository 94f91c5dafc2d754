import * as fs from 'node:fs';
import * as path from 'node:path';
import * as zlib from 'node:zlib';
import { drawTimelines } from '../../src/cli/draw-timelines.ts';
import { startDemoCluster } from '../../src/demo-server/demo-cluster.ts';
import { evidenceOf, type EvidenceKind } from '../../src/engine/recording/evidence-of-recording.ts';
import { openRecording } from '../../src/engine/recording/read-recording.ts';
import { RecordingError } from '../../src/engine/recording/recording-error.ts';
import { epochMs } from '../../src/engine/timeline/model/units.ts';
import { Random } from './random.ts';

/*
 * Broken recordings, made from real ones with a seed, and what must hold for each: it gives timelines, or an error in
 * words. The file may come from anybody, so it must not bring a stack trace about, nor take more time and memory than a
 * real one of its size.
 */

export interface BrokenRecording {
  /** What was done to it, for the report of a failure. */
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Tried {
  readonly outcome: 'timelines' | 'refused';
  /** Of the processor, user and system. */
  readonly cpuMs: number;
  /** By which the heap has grown at the most. */
  readonly heapMb: number;
}

/** The text of a recording, gzipped or plain. */
export function recordingText(file: string): string {
  const bytes = fs.readFileSync(file);
  return (bytes[0] === 0x1f ? zlib.gunzipSync(bytes) : bytes).toString();
}

/**
 * A broken recording, made of one of `originals` (texts of real ones). The same seed makes the same one; seeds that
 * follow each other bring each kind of damage in turn.
 */
export function brokenRecording(originals: readonly string[], seed: number): BrokenRecording {
  const chance = new Random(seed);
  const names = Object.keys(damages);
  const name = names[seed % names.length] ?? '';
  const bytes = damages[name]?.(chance.pick(originals), chance, originals) ?? Buffer.alloc(0);
  const packed = name.startsWith('gzip') || chance.below(2) === 0 ? bytes : zlib.gzipSync(bytes);
  return { name: `${name} (seed ${seed})`, bytes: packed };
}

type Damage = (text: string, chance: Random, originals: readonly string[]) => Buffer;

const linesOf = (text: string): string[] => text.trimEnd().split('\n');

const joined = (lines: readonly string[]): Buffer => Buffer.from(`${lines.join('\n')}\n`);

/** Values that no API server sends there. */
const ODD: readonly unknown[] = [
  ...[null, true, 0, -1, 1e308, 0.1, '', ' ', [], {}, [[]], [null], { a: {} }, 'x'.repeat(100_000)],
  ...[
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    '../../etc/passwd',
    '\u001b]0;title\u0007\u001b[2J',
    '\u202egnp.exe',
    '\u009b31m',
    '\ud800',
    '\u0000',
  ],
  ...[
    '9999-12-31T23:59:59Z',
    '0000-00-00T00:00:00Z',
    '-271821-04-20T00:00:00Z',
    '2026-13-45T99:99:99Z',
    '2026-11-21T08:10:49.999999999Z',
  ],
  'Successfully pulled image "x" in 1s (99999999999h including waiting)',
  `Successfully pulled image "${'.'.repeat(60_000)}`,
];

/** Replaces some values anywhere in an object of the recording. */
function oddValues(text: string, chance: Random): Buffer {
  const lines = linesOf(text);
  for (let times = 1 + chance.below(30); times > 0; times -= 1) {
    const at = chance.below(lines.length);
    const object = JSON.parse(lines[at] ?? '{}') as unknown;
    spoil(object, chance);
    lines[at] = JSON.stringify(object);
  }
  return joined(lines);
}

/** Goes down a random way and replaces, renames or removes what it finds at its end. */
function spoil(value: unknown, chance: Random): void {
  if (typeof value !== 'object' || value === null) return;
  const fields = value as Record<string, unknown>;
  const keys = Object.keys(fields);
  if (keys.length === 0) return;
  const key = chance.pick(keys);
  const field = fields[key];
  if (typeof field === 'object' && field !== null && chance.below(8) > 0) return spoil(field, chance);
  const way = chance.below(8);
  if (way === 0) Reflect.deleteProperty(fields, key);
  else if (way === 1) {
    Object.defineProperty(fields, chance.pick(['constructor', '__proto__', 'toString', '']), {
      value: field,
      enumerable: true,
      configurable: true,
    });
  } else {
    fields[key] = chance.pick(ODD);
  }
}

/** A value of one field name, wherever it stands, in all of the recording. */
function oddField(text: string, chance: Random): Buffer {
  const field = chance.pick([
    't',
    'r',
    'type',
    'object',
    'metadata',
    'name',
    'namespace',
    'uid',
    'resourceVersion',
    'creationTimestamp',
    'kind',
    'reason',
    'message',
    'count',
    'restartCount',
    'status',
    'spec',
    'containers',
    'lastTransitionTime',
    'startedAt',
    'image',
    'ownerReferences',
  ]);
  const odd = chance.pick(ODD);
  const lines = linesOf(text).map((line) =>
    chance.below(10) < 9
      ? line
      : JSON.stringify(JSON.parse(line, (key, value: unknown) => (key === field ? odd : value))),
  );
  return joined(lines);
}

function flipped(bytes: Buffer, chance: Random): Buffer {
  const broken = Buffer.from(bytes);
  for (let times = 1 + chance.below(20); times > 0; times -= 1) broken[chance.below(broken.length)] = chance.below(256);
  return broken;
}

/** One more line after some of the others. */
const withLine = (text: string, chance: Random, line: string): Buffer => {
  const lines = linesOf(text);
  lines.splice(1 + chance.below(lines.length), 0, line);
  return joined(lines);
};

const NESTED = 20_000;

const damages: Readonly<Record<string, Damage>> = {
  cut: (text, chance) => Buffer.from(text).subarray(0, chance.below(text.length)),
  'spliced from two': (text, chance, originals) => {
    const [mine, other] = [linesOf(text), linesOf(chance.pick(originals))];
    return joined([
      ...mine.slice(0, chance.below(mine.length)),
      ...other.slice(chance.below(other.length)),
      ...mine.slice(chance.below(mine.length)),
    ]);
  },
  'lines in another order': (text, chance) => {
    const [header = '', ...lines] = linesOf(text);
    return joined([
      header,
      ...lines
        .map((line) => ({ line, at: chance.below(1e9) }))
        .sort((a, b) => a.at - b.at)
        .map(({ line }) => line),
    ]);
  },
  'lines twice': (text, chance) =>
    joined(linesOf(text).flatMap((line) => (chance.below(4) === 0 ? [line, line] : [line]))),
  'lines that are missing': (text, chance) => joined(linesOf(text).filter((_, at) => at === 0 || chance.below(3) > 0)),
  'odd values': oddValues,
  'an odd field': oddField,
  'an odd header': (text, chance) => {
    const [header = '{}', ...lines] = linesOf(text);
    const object = JSON.parse(header) as Record<string, unknown>;
    object[chance.pick(['t', 'startedAt', 'gitVersion', 'resources', 'recording'])] = chance.pick([
      ...ODD,
      -8.64e15,
      8.64e15,
      8.7e15,
      { constructor: 5, pods: '/x/y' },
    ]);
    return joined([JSON.stringify(object), ...lines]);
  },
  'other resources': (text, chance) =>
    Buffer.from(
      text.replaceAll(
        `"r":"${chance.pick(['pods', 'events', 'replicasets', 'nodes'])}"`,
        `"r":${JSON.stringify(chance.pick(['constructor', '__proto__', 'pods', 'events', 'nodes', 'cronjobs']))}`,
      ),
    ),
  'a deep object': (text, chance) =>
    withLine(
      text,
      chance,
      `{"t":1,"r":"pods","type":"ADDED","object":{"metadata":{"name":"deep","namespace":"n","uid":"deep","creationTimestamp":"2026-11-21T08:10:49Z"},"spec":${'['.repeat(NESTED)}${']'.repeat(NESTED)}}}`,
    ),
  'a huge line': (text, chance) =>
    withLine(text, chance, `{"t":1,"r":"pods","type":"ADDED","object":"${'x'.repeat(9_000_000)}"}`),
  'a huge line without an end': (text) => Buffer.from(text + 'x'.repeat(20_000_000)),
  'empty lines': (text, chance) => withLine(text, chance, '\n'.repeat(100_000)),
  'UTF-16': (text) => Buffer.from(text, 'utf16le'),
  'Latin-1': (text) => Buffer.from(text.replaceAll('shop', 'shöp\u009b'), 'latin1'),
  'a byte order mark': (text) => Buffer.from(`\ufeff${text}`),
  'carriage returns': (text) => Buffer.from(text.replaceAll('\n', '\r\n')),
  'bytes that are no text': (text, chance) => flipped(Buffer.from(text), chance),
  'gzip with flipped bytes': (text, chance) => flipped(zlib.gzipSync(text), chance),
  'gzip that is cut': (text, chance) => {
    const zipped = zlib.gzipSync(text);
    return zipped.subarray(0, chance.below(zipped.length));
  },
  'gzip in gzip': (text) => zlib.gzipSync(zlib.gzipSync(text)),
  'gzip and something after it': (text, chance) =>
    Buffer.concat([zlib.gzipSync(text), Buffer.from(text).subarray(0, chance.below(500))]),
  'gzip of much more than there is': (text) =>
    zlib.gzipSync(Buffer.concat([Buffer.from(text), Buffer.alloc(64 * 1024 * 1024)])),
};

/** How many kinds of damage there are: that many seeds in a row have each of them once. */
export const KINDS_OF_DAMAGE = Object.keys(damages).length;

/** What it may take at most, in ms of CPU and megabytes of heap; the largest ones are 60 MB. */
const MOST_CPU_MS = 5000;
const MOST_HEAP_MB = 400;

/** What a reading took too much of; empty when it was bounded. */
export const excessesOf = ({ cpuMs, heapMb }: Tried): readonly string[] => [
  ...(cpuMs < MOST_CPU_MS ? [] : [`it took ${Math.round(cpuMs)} ms of CPU`]),
  ...(heapMb < MOST_HEAP_MB ? [] : [`the heap grew by ${Math.round(heapMb)} MB`]),
];

/**
 * Reads it as the command line does: every timeline, drawn. Rejects when anything but a {@link RecordingError} is
 * thrown.
 */
export async function tryRecording(file: string, evidence: EvidenceKind = 'live'): Promise<Tried> {
  const cpu = process.cpuUsage();
  const heap = process.memoryUsage().heapUsed;
  let most = heap;
  const measured = (outcome: Tried['outcome']): Tried => {
    const { user, system } = process.cpuUsage(cpu);
    return {
      outcome,
      cpuMs: (user + system) / 1000,
      heapMb: (Math.max(most, process.memoryUsage().heapUsed) - heap) / 1e6,
    };
  };
  try {
    const { header, lines } = await openRecording(file);
    let now = header.t;
    const watched = (async function* () {
      for await (const line of lines) {
        now = epochMs(Math.max(now, line.t));
        most = Math.max(most, process.memoryUsage().heapUsed);
        yield line;
      }
    })();
    const { store } = await evidenceOf({ header, lines: watched }, evidence);
    const timelines = [...store.pods()].flatMap(({ pod }) => store.timeline(pod.uid) ?? []);
    if (timelines.length > 0) drawTimelines(timelines, { now, width: 100, color: false });
    return measured('timelines');
  } catch (error) {
    if (error instanceof RecordingError) return measured('refused');
    throw error;
  }
}

/**
 * Plays it as `podfall demo` does, all of it at once, and looks whether the kubeconfig is gone afterwards. Rejects as
 * above.
 */
export async function tryDemo(file: string): Promise<Tried['outcome']> {
  const kubeconfigOut = path.join(path.dirname(file), 'kubeconfig');
  try {
    const demo = await startDemoCluster({ recordings: [file], once: true, startedAgoMs: 3_600_000, kubeconfigOut });
    await demo.stop();
    return 'timelines';
  } catch (error) {
    if (error instanceof RecordingError) return 'refused';
    throw error;
  } finally {
    if (fs.existsSync(kubeconfigOut)) throw new Error('the kubeconfig was left behind');
  }
}
