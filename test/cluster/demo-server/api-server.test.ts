import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiServer } from '../../../src/demo-server/api-server.ts';
import { ApiState } from '../../../src/demo-server/api-state.ts';
import { makeCertificates } from '../../../src/demo-server/certificate.ts';
import type { KubeObject } from '../../../src/engine/recording/recording.ts';
import { denying, dribble, reset, resetAfter, tooManyRequests } from '../faults.ts';
import { get, watch } from './api-client.ts';

const certificates = await makeCertificates(Date.now());
const servers: ApiServer[] = [];
let state = new ApiState();
let server = await ApiServer.start({ state, certificates });

beforeEach(async () => {
  state = new ApiState({ resourceVersion: 100, historyWindow: 5 });
  server = await ApiServer.start({ state, certificates, bookmarkIntervalMs: 50, gitVersion: 'v1.36.2' });
  servers.push(server);
});
afterAll(() => Promise.all(servers.map((one) => one.stop())));

function pod(
  name: string,
  more: {
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
    readonly phase?: string;
    readonly node?: string;
  } = {},
): KubeObject {
  const { namespace = 'shop', labels = {}, phase = 'Pending', node } = more;
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name, namespace, uid: `uid-${name}`, labels, creationTimestamp: '2026-11-21T08:00:00Z' },
    spec: { nodeName: node, containers: [{ name: 'app' }] },
    status: { phase },
  };
}

const add = (...names: readonly string[]): void => {
  for (const name of names) state.apply('pods', 'ADDED', pod(name));
};

const namesOf = (list: {
  readonly items: readonly { readonly metadata: { readonly name?: string } }[];
}): readonly (string | undefined)[] => list.items.map(({ metadata }) => metadata.name);
const pods = '/api/v1/namespaces/shop/pods';

describe('who may ask', () => {
  it.each([{ authorization: '' }, { authorization: 'Bearer wrong' }, { authorization: 'Basic eDp5' }])(
    'answers 401 to %o',
    async (headers) =>
      expect((await get(server, pods, headers)).json).toMatchObject({
        kind: 'Status',
        status: 'Failure',
        reason: 'Unauthorized',
        code: 401,
      }),
  );

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('answers 405 to %s: it can only be read', async (method) =>
    expect((await get(server, pods, {}, method)).status).toBe(405),
  );
});

describe('list', () => {
  it('is at the version of the last change', async () => {
    add('a', 'b');
    expect((await get(server, pods)).json.metadata.resourceVersion).toBe('102');
  });

  it('is in the order of the names', async () => {
    add('b', 'c', 'a');
    expect(namesOf((await get(server, pods)).json)).toEqual(['a', 'b', 'c']);
  });

  it('has items without kind and apiVersion', async () => {
    add('a');
    expect(Object.keys((await get(server, pods)).json.items[0] ?? {})).toEqual(['metadata', 'spec', 'status']);
  });

  it('shows one namespace, or all', async () => {
    add('a');
    state.apply('pods', 'ADDED', pod('z', { namespace: 'other' }));
    expect([namesOf((await get(server, pods)).json), namesOf((await get(server, '/api/v1/pods')).json)]).toEqual([
      ['a'],
      ['z', 'a'],
    ]);
  });

  it('comes in pages that show the state of the first one', async () => {
    add('a', 'b', 'c');
    const first = (await get(server, `${pods}?limit=2`)).json;
    state.apply('pods', 'DELETED', pod('c'));
    const second = (await get(server, `${pods}?limit=2&continue=${first.metadata.continue ?? ''}`)).json;
    expect([
      namesOf(first),
      first.metadata.remainingItemCount,
      namesOf(second),
      second.metadata.resourceVersion,
    ]).toEqual([['a', 'b'], 1, ['c'], '103']);
  });

  it('answers a page that is too old with 410 and a token for the rest', async () => {
    add('a', 'b', 'c');
    const first = (await get(server, `${pods}?limit=2`)).json;
    state.apply('pods', 'MODIFIED', pod('a'));
    state.compact();
    const expired = await get(server, `${pods}?limit=2&continue=${first.metadata.continue ?? ''}`);
    const rest = await get(server, `${pods}?limit=2&continue=${expired.json.metadata.continue ?? ''}`);
    expect([expired.status, expired.json.reason, namesOf(rest.json)]).toEqual([410, 'Expired', ['c']]);
  });

  it('has no pages at resourceVersion 0', async () => {
    add('a', 'b', 'c');
    expect((await get(server, `${pods}?limit=2&resourceVersion=0`)).json.items).toHaveLength(3);
  });

  it('shows an exact version', async () => {
    add('a', 'b');
    state.apply('pods', 'DELETED', pod('a'));
    expect(namesOf((await get(server, `${pods}?resourceVersion=102&resourceVersionMatch=Exact`)).json)).toEqual([
      'a',
      'b',
    ]);
  });

  it.each([
    ['labelSelector=a%20b', 400],
    ['fieldSelector=spec.foo=x', 400],
    ['resourceVersion=x', 400],
    ['continue=junk', 400],
    ['limit=-1', 400],
    ['resourceVersionMatch=Exact', 422],
    ['resourceVersion=999', 504],
    ['resourceVersion=1&resourceVersionMatch=Exact', 410],
  ])('answers ?%s with %d', async (query, status) =>
    expect((await get(server, `${pods}?${query}`)).status).toBe(status),
  );

  it.each([
    ['labelSelector=app=web', ['web']],
    ['labelSelector=app!=web', ['db', 'none']],
    ['labelSelector=app', ['db', 'web']],
    ['labelSelector=!app', ['none']],
    ['labelSelector=app in (web, api)', ['web']],
    ['labelSelector=app notin (web)', ['db', 'none']],
    ['labelSelector=app in (web,db),tier=back', ['db']],
    ['labelSelector=weight>3', ['db']],
    ['fieldSelector=metadata.name=web', ['web']],
    ['fieldSelector=status.phase!=Running', ['db', 'none']],
    ['fieldSelector=spec.nodeName=', ['db', 'none']],
    ['fieldSelector=spec.nodeName=n1,status.phase=Running', ['web']],
  ])('selects by %s', async (query, expected) => {
    state.apply('pods', 'ADDED', pod('web', { labels: { app: 'web', weight: '3' }, phase: 'Running', node: 'n1' }));
    state.apply('pods', 'ADDED', pod('db', { labels: { app: 'db', tier: 'back', weight: '12' } }));
    state.apply('pods', 'ADDED', pod('none'));
    expect(namesOf((await get(server, `${pods}?${query.replaceAll(' ', '%20').replaceAll('>', '%3E')}`)).json)).toEqual(
      expected,
    );
  });

  it('compresses a big answer for who takes it', async () => {
    for (let i = 0; i < 2000; i += 1) state.apply('pods', 'ADDED', pod(`pod-${i}`));
    const answer = await get(server, pods, { 'accept-encoding': 'gzip' });
    expect([answer.headers['content-encoding'], answer.json.items.length]).toEqual(['gzip', 2000]);
  });
});

describe('get', () => {
  it('answers the object with kind and apiVersion', async () => {
    add('a');
    expect((await get(server, `${pods}/a`)).json).toMatchObject({
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: { name: 'a', resourceVersion: '101' },
    });
  });

  it.each([
    [`${pods}/x`, 'pods "x" not found'],
    ['/apis/apps/v1/namespaces/shop/deployments/x', 'deployments.apps "x" not found'],
    ['/api/v1/namespaces/shop/secrets', 'the server could not find the requested resource'],
    ['/apis/apps/v1/pods', 'the server could not find the requested resource'],
    ['/openapi/v3', 'the server could not find the requested resource'],
    ['//', 'the server could not find the requested resource'],
    ['/api/v1/%ff', 'the server could not find the requested resource'],
  ])('answers 404 for %s as the real server words it', async (path, message) =>
    expect((await get(server, path)).json).toMatchObject({ code: 404, reason: 'NotFound', message }),
  );
});

describe('watch', () => {
  it('tells what happens after the version', async () => {
    add('a', 'b');
    using stream = await watch(server, `${pods}?watch=1&resourceVersion=101`);
    state.apply('pods', 'DELETED', pod('a'));
    expect(
      (await stream.take(2)).map(({ type, object }) => [type, object.metadata.name, object.metadata.resourceVersion]),
    ).toEqual([
      ['ADDED', 'b', '102'],
      ['DELETED', 'a', '103'],
    ]);
  });

  it.each(['', '&resourceVersion=0'])('begins with what is there when asked for any version%s', async (version) => {
    add('a', 'b');
    using stream = await watch(server, `${pods}?watch=true${version}`);
    expect((await stream.take(2)).map(({ type, object }) => [type, object.metadata.name])).toEqual([
      ['ADDED', 'a'],
      ['ADDED', 'b'],
    ]);
  });

  it('is the same as a list and every change after it, whatever happens', async () => {
    add('a', 'b');
    const { json } = await get(server, pods);
    using stream = await watch(server, `${pods}?watch=1&resourceVersion=${json.metadata.resourceVersion}`);
    state.apply('pods', 'ADDED', pod('c'));
    state.apply('pods', 'DELETED', pod('a'));
    state.apply('pods', 'MODIFIED', pod('b', { phase: 'Running' }));
    const there = new Map(json.items.map(({ metadata }) => [metadata.name, metadata.resourceVersion]));
    for (const { type, object } of await stream.take(3)) {
      if (type === 'DELETED') there.delete(object.metadata.name);
      else there.set(object.metadata.name, object.metadata.resourceVersion);
    }
    const now = (await get(server, pods)).json.items.map(({ metadata }) => [metadata.name, metadata.resourceVersion]);
    expect([...there]).toEqual(now);
  });

  it('shows an object that leaves the selection as deleted, and one that enters it as added', async () => {
    add('a');
    using stream = await watch(server, `${pods}?watch=1&resourceVersion=101&fieldSelector=status.phase=Running`);
    state.apply('pods', 'MODIFIED', pod('a', { phase: 'Running' }));
    state.apply('pods', 'MODIFIED', pod('a', { phase: 'Failed' }));
    expect(
      (await stream.take(2)).map(({ type, object }) => [
        type,
        (object['status'] as { phase: string }).phase,
        object.metadata.resourceVersion,
      ]),
    ).toEqual([
      ['ADDED', 'Running', '102'],
      ['DELETED', 'Running', '103'],
    ]);
  });

  it('shows a pod that is made again under its name as deleted, then added', async () => {
    add('a');
    using stream = await watch(server, `${pods}?watch=1&resourceVersion=101`);
    state.apply('pods', 'ADDED', { ...pod('a'), metadata: { ...pod('a').metadata, uid: 'another' } });
    expect((await stream.take(2)).map(({ type, object }) => [type, object.metadata.uid])).toEqual([
      ['DELETED', 'uid-a'],
      ['ADDED', 'another'],
    ]);
  });

  it('sends bookmarks to who allows them', async () => {
    add('a');
    using stream = await watch(server, `${pods}?watch=1&resourceVersion=101&allowWatchBookmarks=true`);
    expect(await stream.next()).toMatchObject({
      type: 'BOOKMARK',
      object: { kind: 'Pod', apiVersion: 'v1', metadata: { resourceVersion: '101' } },
    });
  });

  it('ends after its timeout', async () => {
    using stream = await watch(server, `${pods}?watch=1&resourceVersion=100&timeoutSeconds=1`);
    expect(await stream.next()).toBeUndefined();
  });

  it('says that a version is too old in an ERROR event, and ends', async () => {
    add('a', 'b');
    state.compact();
    using stream = await watch(server, `${pods}?watch=1&resourceVersion=101`);
    expect(await stream.take(2)).toMatchObject([
      {
        type: 'ERROR',
        object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version: 101 (102)' },
      },
    ]);
  });

  it('remembers only so much', async () => {
    for (let i = 0; i < 12; i += 1) add(`pod-${i}`);
    using stream = await watch(server, `${pods}?watch=1&resourceVersion=101`);
    expect((await stream.next())?.type).toBe('ERROR');
  });

  it('streams a list, and says where it ends', async () => {
    add('a', 'b');
    using stream = await watch(
      server,
      `${pods}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
    );
    const events = await stream.take(3);
    expect(
      events.map(({ type, object }) => [type, object.metadata.annotations?.['k8s.io/initial-events-end']]),
    ).toEqual([
      ['ADDED', undefined],
      ['ADDED', undefined],
      ['BOOKMARK', 'true'],
    ]);
  });

  it('refuses to stream a list where the server is too old for it', async () => {
    const old = await ApiServer.start({ state, certificates, gitVersion: 'v1.29.1' });
    servers.push(old);
    expect(
      (
        await get(
          old,
          `${pods}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
        )
      ).json,
    ).toMatchObject({ code: 422, reason: 'Invalid' });
  });
});

describe('events in both groups', () => {
  const event: KubeObject = {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: { name: 'a.1', namespace: 'shop', uid: 'e' },
    involvedObject: { kind: 'Pod', name: 'a', uid: 'uid-a' },
    reason: 'Pulled',
    message: 'done',
    type: 'Normal',
    count: 2,
    source: { component: 'kubelet', host: 'n1' },
  };

  it.each([
    'involvedObject.uid=uid-a',
    'reason=Pulled',
    'type=Normal,source=kubelet',
    'involvedObject.kind=Pod,involvedObject.name=a',
  ])('selects by %s', async (selector) => {
    state.apply('events', 'ADDED', event);
    expect((await get(server, `/api/v1/events?fieldSelector=${selector}`)).json.items).toHaveLength(1);
  });

  it('shows the same event in events.k8s.io/v1, in its words', async () => {
    state.apply('events', 'ADDED', event);
    expect((await get(server, '/apis/events.k8s.io/v1/events?fieldSelector=regarding.name=a')).json).toMatchObject({
      kind: 'EventList',
      apiVersion: 'events.k8s.io/v1',
      items: [{ note: 'done', regarding: { name: 'a' }, deprecatedCount: 2 }],
    });
  });
});

describe('other forms', () => {
  it('answers a table to who asks for one', async () => {
    add('a');
    const { json } = await get(server, pods, {
      accept: 'application/json;as=Table;v=v1;g=meta.k8s.io, application/json',
    });
    expect(json).toMatchObject({
      kind: 'Table',
      rows: [{ cells: ['a', '0/1', 'Pending', '0', expect.any(String), '<none>', '<none>', '<none>', '<none>'] }],
    });
  });

  it('answers only metadata to who asks for that', async () => {
    add('a');
    expect(
      Object.keys(
        (await get(server, `${pods}/a`, { accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' }))
          .json,
      ),
    ).toEqual(['kind', 'apiVersion', 'metadata']);
  });

  it('answers 406 to who takes only what it does not speak', async () =>
    expect((await get(server, pods, { accept: 'application/yaml' })).status).toBe(406));
});

describe('faults on demand', () => {
  it('answers 429 with Retry-After', async () => {
    server.before = () => tooManyRequests(7);
    expect((await get(server, pods)).headers['retry-after']).toBe('7');
  });

  it('denies what a test says, worded as RBAC does', async () => {
    server.before = denying(({ target }) => target?.resource === 'events', 'jane');
    expect([
      (await get(server, '/api/v1/namespaces/shop/events')).json.message,
      (await get(server, pods)).status,
    ]).toEqual([
      'events is forbidden: User "jane" cannot list resource "events" in API group "" in the namespace "shop"',
      200,
    ]);
  });

  it.each([reset, () => resetAfter(10)])('cuts the connection off', async (interference) => {
    add('a');
    server.before = interference;
    await expect(get(server, pods)).rejects.toThrow(/socket hang up|ECONNRESET|aborted/);
  });

  it('sends in small pieces', async () => {
    add('a');
    server.before = () => dribble(7, 0);
    expect(namesOf((await get(server, pods)).json)).toEqual(['a']);
  });

  it('comes back at the same port with the same state', async () => {
    add('a');
    const { port } = server;
    await server.stop();
    await expect(get(server, pods)).rejects.toThrow(/ECONNREFUSED/);
    await server.listen(port);
    expect(namesOf((await get(server, pods)).json)).toEqual(['a']);
  });
});
