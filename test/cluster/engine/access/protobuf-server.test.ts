import { describe, expect, test } from 'vitest';
import { ApiState } from '../../../../src/demo-server/api-state.ts';
import { StatusError } from '../../../../src/demo-server/status.ts';
import { get } from '../../demo-server/api-client.ts';
import { dribble, refuse, resetAfter } from '../../faults.ts';
import { eventObject, podObject, startRig, until, type Rig, type RigOptions } from '../watch/live-rig.ts';
import { protobufWriter } from '../decode/protobuf-encode.ts';

/*
 * The way of the editor on a real server: pods and events in protobuf, over real sockets, with what happens to them
 * there.
 */

/** The version, and lists and watches of pods, events and the six kinds of owners. */
const EVERYTHING = 17;

const PROTOBUF = 'application/vnd.kubernetes.protobuf';

async function running(options: RigOptions = {}): Promise<Rig> {
  const rig = await startRig({
    protobuf: 'when-offered',
    ...options,
    server: { protobuf: protobufWriter, ...options.server },
  });
  for (let index = 0; index < 5; index += 1) rig.state.apply('pods', 'ADDED', podObject(`old-${index}`));
  await rig.converged();
  await rig.reaches('live');
  return rig;
}

let round = 0;
function change({ state }: Rig): void {
  round += 1;
  const pod = podObject(`new-${round}`);
  state.apply('pods', 'ADDED', pod);
  state.apply('events', 'ADDED', eventObject(pod, 'Scheduled'));
  const [first, second] = state.resource('pods')!.items();
  if (first) state.apply('pods', 'MODIFIED', { ...first.object, status: { phase: 'Running' } });
  if (second) state.apply('pods', 'DELETED', second.object);
}

describe('a server that speaks protobuf', () => {
  test('does so only to who asks for it, and names it as a real one', async () => {
    await using rig = await running({ start: true });
    const types = await Promise.all(
      [`${PROTOBUF}, application/json`, 'application/json', '*/*'].map(
        async (accept) => (await get(rig.server, '/api/v1/namespaces/shop/pods', { accept })).headers['content-type'],
      ),
    );
    expect(types).toEqual([PROTOBUF, 'application/json', 'application/json']);
  });

  test.each(['pages', 'stream'] as const)('is listed in %s and watched', async (lists) => {
    await using rig = await running({ lists, timing: { pageSize: 2 } });
    for (let index = 0; index < 5; index += 1) change(rig);
    await rig.converged();
  });

  test('may be slow, and cut off in the middle of a frame', async () => {
    await using rig = await running();
    rig.server.before = ({ verb }) => (verb === 'watch' ? resetAfter(700) : undefined);
    rig.server.dropConnections();
    for (let index = 0; index < 5; index += 1) change(rig);
    rig.server.before = ({ verb }) => (verb === 'watch' ? dribble(7, 1) : undefined);
    await rig.converged();
    rig.server.before = undefined;
    rig.server.dropConnections();
    change(rig);
    await rig.converged();
  });

  test('says in protobuf that a version is gone', async () => {
    await using rig = await running({ state: new ApiState({ historyWindow: 2 }) });
    await rig.server.stop();
    for (let index = 0; index < 5; index += 1) change(rig);
    rig.state.compact();
    await rig.server.listen(rig.server.port);
    await rig.converged();
  });

  test('is taken as it is: readiness that flips, deletions without a deletionTimestamp, messages as long as a page', async () => {
    await using rig = await running();
    const pod = podObject('flapping');
    const condition = (ready: boolean): object => ({
      type: 'Ready',
      status: ready ? 'True' : 'False',
      lastTransitionTime: '2026-11-21T08:11:00Z',
    });
    rig.state.apply('pods', 'ADDED', pod);
    for (let turn = 0; turn < 20; turn += 1) {
      rig.state.apply('pods', 'MODIFIED', {
        ...pod,
        status: { phase: 'Running', conditions: [condition(turn % 2 === 0)] },
      });
    }
    rig.state.apply('events', 'ADDED', eventObject(pod, 'Unhealthy', `Readiness probe failed: ${'é'.repeat(60_000)}`));
    await rig.converged();
    rig.state.apply('pods', 'DELETED', pod);
    await rig.converged();
    expect([rig.cluster.store.pod(pod.metadata.uid!)?.deleted, rig.cluster.status]).toMatchObject([
      true,
      { state: 'live', missing: [] },
    ]);
  });

  test('refuses for a while', async () => {
    await using rig = await running();
    rig.server.before = () => refuse(new StatusError(401, 'Unauthorized', 'Unauthorized'));
    rig.server.dropConnections();
    await rig.reaches('denied');
    change(rig);
    rig.server.before = undefined;
    await rig.converged();
    await rig.reaches('live');
  });
});

test('a token that the server no longer takes does not end the watches that it began', async () => {
  await using rig = await running({ timing: { watchSilenceMs: 60_000, listSilenceMs: 60_000 } });
  await until(() => (rig.server.requests >= EVERYTHING ? '' : `${rig.server.requests} requests`));
  rig.server.rotateToken();
  change(rig);
  await rig.converged();
  expect(rig.cluster.status.state).toBe('live');
  rig.server.dropConnections();
  expect(await rig.reaches('denied')).toMatchObject({ problem: { code: 'unauthorized' } });
});
