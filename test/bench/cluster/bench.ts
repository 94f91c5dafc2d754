import { fork, execFileSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';

/*
 * `npm run bench [-- --json] [--pods N] [--events N] [--only CASE,CASE] [--rounds 3] [--plain]`: 10,000 pods and 30,000
 * events from another process over TLS, with lists compressed as the API server does it (--plain: never), into (a)
 * JSON.parse alone, (b) the client library's informer, (c) Podfall's store, and how fast a watch can be. Of streaming
 * lists there are the cases podfallStream and podfallProtobufStream. Each case is a process of its own. All of them run
 * once to warm the server up, then in rounds, one after another; told are the medians.
 */

const here = (file: string): string => path.join(import.meta.dirname, file);

interface Ready {
  readonly bytes: number;
}

const CASES = ['floor', 'informer', 'podfall', 'podfallProtobuf'] as const;

const flag = (name: string, fallback: string): string => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
};

async function startServer(): Promise<{ readonly child: ChildProcess; readonly ready: Ready }> {
  const child = fork(
    here('server.ts'),
    [flag('pods', '10000'), flag('events', '30000'), process.argv.includes('--plain') ? 'plain' : 'gzip'],
    { execArgv: ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', '--max-old-space-size=2000'] },
  );
  const [ready] = (await once(child, 'message')) as [Ready];
  return { child, ready };
}

function run(name: string, ready: Ready): Record<string, number> {
  const args = [
    '--expose-gc',
    '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
    here('case.ts'),
    name,
    JSON.stringify(ready),
  ];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 120_000 })) as Record<
    string,
    number
  >;
}

/** The median of each number of the rounds. */
function medians(rounds: readonly Record<string, number>[]): Record<string, number> {
  const middle = (values: readonly number[]): number =>
    values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? NaN;
  return Object.fromEntries(
    Object.keys(rounds[0] ?? {}).map((key) => [key, middle(rounds.map((round) => round[key] ?? NaN))]),
  );
}

const { child, ready } = await startServer();
const only = flag('only', '');
const wanted = only === '' ? [...CASES, 'watch'] : only.split(',');
const measured = new Map<string, Record<string, number>[]>(wanted.map((name) => [name, []]));
try {
  for (const name of wanted) if (name !== 'watch') run(name, ready);
  for (let round = 0; round < Number(flag('rounds', '3')); round += 1) {
    for (const name of wanted) measured.get(name)?.push(run(name, ready));
  }
} finally {
  child.disconnect();
}
const results: Record<string, Record<string, number>> = Object.fromEntries(
  [...measured].map(([name, rounds]) => [name, medians(rounds)]),
);
if (process.argv.includes('--json')) console.log(JSON.stringify(results));
else print(results, ready);

function print(all: Readonly<Record<string, Record<string, number>>>, { bytes }: Ready): void {
  console.log(
    `${flag('pods', '10000')} pods and ${flag('events', '30000')} events, ${(bytes / 1e6).toFixed(1)} MB of JSON over TLS${process.argv.includes('--plain') ? '' : ', lists compressed'}; medians of ${flag('rounds', '3')} rounds`,
  );
  console.log(
    ['', 'wall ms', 'CPU ms', 'peak RSS MB', 'heap MB', 'stall ms', 'stall CPU ms']
      .map((title) => title.padStart(16))
      .join(''),
  );
  for (const name of wanted.filter((other) => other !== 'watch')) {
    const { wallMs, cpuMs, peakRssMb, heapMb, stallMs, stallCpuMs } = all[name] ?? {};
    console.log(
      [name, wallMs, cpuMs, peakRssMb, heapMb, stallMs, stallCpuMs].map((cell) => String(cell).padStart(16)).join(''),
    );
  }
  const { watch } = all;
  if (watch) {
    console.log(
      `watch: ${watch['eventsPerSecond']} events/s with stalls of at most 25 ms; from the server's socket to the store's signal p50 ${watch['p50Ms']} ms, p99 ${watch['p99Ms']} ms`,
    );
  }
}
