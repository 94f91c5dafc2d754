// Stands for the extension host: a process in which the real store and the real panel work, with `vscode` replaced at
// its edge. Prints its figures as JSON.
import { registerHooks } from 'node:module';
import type { DecodedChange } from '../../../src/engine/decode/changes.ts';
import { EvidenceStore } from '../../../src/engine/store/evidence-store.ts';
import type { HostMessage, PanelSubject, WebviewMessage } from '../../../src/shared/protocol.ts';
import { Emitter } from '../../../src/engine/signal.ts';
import { rolloutChanges, workload } from './rollout-changes.ts';
import { TurnMeter, type Turns } from './turns.ts';

/** In ms of the processor time of the process's main thread. */
export interface HostProcessFigures {
  /**
   * From the page that is ready to the snapshot with all pods, altogether; and again after one pull event on each node.
   */
  readonly firstOpenMs: number;
  readonly onePullPerNodeMs: number;
  /** What nothing else in the extension host can interrupt. */
  readonly longestTurnMs: number;
  readonly messagesOfFirstOpen: number;
}

registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier === 'vscode' ? new URL('vscode-edge.ts', import.meta.url).href : specifier, context),
});
const { TimelinePanel } = await import('../../../src/extension/panel/timeline-panel.ts');

const count = Number(process.argv[2]);
const { owners, pods, onePullPerNode, now } = await rolloutChanges(count);
const store = new EvidenceStore();
store.apply(owners);
for (const change of pods) store.apply(change);
await new Promise((next) => setImmediate(next));

/** As VS Code does with a message: as JSON with its buffers apart, and that once more as a part of its own protocol. */
function send(message: HostMessage): void {
  const text = JSON.stringify(message, (_, value: unknown) => (ArrayBuffer.isView(value) ? undefined : value));
  Buffer.from(JSON.stringify([1, text]));
}

const received = new Emitter<unknown>();
const posted = new Emitter<HostMessage>();
let messages = 0;
const never = () => ({ dispose: () => undefined });
const panel = {
  visible: true,
  active: true,
  title: '',
  reveal: () => undefined,
  dispose: () => undefined,
  onDidDispose: never,
  onDidChangeViewState: never,
  webview: {
    options: {},
    html: '',
    cspSource: '',
    asWebviewUri: (uri: unknown) => uri,
    onDidReceiveMessage: (listener: (message: unknown) => void) => received.subscribe(listener),
    postMessage: (message: HostMessage) => {
      send(message);
      messages += 1;
      posted.fire(message);
      return Promise.resolve(true);
    },
  },
};
const status = { state: 'live', since: now, missing: [] } as const;
const cluster = {
  store,
  status,
  statusChanged: new Emitter(),
  target: { context: 'bench', serverUrl: 'https://bench' },
};
const subject: PanelSubject = {
  kind: 'rollout',
  of: {
    context: 'bench',
    namespace: workload.namespace,
    workload: { kind: workload.kind, name: workload.name, uid: workload.uid },
  },
};
const collaborators = {
  cluster: () => cluster,
  clusterChanged: new Emitter<void>(),
  now: () => now,
  language: () => ({ locale: 'en', templates: {} }),
};
const siblings = { open: () => undefined };
new TimelinePanel({
  panel,
  subject,
  extensionUri: { path: '' },
  collaborators,
  siblings,
} as unknown as ConstructorParameters<typeof TimelinePanel>[0]);

/** What it costs from what `begin` does to the snapshot that has everything. */
async function measured(begin: () => void): Promise<Turns & { readonly messages: number }> {
  messages = 0;
  const meter = new TurnMeter();
  const whole = new Promise<void>((done) => {
    const listening = posted.subscribe((message) => {
      if (message.type !== 'pods' || 'reading' in message) return;
      listening.dispose();
      done();
    });
  });
  begin();
  await whole;
  return { ...meter.end(), messages };
}

/** Each in a turn of its own, as they come from as many kubelets. */
async function applyEach(changes: readonly DecodedChange[]): Promise<void> {
  for (const change of changes) {
    store.apply(change);
    await new Promise((next) => setImmediate(next));
  }
}

const round = (value: number): number => Math.round(value * 10) / 10;
const open = await measured(() => received.fire({ type: 'ready' } satisfies WebviewMessage));
const pull = await measured(() => void applyEach(onePullPerNode));
const figures: HostProcessFigures = {
  firstOpenMs: round(open.sumMs),
  onePullPerNodeMs: round(pull.sumMs),
  longestTurnMs: round(Math.max(open.longestMs, pull.longestMs)),
  messagesOfFirstOpen: open.messages,
};
console.log(JSON.stringify(figures));
process.exit(0);
