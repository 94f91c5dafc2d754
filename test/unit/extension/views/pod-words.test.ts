import { expect, test, vi } from 'vitest';
import { EvidenceStore } from '../../../../src/engine/engine.ts';
import { podTooltip } from '../../../../src/extension/views/pod-tooltip.ts';
import { describePod } from '../../../../src/extension/views/pod-words.ts';
import {
  at,
  containerSpec,
  isTrue,
  kubeletEvent,
  podFacts,
  scheduledEvent,
  second,
} from '../../engine/timeline/facts-builder.ts';

vi.mock('vscode', async () => ({
  ...(await import('../../../bench/host/vscode-edge.ts')),
  l10n: {
    t: (template: string, ...args: readonly unknown[]) =>
      template.replace(/\{(\d)\}/g, (_, place: string) => String(args[Number(place)])),
  },
  MarkdownString: class {
    value = '';
    appendMarkdown(markdown: string): this {
      this.value += markdown;
      return this;
    }
    appendCodeblock(code: string): this {
      this.value += code;
      return this;
    }
  },
}));

const starting: Parameters<typeof podFacts>[0] = {
  uid: 'pod-1',
  spec: { nodeName: 'node1', containers: [containerSpec()] },
  conditions: [isTrue('PodScheduled', 0.01)],
  startAt: second(0.02),
};
const pulling = kubeletEvent('Pulling', 'Pulling image "app:1"', 0.5, 'app');

function storeOf(events: readonly ReturnType<typeof kubeletEvent>[]): EvidenceStore {
  const store = new EvidenceStore();
  store.apply({ resource: 'pods', how: 'watched', facts: podFacts(starting), arrivedAt: at(0.03) });
  for (const { event } of events) store.apply({ resource: 'events', how: 'watched', facts: event });
  return store;
}

const row = (store: EvidenceStore, seconds: number): string =>
  describePod(
    { pod: podFacts(starting), deleted: false },
    'starting',
    store.timeline('pod-1', at(seconds), 'when-changed'),
    at(seconds),
  );

test('the row of a pod that starts says what it waits for', () => {
  const store = storeOf([scheduledEvent(0.01), pulling]);
  expect(row(store, 12.4)).toBe('starting 12 s: image pull');
});

test('rows build nothing for the time alone', () => {
  const store = storeOf([scheduledEvent(0.01), pulling]);
  const first = store.timeline('pod-1', at(2), 'when-changed');
  row(store, 12.4);
  row(store, 25);
  expect(store.timeline('pod-1', at(40), 'when-changed')).toBe(first);
});

test('the tooltip says it in whole, up to now', () => {
  const store = storeOf([scheduledEvent(0.01), pulling]);
  row(store, 2);
  const timeline = store.timeline('pod-1', at(12.5));
  const told = timeline ? podTooltip(timeline, at(12.5)).value.replaceAll('\\', '') : '';
  expect(told).toContain('Now: pulling app:1');
  expect(told).toContain('The node has been pulling app:1 for 12.0 s');
});

test('while its events are read, a row names no step', () => {
  const store = new EvidenceStore();
  store.beginEvents([undefined]);
  store.apply({ resource: 'pods', how: 'watched', facts: podFacts(starting), arrivedAt: at(0.03) });
  expect(row(store, 3.2)).toBe('starting 3 s, reading events');
  const timeline = store.timeline('pod-1', at(3.2));
  const told = timeline ? podTooltip(timeline, at(3.2)).value : '';
  expect(told).toContain('Its events are being read');
  expect(told).not.toContain('Now:');
});
