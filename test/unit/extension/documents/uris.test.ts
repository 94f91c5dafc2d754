import { expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import { subjectOf, uriOf } from '../../../../src/extension/documents/uris.ts';

vi.mock('vscode', () => ({ Uri: { from: (parts: object) => parts } }));

const pod = { context: 'a/b%c', namespace: 'shop', name: 'web', uid: 'u' };
const event = { kind: 'event', pod, eventUid: 'e', reason: 'Half \ud800/%' } as const;

test('the reason of an event may hold half a character', () =>
  expect(subjectOf(uriOf(event))).toEqual({ ...event, reason: 'Half \ufffd/%' }));

test.each(['/%E0/shop/web.yaml', '/c/shop/web/%.yaml'])('%s, which somebody wrote, is about nothing', (path) =>
  expect(subjectOf({ scheme: 'podfall', path, query: 'uid=u&event=e' } as vscode.Uri)).toBeUndefined(),
);
