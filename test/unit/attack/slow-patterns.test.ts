import { expect, test } from 'vitest';
import { decodeChange } from '../../../src/engine/decode/decode.ts';
import { LONGEST_TEXT } from '../../../src/engine/decode/bounded-text.ts';
import { readEvent } from '../../../src/engine/decode/protobuf/protobuf-event.ts';
import { readPod } from '../../../src/engine/decode/protobuf/protobuf-pod.ts';
import { Wire } from '../../../src/engine/decode/protobuf/wire.ts';
import { READERS, slownessOf, TEXTS } from '../../attack/readers.ts';
import { encodeMessage } from '../../cluster/engine/decode/protobuf-encode.ts';

/** Rounds of each known text; `npm run attack` tries others. */
const ROUNDS = 6;
const SEEDS = Array.from({ length: ROUNDS * TEXTS.length }, (_, seed) => seed);

test.each(Object.keys(READERS))('%s takes no more than its part longer for a longer text', (name) => {
  expect(SEEDS.flatMap((seed) => slownessOf(name, seed) ?? [])).toEqual([]);
});

const metadata = {
  name: 'web.17',
  namespace: 'shop',
  uid: 'e1',
  resourceVersion: '7',
  creationTimestamp: '2026-01-01T00:00:00Z',
};
const hostile = 'é'.repeat(60_000);
const event = {
  metadata,
  involvedObject: { kind: 'Pod', name: 'web', uid: 'u1', namespace: 'shop', fieldPath: `spec.containers{${hostile}}` },
  reason: 'Pulled',
  message: `Successfully pulled image "${hostile}`,
  firstTimestamp: '2026-01-01T00:00:00Z',
  lastTimestamp: '2026-01-01T00:00:00Z',
  source: { component: 'kubelet', host: 'node1' },
};
const waiting = {
  containerStatuses: [
    {
      name: 'app',
      image: 'app:1',
      imageID: '',
      ready: false,
      restartCount: 0,
      state: { waiting: { reason: 'Failed', message: hostile } },
    },
  ],
  conditions: [{ type: 'Ready', status: 'False', message: hostile }],
  message: hostile,
};

/** All texts in what was decoded. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

test.each([
  ['an event in JSON', () => decodeChange({ resource: 'events', how: 'watched', object: event })?.facts],
  ['an event in protobuf', () => readEvent(new Wire(encodeMessage('Event', event)))],
  [
    'a pod in JSON',
    () => decodeChange({ resource: 'pods', how: 'watched', object: { metadata, status: waiting } })?.facts,
  ],
  ['a pod in protobuf', () => readPod(new Wire(encodeMessage('Pod', { metadata, spec: {}, status: waiting })))],
])('of a text of 60,000 characters in %s no more than 4 kB is read', (_name, decode) => {
  expect(Math.max(...textsIn(decode()).map(({ length }) => length))).toBe(LONGEST_TEXT);
});

test('a long text is cut alike in both forms', () => {
  expect({ ...readEvent(new Wire(encodeMessage('Event', event))) }).toEqual({
    ...decodeChange({ resource: 'events', how: 'watched', object: event })?.facts,
  });
});
