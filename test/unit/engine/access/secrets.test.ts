import { expect, test } from 'vitest';
import { withoutTokens } from '../../../../src/engine/access/secrets.ts';

test.each([
  ['got eyJhbGciOi.eyJzdWIi.c2ln.', 'got ***'],
  ['Authorization: Bearer abc def', 'Authorization: Bearer *** def'],
  ['{"token":"0123456789abcdef"}', '{"token":"***"}'],
  ['client_secret=0123456789abcdef&x=1', 'client_secret=***'],
  ['password: 0123456789abcdef', 'password: ***'],
])('%j is told as %j', (said, told) => expect(withoutTokens(said)).toBe(told));

test.each(['invalid token: expired', 'the key is not known', 'run aws sso login'])('%j is told as it is', (said) =>
  expect(withoutTokens(said)).toBe(said),
);
