import { expect, test } from 'vitest';
import { EvidenceStore } from '../../../../src/engine/store/evidence-store.ts';
import type { ApiRequest } from '../../../../src/demo-server/api-request.ts';
import { ApiState } from '../../../../src/demo-server/api-state.ts';
import type { Interference } from '../../../../src/demo-server/interference.ts';
import { resetAfter } from '../../faults.ts';
import { FAST, podObject, startRig, until, type Rig, type RigOptions } from './live-rig.ts';

/* KEP-3157: a watch that begins with everything that is there, up to the bookmark `k8s.io/initial-events-end`. */

function shopOf(pods: number): ApiState {
  const state = new ApiState();
  for (let index = 0; index < pods; index += 1) state.apply('pods', 'ADDED', podObject(`pod-${index}`));
  return state;
}

const isStream = ({ query }: ApiRequest): boolean => query.has('sendInitialEvents');
const isOfPods = ({ target }: ApiRequest): boolean => target?.resource === 'pods';

interface Asked {
  readonly rig: Rig;
  /** What was asked of the pods: `stream`, `list` or `watch`. */
  readonly asked: string[];
}

/** `meddle`: with the pods' streams only. */
async function streamingRig(
  options: RigOptions & { readonly meddle?: (request: ApiRequest, streams: number) => Interference | undefined },
): Promise<Asked> {
  const { meddle, ...rigOptions } = options;
  const rig = await startRig({ state: shopOf(40), lists: 'stream', ...rigOptions, start: false });
  const asked: string[] = [];
  rig.server.before = (request) => {
    if (!isOfPods(request)) return undefined;
    asked.push(isStream(request) ? 'stream' : request.verb);
    return isStream(request) ? meddle?.(request, asked.filter((what) => what === 'stream').length) : undefined;
  };
  rig.cluster.start();
  return { rig, asked };
}

test('one request lists and goes on as the watch', async () => {
  const { rig, asked } = await streamingRig({});
  await using _ = rig;
  await rig.converged();
  rig.state.apply('pods', 'ADDED', podObject('later'));
  await rig.converged();
  expect(asked).toEqual(['stream']);
});

test('what was there counts as listed, what came later as watched', async () => {
  const { rig } = await streamingRig({ state: shopOf(1) });
  await using _ = rig;
  await rig.reaches('live');
  rig.state.apply('pods', 'ADDED', podObject('later'));
  await rig.converged();
  const { store } = rig.cluster;
  const how = [...store.pods()].map(({ pod }) =>
    store instanceof EvidenceStore ? store.evidence(pod.uid)?.pods.map((seen) => seen.how) : undefined,
  );
  expect(how).toEqual([['listed'], ['watched']]);
});

test('a server that does not have them is asked once, and listed in pages for good', async () => {
  const { rig, asked } = await streamingRig({ server: { gitVersion: 'v1.31.4' } });
  await using _ = rig;
  await rig.converged();
  rig.server.dropConnections();
  rig.state.apply('pods', 'DELETED', rig.state.resource('pods')!.items()[0]!.object);
  rig.state.compact();
  await rig.converged();
  expect(asked.filter((what) => what === 'stream')).toHaveLength(1);
});

test('a server that does not know the parameter and sends ordinary bookmarks', async () => {
  const { rig, asked } = await streamingRig({ meddle: forget });
  await using _ = rig;
  await rig.reaches('live');
  await rig.converged();
  expect(asked.slice(0, 3)).toEqual(['stream', 'list', 'watch']);
});

test('a server that does not know the parameter and then says nothing', async () => {
  const { rig, asked } = await streamingRig({
    meddle: forget,
    server: { bookmarkIntervalMs: 3_600_000 },
    timing: { ...FAST, watchSilenceMs: 20_000, streamSilenceMs: 150 },
  });
  await using _ = rig;
  await rig.reaches('live');
  await rig.converged();
  expect(asked.slice(0, 3)).toEqual(['stream', 'list', 'watch']);
});

/** As a server before Kubernetes 1.27. */
function forget({ query }: ApiRequest): undefined {
  query.delete('sendInitialEvents');
  query.delete('resourceVersionMatch');
}

test('cut in the middle it begins again, and what was deleted meanwhile is gone', async () => {
  const state = shopOf(40);
  const gone = state.resource('pods')!.items()[0]!.object;
  const { rig, asked } = await streamingRig({
    state,
    meddle: (_request, streams) => {
      if (streams === 2) state.apply('pods', 'DELETED', gone);
      return streams === 1 ? resetAfter(10_000) : undefined;
    },
  });
  await using _ = rig;
  await rig.converged();
  expect([asked, rig.cluster.store.pod(gone.metadata.uid!)?.deleted]).toEqual([['stream', 'stream'], true]);
});

test('where streams never come to their end, pages do', async () => {
  const { rig, asked } = await streamingRig({ meddle: () => resetAfter(10_000) });
  await using _ = rig;
  await rig.converged();
  expect(asked.slice(0, 4)).toEqual(['stream', 'stream', 'stream', 'list']);
});

test('after a 410 it streams again', async () => {
  const { rig, asked } = await streamingRig({});
  await using _ = rig;
  await rig.reaches('live');
  rig.state.compact();
  rig.server.dropConnections();
  rig.state.apply('pods', 'ADDED', podObject('while away'));
  rig.state.compact();
  await rig.converged();
  await until(() => (asked.includes('watch') ? '' : 'the watch was not tried'));
  expect(asked.filter((what) => what !== 'watch')).toEqual(['stream', 'stream']);
});
