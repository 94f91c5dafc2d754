import { describe, expect, test } from 'vitest';
import { packRows } from '../../../src/shared/packed-rows.ts';
import type { HostMessage } from '../../../src/shared/protocol.ts';
import { Drilled } from '../../../webview/many/drilled.ts';
import { pagesOf } from '../../../webview/pages.ts';
import { phase, timeline } from './timeline-builder.ts';

const pod = (uid: string) =>
  timeline([phase('pull', { from: 0, to: 1 })], { pod: { uid, namespace: 'shop', name: uid } });
const surroundings = { liveness: { state: 'live' }, now: 5, language: { locale: 'en', templates: {} } } as const;
const details = [pod('a'), pod('b')];
const logs = [{ container: 'app', previous: false, log: { state: 'loading' } }] as const;
const pods: HostMessage = {
  type: 'pods',
  title: 'Deployment/web',
  rows: [packRows([])],
  overview: { headline: [], causes: [], groups: [] },
  details,
  podLogs: { uid: 'a', logs },
  ...surroundings,
};

test('each type of message has its page; many pods and a node have one, in which one stays where one was', () => {
  const pages = pagesOf();
  const types = Object.keys(pages) as HostMessage['type'][];
  expect(types.sort()).toEqual(['message', 'node', 'pods', 'timeline']);
  expect(new Set(types.map((type) => pages[type])).size).toBe(3);
  expect(pages.pods).toBe(pages.node);
  expect(pagesOf().pods).not.toBe(pages.pods);
});

describe('one of several pods that is opened', () => {
  test('is shown as a panel of its own would show it, with its logs', () => {
    const drilled = new Drilled();
    expect(drilled.shownOf(pods, 'a')).toEqual({ type: 'timeline', timeline: details[0], logs, ...surroundings });
    expect(drilled.shownOf(pods, 'b')).not.toHaveProperty('logs');
  });

  test('is the same message for the same snapshot, and another for the next', () => {
    const drilled = new Drilled();
    const first = drilled.shownOf(pods, 'a');
    expect(drilled.shownOf(pods, 'a')).toBe(first);
    expect(drilled.shownOf({ ...pods, now: 6 }, 'a')).toMatchObject({ now: 6, type: 'timeline' });
  });

  test.each([
    ['no pod is opened', undefined],
    ['its timeline has not come yet', 'c'],
  ])('the list stays while %s', (_, uid) => {
    expect(new Drilled().shownOf(pods, uid)).toBe(pods);
  });
});
