import { expect, test } from 'vitest';
import type { HostMessage } from '../../../../src/shared/protocol.ts';
import { relatedTo } from '../../../../webview/page/related.ts';
import { visibleEvents } from '../../../../webview/page/visible-events.ts';
import { sayAround, speechOf } from '../../../../webview/parts/language.ts';
import { text } from '../../../../src/engine/timeline/model/text.ts';
import { initialState, nowOf, receive, select, sortBy, toggleMeaning } from '../../../../webview/parts/state.ts';
import { event, phase, timeline } from '../timeline-builder.ts';

const shown = timeline([phase('pull', { from: 0, to: 1, events: ['e1'] })], {
  events: [
    event('e1', 1, { phase: 'container/app/pull/1' }),
    event('e2', 0.5, { reason: 'Scheduled', message: 'node1' }),
  ],
});
const message = (more: Partial<HostMessage & { readonly type: 'timeline' }> = {}): HostMessage => ({
  type: 'timeline',
  timeline: shown,
  liveness: { state: 'live' },
  now: 1000,
  language: { locale: 'en', templates: {} },
  ...more,
});

test('a new snapshot keeps what the user selected', () => {
  const state = select(receive(initialState, message(), 0), { kind: 'event', uid: 'e1' });
  expect(receive(state, message(), 5).selection).toEqual({ kind: 'event', uid: 'e1' });
});

test('the host can reveal a phase', () => {
  expect(
    receive(initialState, message({ reveal: { serial: 1, selection: { kind: 'phase', id: 'x' } } }), 0).selection,
  ).toEqual({ kind: 'phase', id: 'x' });
});

test('a reveal that comes again with the next snapshot does not undo a newer selection', () => {
  const reveal = { serial: 1, selection: { kind: 'phase', id: 'x' } } as const;
  const state = select(receive(initialState, message({ reveal }), 0), { kind: 'event', uid: 'e1' });
  expect(receive(state, message({ reveal }), 9).selection).toEqual({ kind: 'event', uid: 'e1' });
});

test('while live, now moves on with the page', () => {
  expect(nowOf(receive(initialState, message(), 100), 350)).toBe(1250);
});

test('what is not live any more stands still', () => {
  expect(nowOf(receive(initialState, message({ liveness: { state: 'stale', reason: text('gone') } }), 100), 350)).toBe(
    1000,
  );
});

test('a meaning is switched off and on again', () => {
  expect(toggleMeaning(toggleMeaning(initialState, 'pull'), 'pull').off.size).toBe(0);
});

test('a second click on a column turns the order around', () => {
  expect(sortBy(sortBy(initialState, 'reason'), 'reason').sort).toEqual({ by: 'reason', descending: true });
});

test('the filter wants all its words', () => {
  expect(visibleEvents(shown.events, { filter: 'sched NODE1', sort: initialState.sort }).map((one) => one.uid)).toEqual(
    ['e2'],
  );
});

test('events are in the order of time', () => {
  expect(visibleEvents(shown.events, initialState).map((one) => one.uid)).toEqual(['e2', 'e1']);
});

test('a selected event belongs with its phase', () => {
  expect([...relatedTo(shown, { kind: 'event', uid: 'e1' })]).toEqual(['e1', 'container/app/pull/1']);
});

test('a selected phase belongs with its events', () => {
  expect([...relatedTo(shown, { kind: 'phase', id: 'container/app/pull/1' })]).toEqual(['container/app/pull/1', 'e1']);
});

test('a locale that does not exist speaks English', () => {
  expect(speechOf({ locale: 'not a locale', templates: {} }).duration(1500)).toBe('1.50 s');
});

test('German writes a comma', () => {
  expect(speechOf({ locale: 'de', templates: {} }).duration(1500)).toBe('1,50 s');
});

test.each([
  [47.4 * 3_600_000, '47 h 24 min'],
  [72 * 3_600_000, '3 d'],
  [100.6 * 3_600_000, '4 d 5 h'],
])('from two days on a duration is told in days', (ms, words) => {
  expect(speechOf({ locale: 'en', templates: {} }).duration(ms)).toBe(words);
});

test('the same language is the same object, another one is not', () => {
  const speech = speechOf({ locale: 'en', templates: { a: 'b' } });
  expect([
    speechOf({ locale: 'en', templates: { a: 'b' } }) === speech,
    speechOf({ locale: 'en', templates: { a: 'c' } }) === speech,
  ]).toEqual([true, false]);
});

test('a translation may put the number first', () => {
  const speech = speechOf({ locale: 'en', templates: { 'Ready in {total}': '{total} bis bereit' } });
  expect(sayAround(speech, text('Ready in {total}', { total: { ms: 2000 } }), 'total')).toEqual([
    '',
    '2.00 s',
    ' bis bereit',
  ]);
});
