import { describe, expect, test } from 'vitest';
import { wrongName } from '../../../../src/extension/documents/named-pod.ts';

const names = ['web', 'a', '0', 'web-7ff88c99f6-htjm7', 'node.example.com', 'x'.repeat(253)];
const wrong = [
  '',
  '-web',
  'web-',
  'Web',
  'a..b',
  'a b',
  '../x',
  '{{ .Values.name }}',
  '[a](command:x)',
  'web\n',
  'w\u00e9b',
  'x'.repeat(254),
];
const wrongPlaces = ['', 'a.b', 'Shop', '../kube-system', 'x'.repeat(64)];

describe('a name that is looked for in a cluster', () => {
  test.each(names)('may be %s', (name) => expect(wrongName({ name, namespace: 'shop' })).toBeUndefined());
  test.each(wrong)('may not be %j', (name) => expect(wrongName({ name })).toBe(name));
  test.each(wrongPlaces)('may not be in the namespace %j', (namespace) => {
    expect(wrongName({ name: 'web', namespace })).toBe(namespace);
  });
});
