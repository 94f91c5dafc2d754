import { expect, test } from 'vitest';
import { HttpError } from '../../../../src/engine/access/problems.ts';

test('what a server says is cut after a thousand characters, wherever it is read', () => {
  const { detail, message } = new HttpError(500, 'x'.repeat(60_000));
  expect(detail).toBe(`${'x'.repeat(1000)}…`);
  expect(message).toBe(`HTTP 500: ${detail}`);
});

test('what is as long as a sentence is not cut', () => {
  expect(new HttpError(403, 'x'.repeat(1000)).detail).toBe('x'.repeat(1000));
});
