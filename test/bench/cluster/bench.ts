import { fork, execFileSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import type { Measured } from './measure.ts';

/*
 * `npm run bench [-- --json] [--pods N] [--events N] [--only CASE]`: 10,000 pods and 30,000 events from another process over TLS, into
 * (a) JSON.parse alone, (b) the client library's informer, (c) Podfall's store, and how fast a watch can be.
 */

const here = (file: string): string => path.join(import.meta.dirname, file);

interface Ready {
  readonly bytes: number;
}

interface Watched {
  readonly eventsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const CASES = ['floor', 'informer', 'podfall', 'podfallProtobuf'] as const;

const flag = (name: string, fallback: string): string => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
};

async function startServer(): Promise<{ readonly child: ChildProcess; readonly ready: Ready }> {
  const child = fork(here('server.ts'), [flag('pods', '10000'), flag('events', '30000')], { execArgv: ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', '--max-old-space-size=2000'] });
  const [ready] = (await once(child, 'message')) as [Ready];
  return { child, ready };
}

function run(name: string, ready: Ready): unknown {
  const args = ['--expose-gc', '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', here('case.ts'), name, JSON.stringify(ready)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 120_000 })) as unknown;
}

const { child, ready } = await startServer();
const only = flag('only', '');
const results: Record<string, unknown> = {};
try {
  for (const name of [...CASES, 'watch']) if (only === '' || only.split(',').includes(name)) results[name] = run(name, ready);
} finally {
  child.disconnect();
}
if (process.argv.includes('--json')) console.log(JSON.stringify(results));
else print(results, ready);

function print(all: Readonly<Record<string, unknown>>, { bytes }: Ready): void {
  console.log(`${flag('pods', '10000')} pods and ${flag('events', '30000')} events, ${(bytes / 1e6).toFixed(1)} MB of JSON over TLS`);
  console.log(['', 'wall ms', 'CPU ms', 'peak RSS MB', 'heap MB', 'stall ms', 'stall CPU ms'].map((title) => title.padStart(16)).join(''));
  for (const name of CASES) {
    const measured = all[name] as Measured | undefined;
    if (measured) console.log([name, measured.wallMs, measured.cpuMs, measured.peakRssMb, measured.heapMb, measured.stallMs, measured.stallCpuMs].map((cell) => String(cell).padStart(16)).join(''));
  }
  const watched = all['watch'] as Watched | undefined;
  if (watched) console.log(`watch: ${watched.eventsPerSecond} events/s with stalls of at most 25 ms; from the server's socket to the store's signal p50 ${watched.p50Ms} ms, p99 ${watched.p99Ms} ms`);
}
