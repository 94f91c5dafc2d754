import * as fs from 'node:fs';
import * as path from 'node:path';
import * as zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DecodedChange } from '../../../../src/engine/decode/changes.ts';
import type { Codec, Item } from '../../../../src/engine/decode/codec.ts';
import { decodeChange } from '../../../../src/engine/decode/decode.ts';
import { resourceNamed } from '../../../../src/engine/decode/resources.ts';
import { jsonCodec } from '../../../../src/engine/decode/json/json-codec.ts';
import { protobufCodec } from '../../../../src/engine/decode/protobuf/protobuf-codec.ts';
import { epochMs } from '../../../../src/engine/timeline/model/units.ts';
import { encodeList, encodeMessage, encodeWatchEvent } from './protobuf-encode.ts';
import { podObject, startRig } from '../watch/live-rig.ts';

const CONTENT_TYPE = 'application/vnd.kubernetes.protobuf';
const folder = path.join(import.meta.dirname, '../../../recordings');
const now = epochMs(7);

type Json = Record<string, unknown>;

interface Recorded {
  readonly r: string;
  readonly type: string;
  readonly object: Json;
}

function recorded(file: string): Recorded[] {
  const lines = zlib
    .gunzipSync(fs.readFileSync(path.join(folder, file)))
    .toString('utf8')
    .trim()
    .split('\n');
  return lines
    .map((line) => JSON.parse(line) as Recorded)
    .filter(
      ({ r, object, type }) => (r === 'pods' || r === 'events') && typeof object === 'object' && type !== 'BOOKMARK',
    );
}

const files = [
  ...fs.readdirSync(folder),
  ...fs.readdirSync(path.join(folder, 'v1.29')).map((file) => `v1.29/${file}`),
].filter((file) => file.endsWith('.ndjson.gz'));

const codecs = (resource: string): { readonly json: Codec<DecodedChange>; readonly protobuf: Codec<DecodedChange> } => {
  const json = jsonCodec(({ how, object, arrivedAt }) => decodeChange({ resource, how, object, arrivedAt }));
  return { json, protobuf: protobufCodec(resourceNamed(resource)!.fromMessage!, json) };
};

const KINDS: Readonly<Record<string, string>> = { pods: 'Pod', events: 'Event' };

const valueOf = <T>(item: Item<T>): unknown => (item.kind === 'object' ? item.value : item);

describe.each(files)('%s', (file) => {
  test.each(['pods', 'events'])('%s are the same in protobuf and in JSON', (resource) => {
    const objects = recorded(file)
      .filter(({ r }) => r === resource)
      .map(({ object }) => object);
    const { json, protobuf } = codecs(resource);
    const inJson = json
      .watch(false)
      .push(Buffer.from(objects.map((object) => `${JSON.stringify({ type: 'MODIFIED', object })}\n`).join('')), now);
    const inProtobuf = protobuf
      .watch(false, CONTENT_TYPE)
      .push(Buffer.concat(objects.map((object) => encodeWatchEvent('MODIFIED', KINDS[resource]!, object))), now);
    expect(inProtobuf.map(valueOf)).toEqual(inJson.map(valueOf));
  });
});

test('a list is the same cut anywhere', () => {
  const objects = recorded('coldpull.ndjson.gz')
    .filter(({ r }) => r === 'pods')
    .map(({ object }) => object);
  const body = encodeList(
    'Pod',
    { resourceVersion: '5', continue: 'more' },
    objects.map((object) => encodeMessage('Pod', object)),
  );
  const { json, protobuf } = codecs('pods');
  const wanted = objects.map((object) =>
    valueOf(
      json.list().push(Buffer.alloc(0), now)[0] ?? {
        kind: 'object',
        resourceVersion: '',
        value: decodeChange({ resource: 'pods', how: 'listed', object, arrivedAt: now }),
      },
    ),
  );
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1 }), (sizes) => {
      const reader = protobuf.list(CONTENT_TYPE);
      const items: Item<DecodedChange>[] = [];
      for (let at = 0, turn = 0; at < body.length; at += sizes[turn++ % sizes.length]!) {
        items.push(...reader.push(body.subarray(at, at + sizes[turn % sizes.length]!), now));
      }
      expect(items.map(valueOf)).toEqual(wanted);
      expect(reader.end(now).end).toEqual({ resourceVersion: '5', continue: 'more' });
    }),
    { numRuns: 50 },
  );
});

test('a list that is cut off is an error wherever it is cut', () => {
  const pod = podObject('a');
  const body = encodeList('Pod', { resourceVersion: '5' }, [encodeMessage('Pod', pod)]).subarray(0, -4);
  for (let end = 0; end < body.length; end += 1) {
    const reader = codecs('pods').protobuf.list(CONTENT_TYPE);
    expect(() => {
      reader.push(body.subarray(0, end), now);
      reader.end(now);
    }).toThrow();
  }
});

test('bookmarks and errors of a watch', () => {
  const reader = codecs('pods').protobuf.watch(true, CONTENT_TYPE);
  const bytes = Buffer.concat([
    encodeWatchEvent('ADDED', 'Pod', podObject('first')),
    encodeWatchEvent('BOOKMARK', 'Pod', {
      metadata: { resourceVersion: '9', annotations: { 'k8s.io/initial-events-end': 'true' } },
    }),
    encodeWatchEvent('ADDED', 'Pod', podObject('second')),
    encodeWatchEvent('ERROR', 'Status', { code: 410, reason: 'Expired', message: 'too old' }),
  ]);
  const items = reader.push(bytes, now).map((item) => (item.kind === 'object' ? item.value?.how : item));
  expect(items).toEqual([
    'listed',
    { kind: 'bookmark', resourceVersion: '9', initialEnd: true },
    'watched',
    { kind: 'error', code: 410, reason: 'Expired', message: 'too old' },
  ]);
});

test.each(['pods', 'events'])('junk in place of %s is told as broken, never a hang', (resource) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 3 }), (messages) => {
      const reader = codecs(resource).protobuf.list(CONTENT_TYPE);
      const kinds = reader
        .push(
          encodeList(
            KINDS[resource]!,
            { resourceVersion: '5' },
            messages.map((bytes) => Buffer.from(bytes)),
          ),
          now,
        )
        .map(({ kind }) => kind);
      expect(kinds).toEqual(messages.map(() => 'broken'));
    }),
    { numRuns: 1000 },
  );
});

test('any byte of a pod may be wrong: the pod is read or told as broken, by name where that can be read', () => {
  const pod = encodeMessage('Pod', podObject('a', { annotations: { note: 'ünï' } }));
  for (let at = 0; at < pod.length; at += 1) {
    for (const byte of [0, 7, 127, 255]) {
      const wrong = Buffer.from(pod);
      wrong[at] = byte;
      expect(
        codecs('pods')
          .protobuf.list(CONTENT_TYPE)
          .push(encodeList('Pod', { resourceVersion: '5' }, [wrong]), now),
      ).toHaveLength(1);
    }
  }
});

test('a container that Windows ended, whose exit code is negative', () => {
  const pod = podObject('a');
  const status = {
    name: 'app',
    ready: false,
    restartCount: 0,
    image: 'app:1',
    imageID: '',
    state: {
      terminated: {
        exitCode: -1073741510,
        reason: 'Error',
        startedAt: '2026-11-21T08:10:49Z',
        finishedAt: '2026-11-21T08:10:50Z',
      },
    },
  };
  const reader = codecs('pods').protobuf.watch(false, CONTENT_TYPE);
  const [item] = reader.push(
    encodeWatchEvent('ADDED', 'Pod', { ...pod, status: { phase: 'Failed', containerStatuses: [status] } }),
    now,
  );
  expect(JSON.stringify(item)).toContain('"exitCode":-1073741510');
});

test('an object without a name is told by its uid', () => {
  const { metadata, ...pod } = podObject('', { uid: 'u-1' });
  const [item] = codecs('pods')
    .protobuf.list(CONTENT_TYPE)
    .push(encodeList('Pod', { resourceVersion: '5' }, [encodeMessage('Pod', { ...pod, metadata })]), now);
  expect(item).toMatchObject({ kind: 'broken', uid: 'u-1' });
});

test.each([
  ['application/vnd.kubernetes.protobuf', true],
  ['application/vnd.kubernetes.protobuf;stream=watch', true],
  ['Application/vnd.Kubernetes.Protobuf; charset=utf-8', true],
  ['application/json', false],
  ['application/json; charset=utf-8', false],
  ['Application/JSON;charset=UTF-8', false],
  [undefined, false],
])('an answer of type %s is read as what it is', (contentType, isProtobuf) => {
  const object = podObject('a');
  const bytes = isProtobuf
    ? encodeWatchEvent('ADDED', 'Pod', object)
    : Buffer.from(`${JSON.stringify({ type: 'ADDED', object })}\n`);
  expect(
    codecs('pods')
      .protobuf.watch(false, contentType)
      .push(bytes, now)
      .map(({ kind }) => kind),
  ).toEqual(['object']);
});

test('a server without protobuf answers in JSON, and that is read', async () => {
  await using rig = await startRig({ protobuf: 'when-offered' });
  rig.state.apply('pods', 'ADDED', podObject('one'));
  await rig.converged();
});

test.each([
  [{ httpGet: { path: '/healthz', port: 8080, scheme: 'HTTP' } }, 'path: /healthz\nport: 8080\nscheme: HTTP'],
  [{ httpGet: { path: '/a b', port: 'web', host: '10.0.0.1' } }, 'path: "/a b"\nport: web\nhost: "10.0.0.1"'],
  [{ tcpSocket: { port: 5432 } }, 'port: 5432'],
  [{ grpc: { port: 9000, service: 'health' } }, 'port: 9000\nservice: health'],
  [{ exec: { command: ['sh', '-c', 'exit 0'] } }, 'command:\n  - sh\n  - "-c"\n  - "exit 0"'],
  [{ httpGet: { path: '/', port: 80, httpHeaders: [{ name: 'Host', value: 'x' }] } }, undefined],
])('what a probe checks is the same in protobuf and in JSON: %o', (handler, check) => {
  const pod = podObject('a');
  const object = { ...pod, spec: { containers: [{ name: 'app', image: 'app:1', readinessProbe: handler }] } };
  const { json, protobuf } = codecs('pods');
  const items = [
    ...json.watch(false).push(Buffer.from(`${JSON.stringify({ type: 'ADDED', object })}\n`), now),
    ...protobuf.watch(false, CONTENT_TYPE).push(encodeWatchEvent('ADDED', 'Pod', object), now),
  ];
  const checks = items.map((item) => /"check":("(?:[^"\\]|\\.)*")/.exec(JSON.stringify(item))?.[1]);
  expect(checks).toEqual(Array(2).fill(check === undefined ? undefined : JSON.stringify(check)));
});
