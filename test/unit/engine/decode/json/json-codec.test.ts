import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Item } from '../../../../../src/engine/decode/codec.ts';
import { jsonCodec } from '../../../../../src/engine/decode/json/json-codec.ts';
import { copyWithoutFieldSets } from '../../../../../src/engine/decode/json/json-split.ts';
import { parseTogether } from '../../../../../src/engine/decode/json/json-together.ts';
import { epochMs } from '../../../../../src/engine/timeline/model/units.ts';

const codec = jsonCodec((seen) => seen.object, 'all-fields');
const now = epochMs(0);

const valueOf = (item: Item<unknown>): unknown => (item.kind === 'object' ? item.value : item.kind);

/** Reads a list that comes in pieces of these sizes. */
function readList(
  text: string,
  sizes: readonly number[],
): { readonly values: readonly unknown[]; readonly version: string; readonly more: string | undefined } {
  const reader = codec.list();
  const items = pieces(Buffer.from(text), sizes).flatMap((piece) => reader.push(piece, now));
  const { items: last, end } = reader.end(now);
  return { values: [...items, ...last].map(valueOf), version: end.resourceVersion, more: end.continue };
}

function pieces(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const cut: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? bytes.length);
    cut.push(bytes.subarray(at, at + size));
    at += size;
  }
  return cut;
}

const listOf = (items: readonly unknown[], form: 'server' | 'pretty' | 'items first'): string => {
  const metadata = { resourceVersion: '7', continue: 'more' };
  if (form === 'pretty') return JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata, items }, undefined, 2);
  return `${JSON.stringify(form === 'server' ? { kind: 'PodList', apiVersion: 'v1', metadata, items } : { items, metadata })}\n`;
};

/** Objects as hostile as objects of the API can be: texts full of JSON, arrays of things with metadata. */
const object = fc.record({
  metadata: fc.record({
    name: fc.string(),
    annotations: fc.dictionary(
      fc.string(),
      fc.oneof(
        fc.string(),
        fc.constantFrom('},{"metadata":{"name":"x"', ']}', '"items":[{"metadata":{', '\\', '\\"', '😀'),
      ),
    ),
  }),
  spec: fc.oneof(
    fc.jsonValue(),
    fc.constant({ templates: [{ metadata: { name: 'a' } }, { metadata: { name: 'b' } }, { metadata: {} }] }),
  ),
});

test('a list is the same in any form and cut anywhere', () => {
  fc.assert(
    fc.property(
      fc.array(object, { maxLength: 6 }),
      fc.constantFrom('server', 'pretty', 'items first'),
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
      (items, form, sizes) => {
        const plain = JSON.parse(JSON.stringify(items)) as unknown;
        expect(readList(listOf(items, form), sizes)).toEqual({ values: plain, version: '7', more: 'more' });
      },
    ),
    { numRuns: 500 },
  );
});

test('a list that is cut off is an error wherever it is cut', () => {
  const text = listOf(
    [{ metadata: { name: 'a' } }, { metadata: { name: 'b' }, spec: [{ metadata: {} }] }],
    'server',
  ).trimEnd();
  for (let end = 0; end < text.length; end += 1) expect(() => readList(text.slice(0, end), [7])).toThrow();
});

test('an item that is no JSON does not take the others with it', () => {
  const text = listOf(
    [
      { metadata: { name: 'a' } },
      { metadata: { name: 'BAD' } },
      { metadata: { name: 'c' } },
      { metadata: { name: 'd' } },
    ],
    'server',
  ).replace('"BAD"', '"BAD');
  const { values } = readList(text, [50]);
  expect(values).toContain('broken');
  expect(JSON.stringify(values)).toContain('"d"');
});

test('a line of a watch that is no JSON does not take the others with it', () => {
  const lines = [
    '{"type":"ADDED","object":{"metadata":{"name":"a"}}}',
    '{"type":"ADDED","object":{"metadata":',
    '{},{}',
    '{"type":"ADDED","object":{"metadata":{"name":"d"}}}',
  ];
  const items = codec.watch(false).push(Buffer.from(lines.map((line) => `${line}\n`).join('')), now);
  expect(items.map(valueOf)).toEqual([{ metadata: { name: 'a' } }, 'broken', 'broken', { metadata: { name: 'd' } }]);
});

test('lines that are JSON only together are no events', () => {
  const items = codec
    .watch(false)
    .push(Buffer.from('{"type":"ADDED","object":{"metadata":{"name":"a"}},"x":[{}\n{}]}\n'), now);
  expect(items.map(valueOf)).toEqual(['broken', 'broken']);
});

test('an answer that is no list is an error', () => {
  for (const text of ['', '<html>', '{}', '{"kind":"Status"}', 'null']) expect(() => readList(text, [3])).toThrow();
});

test('a list with no items', () => {
  for (const items of ['[]', 'null']) {
    expect(readList(`{"metadata":{"resourceVersion":"7"},"items":${items}}`, [5])).toEqual({
      values: [],
      version: '7',
      more: undefined,
    });
  }
});

test('an item of 5 MB in small chunks is read in linear time', () => {
  const big = { metadata: { name: 'big', annotations: { note: 'x'.repeat(5_000_000) } } };
  const began = performance.now();
  expect(readList(listOf([big, big], 'server'), [16_384]).values).toHaveLength(2);
  expect(performance.now() - began).toBeLessThan(3000);
});

test('a watch is the same cut anywhere', () => {
  fc.assert(
    fc.property(
      fc.array(object, { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
      (items, sizes) => {
        const text = items.map((item) => `${JSON.stringify({ type: 'ADDED', object: item })}\n`).join('');
        const reader = codec.watch(false);
        const values = pieces(Buffer.from(text), sizes)
          .flatMap((piece) => reader.push(piece, now))
          .map(valueOf);
        expect(values).toEqual(JSON.parse(JSON.stringify(items)));
      },
    ),
  );
});

test('the field sets of managedFields are emptied and nothing else', () => {
  const fields = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(
      object,
      fc.array(fc.record({ manager: fc.string(), fieldsV1: fields, subresource: fc.constant('status') })),
      (item, managed) => {
        const whole = { ...item, metadata: { ...item.metadata, managedFields: managed, after: 1 } };
        const [read] = parseTogether([Buffer.from(JSON.stringify(whole))], copyWithoutFieldSets);
        const emptied = managed.map((entry) => ({ ...entry, fieldsV1: {} }));
        expect(read).toEqual(
          JSON.parse(JSON.stringify({ ...whole, metadata: { ...whole.metadata, managedFields: emptied } })),
        );
      },
    ),
  );
});
