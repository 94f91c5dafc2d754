import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { comment } from '../../../../src/extension/documents/comment.ts';

test.each(['\n', '\r', '\r\n', '\u0085', '\u2028', '\u2029'])('what stands behind %j is a comment as well', (end) => {
  const text = comment(`forbidden${end}kind: Secret`);
  expect(text).toBe('# forbidden\n# kind: Secret\n');
  expect(parse(`${text}kind: Pod\n`)).toEqual({ kind: 'Pod' });
});
