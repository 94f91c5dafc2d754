import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareWith } from '../../../src/cluster/share.ts';

test('sharing changes no value, and never the one that is shared with', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (value, like) => {
      const [before, likeBefore] = [structuredClone(value), structuredClone(like)];
      expect([shareWith(value, like), like]).toEqual([before, likeBefore]);
    }),
  );
});

test('an equal value is the shared one', () => {
  fc.assert(fc.property(fc.jsonValue({ noUnicodeString: true }).filter((value) => typeof value === 'object' && value !== null && !JSON.stringify(value).includes('-0')), (like) => {
    expect(shareWith(structuredClone(like), like)).toBe(like);
  }));
});

test('equal parts of different values are shared', () => {
  const like = { name: 'a', spec: { containers: [{ name: 'app' }] } };
  expect(shareWith({ name: 'b', spec: { containers: [{ name: 'app' }] } }, like).spec).toBe(like.spec);
});
