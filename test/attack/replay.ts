import type { Cluster } from '../../src/engine/watch/cluster.ts';
import { openCluster } from '../../src/engine/watch/live-cluster.ts';
import { ApiServer } from '../../src/demo-server/api-server.ts';
import { ApiState } from '../../src/demo-server/api-state.ts';
import { type Problem, problemIn } from '../../src/engine/access/problem.ts';
import { english } from '../../src/engine/timeline/model/duration.ts';
import { formatText } from '../../src/engine/timeline/model/text.ts';
import { FAST, podObject } from '../cluster/engine/watch/live-rig.ts';
import type { Chance, Counters, HostileServer } from './servers.ts';

/** What came of an attack. */
export interface Outcome {
  readonly name: string;
  readonly seed: number;
  /** What did not hold; empty when all did. */
  readonly faults: readonly string[];
  readonly attacks: number;
  /** Of attacks, off the server's hands. */
  readonly bytes: number;
  /** By how much the process grew at most. */
  readonly megabytes: number;
}

const TOKEN = 'SECRET-TOKEN-of-this-test';

/** How long the words may take to come: the machine may be busy. */
const WITHIN_MS = 30_000;

/** How long a server goes on after its words have come, so that a storm is seen. */
const AFTER_MS = 300;
const LASTING_MS = 2000;

/** Lets a server loose on a cluster of its own, and says what held. */
export async function attack(scenario: HostileServer, seed: number): Promise<Outcome> {
  const counters: Counters = { attacks: 0, bytes: 0, open: 0 };
  const state = new ApiState();
  for (let index = 0; index < 3; index += 1) state.apply('pods', 'ADDED', podObject(`old-${index}`));
  const server = await ApiServer.start({
    state,
    token: TOKEN,
    bookmarkIntervalMs: 100,
    before: scenario.serve(chanceOf(seed), counters),
  });
  const cluster = await openCluster({
    kubeconfig: { kind: 'text', yaml: server.kubeconfig('shop') },
    lists: 'pages',
    timing: { ...FAST, watchSilenceMs: 30_000, listSilenceMs: 30_000, ...scenario.timing },
  });
  const told: Problem[] = [];
  cluster.statusChanged.subscribe((status) =>
    told.push(...('problem' in status ? [status.problem] : []), ...('missing' in status ? status.missing : [])),
  );
  const memory = watchMemory();
  try {
    cluster.start();
    const asked = scenario.ask ? note(scenario.ask(cluster), told) : Promise.resolve();
    const faults = await faultsOf(scenario, cluster, told, asked);
    const isLetGo = await becomes(() => counters.open === 0);
    await pause(scenario.lasts ? LASTING_MS : AFTER_MS);
    const { attacks, bytes } = counters;
    const megabytes = memory.peakMegabytes();
    const all = [
      ...faults,
      ...(isLetGo ? [] : ['an answer was never let go of']),
      ...excesses(scenario, counters, megabytes),
    ];
    return { name: scenario.name, seed, faults: all, attacks, bytes, megabytes };
  } finally {
    memory.end();
    cluster.dispose();
    await server.stop();
  }
}

async function note(asked: Promise<unknown>, told: Problem[]): Promise<void> {
  try {
    await asked;
  } catch (error) {
    const problem = problemIn(error);
    if (!problem) throw error;
    told.push(problem);
  }
}

const wordsOf = ({ fact, nextStep }: Problem): string =>
  `${formatText(fact, english)}\n${formatText(nextStep, english)}`;

async function faultsOf(
  { expect }: HostileServer,
  cluster: Cluster,
  told: readonly Problem[],
  asked: Promise<void>,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const ended = await Promise.race<true | string>([
    asked.then(
      () => true as const,
      (error: unknown) => `what was asked failed without words: ${String(error)}`,
    ),
    pause(WITHIN_MS).then(() => 'what was asked never ended'),
  ]);
  if (typeof ended === 'string') faults.push(ended);
  const isTold = (): boolean =>
    expect.told === undefined ||
    told.some(
      (problem) => problem.code === expect.told?.code && expect.told.words.test(formatText(problem.fact, english)),
    );
  const isLive = (): boolean =>
    expect.live === undefined || (cluster.status.state === 'live' && [...cluster.store.pods()].length === 3);
  await becomes(() => isTold() && isLive());
  const words = told.map(wordsOf);
  if (!isTold()) {
    faults.push(`nobody was told ${String(expect.told?.words)}, but: ${words.slice(0, 3).join(' | ').slice(0, 600)}`);
  }
  if (!isLive()) faults.push(`pods are not watched: ${JSON.stringify(cluster.status).slice(0, 600)}`);
  if (words.some((said) => expect.never?.test(said) === true)) faults.push('what nobody may read was told');
  return faults;
}

function excesses({ expect }: HostileServer, { attacks, bytes }: Counters, megabytes: number): readonly string[] {
  const { mostAttacks = Infinity, mostBytes = Infinity, mostMegabytes = 200 } = expect;
  return [
    ...(attacks === 0 ? ['it was never asked'] : []),
    ...(attacks > mostAttacks ? [`it was asked ${attacks} times`] : []),
    ...(bytes > mostBytes ? [`${bytes} bytes were taken from it`] : []),
    ...(megabytes > mostMegabytes ? [`the memory grew by ${megabytes} MB`] : []),
  ];
}

/** Waits for it, as long as that may take. */
async function becomes(is: () => boolean): Promise<boolean> {
  const end = Date.now() + WITHIN_MS;
  while (!is() && Date.now() < end) await pause(10);
  return is();
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The largest that heap and buffers were, looked at every few milliseconds. */
function watchMemory(): { readonly peakMegabytes: () => number; readonly end: () => void } {
  const size = (): number => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = size();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, size())), 5);
  return { peakMegabytes: () => Math.round((peak - before) / 1e6), end: () => clearInterval(timer) };
}

/** mulberry32: 32 bits of state, the same on every machine. */
function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
