import { expect, test } from 'vitest';
import {
  type Cluster,
  type ConnectionStatus,
  english,
  formatText,
  text,
  epochMs,
} from '../../../../src/engine/engine.ts';
import { escapeHtml, pageHtml } from '../../../../src/extension/panel/page.ts';
import { parseLog } from '../../../../src/extension/panel/parse-log.ts';
import { podMessage } from '../../../../src/extension/panel/snapshot.ts';
import { phase, timeline } from '../../webview/timeline-builder.ts';

const pod = { context: 'kind', uid: 'u', namespace: 'shop', name: 'web' };
const language = { locale: 'en', templates: {} };
const now = epochMs(5);
const problem = {
  code: 'forbidden',
  fact: text('You may not list pods.'),
  nextStep: text('Ask for the role.'),
} as const;
const cluster = (status: ConnectionStatus, context = 'kind'): Pick<Cluster, 'status' | 'target'> => ({
  status,
  target: { context, serverUrl: 'https://x' },
});
const words = (message: ReturnType<typeof podMessage>): string =>
  message.type === 'message' ? formatText(message.title, english) : message.type;
const live: ConnectionStatus = { state: 'live', since: now, missing: [] };

test('while the cluster connects the panel says so', () => {
  expect(
    words(podMessage(pod, undefined, { cluster: cluster({ state: 'connecting', since: now }), now, language })),
  ).toBe('Connecting to kind');
});

test('a refusal is shown in its own words', () => {
  expect(words(podMessage(pod, undefined, { cluster: cluster({ state: 'denied', problem }), now, language }))).toBe(
    'You may not list pods.',
  );
});

test('a pod that is nowhere was deleted', () => {
  expect(words(podMessage(pod, undefined, { cluster: cluster(live), now, language }))).toBe(
    'shop/web is not in the cluster any more',
  );
});

const shown = timeline([phase('pull', { from: 0 })]);

test('a timeline of the watched context is live', () => {
  expect(podMessage(pod, shown, { cluster: cluster(live), now, language })).toMatchObject({
    type: 'timeline',
    liveness: { state: 'live' },
  });
});

test('a timeline of another context is the last known one', () => {
  expect(podMessage(pod, shown, { cluster: cluster(live, 'prod'), now, language })).toMatchObject({
    liveness: { state: 'stale' },
  });
});

test('a timeline of a pod that the cluster does not know is the last known one', () => {
  expect(podMessage(pod, shown, { cluster: cluster(live), now, language }, false)).toMatchObject({
    liveness: { state: 'stale' },
  });
});

test('a lost connection keeps the timeline, marked', () => {
  expect(
    podMessage(pod, shown, {
      cluster: cluster({ state: 'retrying', problem, attempt: 1, nextTryAt: now }),
      now,
      language,
    }),
  ).toMatchObject({ type: 'timeline', liveness: { state: 'stale' } });
});

test('missing events are said beside a live timeline', () => {
  expect(podMessage(pod, shown, { cluster: cluster({ ...live, missing: [problem] }), now, language })).toMatchObject({
    liveness: { missing: [{ template: 'You may not list pods.' }] },
  });
});

test('log times keep their nanoseconds', () => {
  expect(parseLog('2026-01-01T00:00:00.000250000Z hello')[0]!.at).toBeCloseTo(Date.UTC(2026, 0, 1) + 0.25, 3);
});

test('a line without a time belongs to the one before', () => {
  expect(parseLog('2026-01-01T00:00:00Z one\n  two\n2026-01-01T00:00:01Z three').map((line) => line.line)).toEqual([
    'one\n  two',
    'three',
  ]);
});

test('no name breaks out of the page', () => {
  const html = pageHtml({
    scriptUri: 's',
    styleUri: 'c',
    cspSource: 'self',
    nonce: 'n',
    locale: 'en',
    state: { subject: { kind: 'pod', pod: { ...pod, name: '"><script>alert(1)</script>' } } },
    exports: [],
  });
  expect(html).not.toContain('<script>alert');
});

test('the policy allows nothing by default', () => {
  expect(
    pageHtml({
      scriptUri: 's',
      styleUri: 'c',
      cspSource: 'self',
      nonce: 'n',
      locale: 'en',
      state: { subject: { kind: 'pod', pod } },
      exports: [],
    }),
  ).toContain(escapeHtml("default-src 'none'"));
});
