import fc from 'fast-check';
import { expect, test } from 'vitest';
import { knownTexts } from '../../../../src/engine/decode/known-texts.ts';

const text = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.string({ unit: 'binary', maxLength: 600 }),
  fc.constantFrom('app', 'äpp', '\u{1f600}'),
);

test('a text is read as Node reads it, from whatever bytes and however often', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          text.map((value) => Buffer.from(value)),
          fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
        ),
      ),
      (all) => {
        const twice = [...all, ...all];
        expect(
          twice.map((bytes) =>
            knownTexts.read(Buffer.concat([Buffer.from('<'), bytes, Buffer.from('>')]), 1, 1 + bytes.length),
          ),
        ).toEqual(twice.map((bytes) => bytes.toString('utf8')));
      },
    ),
    { numRuns: 1000 },
  );
});

test('a text that is no ASCII is not taken for bytes that are no text', () => {
  expect([knownTexts.same('xÿ'), knownTexts.read(Buffer.from([0x78, 0xff]), 0, 2)]).toEqual(['xÿ', 'x\ufffd']);
});

test('the same text is the same, whichever was held before', () => {
  fc.assert(
    fc.property(fc.array(text), (all) => {
      expect(all.map((value) => knownTexts.same(value))).toEqual(all);
    }),
  );
});
