import { vi } from 'vitest';
import { Emitter, epochMs, type EpochMs, type EvidenceStore } from '../../../../src/engine/engine.ts';
import type { HostMessage, PanelSubject, WebviewMessage } from '../../../../src/shared/protocol.ts';
import { subjectOf } from '../../../../src/extension/panel/subjects/subject-of.ts';
import { TimelinePanel } from '../../../../src/extension/panel/timeline-panel.ts';
import { ManualTurns } from './manual-turns.ts';

/** A panel whose page is ready, in the context `here`, over a store; its timers and turns come when they are called for. */
export function openedPanel(subject: PanelSubject, store: EvidenceStore, startedAt: EpochMs) {
  const [turns, received, disposed, viewChanged, clusterChanged] = [
    new ManualTurns(),
    new Emitter<WebviewMessage>(),
    new Emitter<void>(),
    new Emitter<void>(),
    new Emitter<void>(),
  ];
  const posted: HostMessage[] = [];
  const cluster = (context: string) => ({
    store,
    status: { state: 'live', since: startedAt, missing: [] },
    statusChanged: new Emitter(),
    target: { context, serverUrl: 'https://here' },
  });
  const state = { cluster: cluster('here'), now: startedAt };
  const listen =
    <T>(emitter: Emitter<T>) =>
    (listener: (value: T) => void) =>
      emitter.subscribe(listener);
  const panel = {
    visible: true,
    active: true,
    title: '',
    webview: {
      options: {},
      html: '',
      cspSource: '',
      asWebviewUri: (uri: unknown) => uri,
      onDidReceiveMessage: listen(received),
      postMessage: (message: HostMessage) => Promise.resolve(posted.push(message) > 0),
    },
    dispose: () => undefined,
    onDidDispose: listen(disposed),
    onDidChangeViewState: listen(viewChanged),
  };
  const parts = {
    panel,
    subject: subjectOf(subject),
    extensionUri: { path: '' },
    collaborators: {
      cluster: () => state.cluster,
      clusterChanged,
      now: () => state.now,
      language: () => ({ locale: 'en', templates: {} }),
    },
    siblings: { open: () => undefined },
    turns,
  };
  const made = new TimelinePanel(parts as unknown as ConstructorParameters<typeof TimelinePanel>[0]);
  received.fire({ type: 'ready' });
  return {
    turns,
    posted,
    panel: made,
    received,
    show: (visible: boolean) => {
      panel.visible = visible;
      viewChanged.fire();
    },
    close: () => disposed.fire(),
    watch: (context: string) => {
      state.cluster = cluster(context);
      clusterChanged.fire();
    },
    /** Our own clock and the timers go on together; all turns come at once. */
    pass: (ms: number) => {
      for (let passed = 0; passed < ms; passed += 10) {
        state.now = epochMs(state.now + 10);
        vi.advanceTimersByTime(10);
        turns.all();
      }
    },
  };
}
