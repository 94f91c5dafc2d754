import { expect, test } from 'vitest';
import { pathOf, type Subject, subjectIn } from '../../../../src/extension/documents/subject-path.ts';

const NAMES = [
  'web',
  'web.7f',
  'a/b',
  '../..',
  '..',
  '.',
  '',
  '%',
  '%2F',
  '?x=1',
  '#x',
  'ü',
  'x.previous',
  'events',
  'x.log',
];

test.each(NAMES)('a subject named %j is read from its path as it was, and its path has no more parts', (name) => {
  const pod = { context: name, namespace: name, name, uid: name };
  const subjects: readonly (readonly [Subject, number])[] = [
    [{ kind: 'pod', pod }, 3],
    [{ kind: 'events', pod }, 4],
    [{ kind: 'event', pod, eventUid: name, reason: name }, 4],
    ...[true, false].map((previous) => [{ kind: 'log', pod, container: name || 'app', previous }, 4] as const),
  ];
  for (const [subject, parts] of subjects) {
    const made = pathOf(subject);
    expect(subjectIn(made)).toEqual(subject);
    const inPath = made.path.split('/').slice(1);
    expect(inPath).toHaveLength(parts);
    expect(inPath.filter((part) => part === '.' || part === '..')).toEqual([]);
  }
});

test('plain names are not changed', () => {
  const pod = { context: 'kind-dev', namespace: 'shop', name: 'web-7f.x', uid: 'u' };
  expect(pathOf({ kind: 'log', pod, container: 'app', previous: true }).path).toBe(
    '/kind-dev/shop/web-7f.x/app.previous.log',
  );
});

test.each([
  '/%/shop/web.yaml',
  '/dev/%E0%A4%A/web.yaml',
  '/dev/shop/web/%.yaml',
  '/dev/shop/web/%.log',
  '/dev/shop',
  '',
])('the path %j, which nobody made, is about nothing', (path) => {
  const queries = ['uid=u', 'uid=u&event=e'];
  const subjects = queries.map((query) => subjectIn({ scheme: 'podfall', path, query }));
  expect(subjects.filter((subject) => subject !== undefined && subject.kind !== 'event')).toEqual([]);
});

test('half a character in a name does not throw', () => {
  const pod = { context: 'c', namespace: '\ud800', name: 'web', uid: 'u' };
  expect(pathOf({ kind: 'pod', pod }).path).toBe('/c/%EF%BF%BD/web.yaml');
});
