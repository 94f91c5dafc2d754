import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { followKubeconfig } from '../../../../src/engine/access/follow-kubeconfig.ts';
import { kubeconfigFiles } from '../../../../src/engine/access/kubeconfig.ts';
import { openCluster } from '../../../../src/engine/watch/live-cluster.ts';
import { problemOf } from '../../../../src/engine/access/problems.ts';
import { Session, type ClusterDoor } from '../../../../src/engine/watch/session.ts';
import { ApiServer } from '../../../../src/demo-server/api-server.ts';
import { ApiState } from '../../../../src/demo-server/api-state.ts';
import { difference, FAST, podObject, until } from './live-rig.ts';

/* The session as the extension builds it, on two real servers and a real kubeconfig; only VS Code's memory is a map. */

/** What happens to the file just before a cluster is opened. */
let spoil = (): void => undefined;

const door: ClusterDoor = {
  followKubeconfig,
  kubeconfigFiles,
  openCluster: (kubeconfig, { context }) => {
    spoil();
    return openCluster({ kubeconfig, timing: FAST, ...(context !== undefined && { context }) });
  },
  problemOf: (error) => problemOf(error, { server: 'kubeconfig', context: '', what: 'open the cluster' }),
};

interface Place {
  readonly server: ApiServer;
  readonly state: ApiState;
  connections: number;
}

async function place(name: string): Promise<Place> {
  const state = new ApiState();
  for (let index = 0; index < 20; index += 1) state.apply('pods', 'ADDED', podObject(`${name}-${index}`));
  const server = await ApiServer.start({ state, bookmarkIntervalMs: 100 });
  onTestFinished(() => server.stop());
  return { server, state, connections: 0 };
}

interface TwoPlaces {
  readonly session: Session;
  readonly places: Readonly<Record<'one' | 'two', Place>>;
  readonly switchTo: (context: 'one' | 'two') => void;
  readonly file: string;
}

/** A session that is held, and `kubectl config use-context` in the form of a function. */
async function twoPlaces(): Promise<TwoPlaces> {
  const places = { one: await place('one'), two: await place('two') };
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-session-'));
  const file = path.join(folder, 'config');
  const configs = Object.entries(places).map(
    ([name, { server }]) =>
      [
        name,
        JSON.parse(server.kubeconfig('shop')) as Record<'clusters' | 'users', [{ cluster: object; user: object }]>,
      ] as const,
  );
  const switchTo = (current: string): void =>
    fs.writeFileSync(
      file,
      JSON.stringify({
        'current-context': current,
        contexts: configs.map(([name]) => ({ name, context: { cluster: name, user: name, namespace: 'shop' } })),
        clusters: configs.map(([name, { clusters }]) => ({ name, cluster: clusters[0].cluster })),
        users: configs.map(([name, { users }]) => ({ name, user: users[0].user })),
      }),
    );
  switchTo('one');
  const session = new Session(
    { kind: 'files', paths: [file] },
    {
      door: () => Promise.resolve(door),
      memory: { get: () => undefined, update: () => Promise.resolve() },
      lingerMs: () => 60_000,
    },
  );
  session.hold();
  onTestFinished(() => {
    session.dispose();
    fs.rmSync(folder, { recursive: true });
  });
  return { session, places, switchTo, file };
}

/** Writes down every pod that is shown under another context than its own. */
function watchForStrangers(session: Session): string[] {
  const strangers: string[] = [];
  const look = (): void => {
    const cluster = session.cluster;
    for (const { pod } of cluster?.store.pods() ?? []) {
      if (!pod.name.startsWith(`${cluster?.target.context}-`)) {
        strangers.push(`${pod.name} under ${cluster?.target.context}`);
      }
    }
  };
  session.changed.subscribe((state) => {
    look();
    if (state.state === 'open') {
      state.cluster.store.changed.subscribe(() =>
        state.cluster === session.cluster
          ? look()
          : strangers.push(`a change of ${state.cluster.target.context} after it was left`),
      );
    }
  });
  return strangers;
}

const settles = (session: Session, name: string, { state }: Place): Promise<void> =>
  until(() =>
    session.cluster?.target.context !== name
      ? `the context is ${session.cluster?.target.context}`
      : difference(state, session.cluster),
  );

const openSockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'TLSSocketWrap' || name === 'TCPSocketWrap').length;

/** Both ends of the connections of one cluster are in this process: one connection a watch. */
const ONE_CLUSTER = 2 * 2 * 9;

test(
  'a context that is switched 100 times quickly shows no stale pod and leaves no request',
  { timeout: 60_000 },
  async () => {
    const { session, places } = await twoPlaces();
    const strangers = watchForStrangers(session);
    await settles(session, 'one', places.one);
    for (let turn = 0; turn < 100; turn += 1) {
      session.chooseContext(turn % 2 === 0 ? 'two' : 'one');
      if (turn % 3 === 0) places.one.state.apply('pods', 'ADDED', podObject(`one-more-${turn}`));
      await new Promise((resolve) => setTimeout(resolve, (turn * 7) % 40));
    }
    session.chooseContext('two');
    const left = performance.now();
    await settles(session, 'two', places.two);
    if (process.env['FAULT_TABLE'] !== undefined) {
      console.log(
        `FAULT | context switched 100 times | the last one, no pod of another | ${Math.round(performance.now() - left)} ms`,
      );
    }
    const asked = places.one.server.requests;
    await until(() => (openSockets() <= ONE_CLUSTER ? '' : `${openSockets()} sockets are open`));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([strangers, places.one.server.requests - asked]).toEqual([[], 0]);
  },
);

test('a context that is switched in the file 30 times quickly ends with the last', { timeout: 60_000 }, async () => {
  const { session, places, switchTo } = await twoPlaces();
  const strangers = watchForStrangers(session);
  await settles(session, 'one', places.one);
  for (let turn = 0; turn < 30; turn += 1) {
    switchTo(turn % 2 === 0 ? 'two' : 'one');
    await new Promise((resolve) => setTimeout(resolve, (turn * 7) % 50));
  }
  switchTo('two');
  await settles(session, 'two', places.two);
  const asked = places.one.server.requests;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect([strangers, places.one.server.requests - asked]).toEqual([[], 0]);
});

test('what was read is opened, although the file is empty by then', async () => {
  const { session, places, switchTo, file } = await twoPlaces();
  await settles(session, 'one', places.one);
  const states: string[] = [];
  session.changed.subscribe(({ state }) => states.push(state));
  spoil = () => fs.truncateSync(file);
  onTestFinished(() => void (spoil = () => undefined));
  switchTo('two');
  await until(() => (session.cluster?.target.context === 'two' ? '' : states.join()));
  switchTo('two');
  await settles(session, 'two', places.two);
  expect(states).not.toContain('failed');
});
