import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { crowdedFaults } from './crowded-pods.ts';
import { hostilePod } from './hostile-pods.ts';
import { READERS, slownessOf } from './readers.ts';
import { brokenRecording, excessesOf, recordingText, tryDemo, tryRecording } from './recordings.ts';
import { attack } from './replay.ts';
import { hostileServers } from './servers.ts';
import { timelineFaults } from './timeline-faults.ts';

/** One kind of attack. */
export interface Kind {
  readonly title: string;
  /** Its part of the time, of 100. */
  readonly share: number;
  /** What is tried with this seed, and a function that tries it: what did not hold, empty when all did. */
  readonly trial: (seed: number) => { readonly what: string; readonly faults: () => Faults | Promise<Faults> };
}

type Faults = readonly string[];

const pick = <T>(items: readonly T[], seed: number): T => items[seed % items.length]!;

const ORIGINALS = ['shop', 'cached', 'crashloop', 'quota', 'static', 'pvc', 'gates'];

async function recordingFaults(seed: number, bytes: Buffer): Promise<Faults> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-attack-'));
  try {
    const file = path.join(folder, 'broken.ndjson');
    fs.writeFileSync(file, bytes);
    const read = await tryRecording(file, seed % 2 === 0 ? 'live' : 'stored');
    if (seed % 3 === 0) await tryDemo(file);
    return excessesOf(read);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

let originals: readonly string[] | undefined;

/** Seeds that follow each other bring each server, damage, text and reader in turn. */
export const kinds: Readonly<Record<string, Kind>> = {
  servers: {
    title: 'hostile API servers',
    share: 45,
    trial: (seed) => {
      const server = pick(hostileServers, seed);
      return { what: server.name, faults: async () => (await attack(server, seed)).faults };
    },
  },
  recordings: {
    title: 'broken recordings',
    share: 25,
    trial: (seed) => {
      originals ??= ORIGINALS.map((name) => recordingText(`test/recordings/${name}.ndjson.gz`));
      const { name, bytes } = brokenRecording(originals, seed);
      return { what: name, faults: () => recordingFaults(seed, bytes) };
    },
  },
  pods: {
    title: 'made-up pods',
    share: 10,
    trial: (seed) => ({ what: 'a pod', faults: () => timelineFaults(hostilePod(seed)) }),
  },
  crowds: {
    title: 'pods of which there is too much',
    share: 10,
    trial: (seed) => ({ what: 'a pod', faults: () => crowdedFaults(seed) }),
  },
  texts: {
    title: 'texts that patterns could be slow for',
    share: 10,
    trial: (seed) => {
      const reader = pick(Object.keys(READERS), seed);
      return { what: reader, faults: () => [slownessOf(reader, seed) ?? []].flat() };
    },
  },
};
