import { type ChildProcess, fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { kinds } from './kinds.ts';

/*
 * `npm run attack [-- --seconds 180] [--seed 1] [--only servers,pods] [--json]`: hostile servers, broken recordings,
 * made-up pods and texts, each with a seed of its own, in about so many seconds; then how many were tried and how many
 * held. Ends with 1 when something did not hold. The seed is the time unless it is given; a failure is repeated with
 * `--only KIND --seed SEED --seconds 1`.
 */

/** What the process of a kind says. */
export type Report =
  | { readonly state: 'tries'; readonly seed: number; readonly what: string }
  | { readonly state: 'tried'; readonly seed: number; readonly what: string; readonly faults: readonly string[] };

interface Failure {
  readonly seed: number;
  readonly what: string;
  readonly faults: readonly string[];
}

interface Result {
  readonly kind: string;
  readonly title: string;
  readonly tried: number;
  readonly failures: readonly Failure[];
}

/** What takes longer hangs: the longest trials wait for words for 30 s, at most twice. */
const HANGS_AFTER_MS = 90_000;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '180' },
    seed: { type: 'string' },
    only: { type: 'string', default: Object.keys(kinds).join(',') },
    json: { type: 'boolean', default: false },
  },
});

const names = values.only.split(',');
const seconds = Number(values.seconds);
const firstSeed = values.seed === undefined ? Math.floor(Date.now() / 1000) % 1e9 : Number(values.seed);
const unknown = names.filter((name) => !Object.hasOwn(kinds, name));
if (unknown.length > 0) {
  fail(`There is no ${unknown.join(', ')}. Next step: one or more of ${Object.keys(kinds).join(',')}.`);
}
if (!(seconds > 0)) fail('--seconds takes a number above 0.');
if (!Number.isSafeInteger(firstSeed) || firstSeed < 0) fail('--seed takes a whole number.');

function fail(words: string): never {
  console.error(words);
  process.exit(2);
}

/** What one process came to: until its time is over, or until a trial that it did not survive. */
interface Ended {
  readonly tried: number;
  readonly failures: readonly Failure[];
  readonly next: number;
}

function attackOnce(kind: string, seed: number, forSeconds: number): Promise<Ended> {
  const child = fork(new URL('./try-kind.ts', import.meta.url), [kind, String(seed), String(forSeconds)]);
  const failures: Failure[] = [];
  let tried = 0;
  let current: { readonly seed: number; readonly what: string } | undefined;
  let hangs = false;
  let timer = watch(child);
  function watch(of: ChildProcess): NodeJS.Timeout {
    return setTimeout(() => {
      hangs = true;
      of.kill('SIGKILL');
    }, HANGS_AFTER_MS);
  }
  child.on('message', (report: Report) => {
    clearTimeout(timer);
    timer = watch(child);
    current = report.state === 'tries' ? report : undefined;
    if (report.state === 'tries') return;
    tried += 1;
    if (report.faults.length > 0) failures.push(report);
  });
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      const reason = hangs ? `did not end within ${HANGS_AFTER_MS / 1000} s` : `ended the process (${code ?? signal})`;
      const lost = current ?? (code === 0 ? undefined : { seed: seed + tried, what: 'before or after a trial' });
      if (lost) failures.push({ ...lost, faults: [reason] });
      resolve({ tried: tried + (lost ? 1 : 0), failures, next: (lost?.seed ?? seed + tried - 1) + 1 });
    });
  });
}

async function attackWith(kind: string, forSeconds: number): Promise<Result> {
  const end = performance.now() + forSeconds * 1000;
  const failures: Failure[] = [];
  let tried = 0;
  let seed = firstSeed;
  do {
    const ended = await attackOnce(kind, seed, (end - performance.now()) / 1000);
    tried += ended.tried;
    failures.push(...ended.failures);
    seed = ended.next;
  } while (performance.now() < end);
  return { kind, title: kinds[kind]?.title ?? kind, tried, failures };
}

const shares = names.reduce((sum, name) => sum + (kinds[name]?.share ?? 0), 0);
const results: Result[] = [];
for (const name of names) {
  const result = await attackWith(name, (seconds * (kinds[name]?.share ?? 0)) / shares);
  results.push(result);
  if (!values.json) console.error(`${result.title}: ${result.tried} tried`);
}

const failed = results.flatMap(({ kind, failures }) => failures.map((failure) => ({ kind, ...failure })));
if (values.json) console.log(JSON.stringify({ seed: firstSeed, seconds, results }, null, 2));
else {
  console.log(`\nSeed ${firstSeed}\n\n| Attack | Tried | Held |\n|---|---:|---:|`);
  for (const { title, tried, failures } of results) console.log(`| ${title} | ${tried} | ${tried - failures.length} |`);
  for (const { kind, seed, what, faults } of failed) {
    console.log(`\n${kind}, ${what}: ${faults.join('; ').slice(0, 1000)}`);
    console.log(`  again: npm run attack -- --only ${kind} --seed ${seed} --seconds 1`);
  }
}
process.exitCode = failed.length > 0 ? 1 : 0;
