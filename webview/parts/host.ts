import { isRecord } from '../../src/engine/timeline/model/is-record.ts';
import { isDocsUrl } from '../../src/shared/guards.ts';
import type { HostMessage, PageState, WebviewMessage } from '../../src/shared/protocol.ts';

/** The other side of the page. */
export interface Host {
  /** Calls `hear` with what the host says from now on; anything else that may reach the window is no message. */
  listen(hear: (message: unknown) => void): void;
  send(message: WebviewMessage): void;
  /** Keeps what a window reload needs to bring the panel back. */
  keep(state: PageState): void;
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  setState(state: unknown): void;
}

declare const acquireVsCodeApi: (() => VsCodeApi) | undefined;

/**
 * VS Code gives its object once, so this is called once. In an exported file there is no VS Code: the file itself is
 * the host.
 */
export function connect(): Host {
  if (typeof acquireVsCodeApi === 'undefined') return exportedFile;
  const api = acquireVsCodeApi();
  return { listen: listenToFrame, send: (message) => api.postMessage(message), keep: (state) => api.setState(state) };
}

/** VS Code posts from the frame around the page's own, which has its origin. */
function listenToFrame(hear: (message: unknown) => void): void {
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.origin === window.origin) hear(event.data);
  });
}

/**
 * Shows the snapshot that lies in the file, and listens to nobody. There is no cluster to ask, so most wishes stay
 * without an answer.
 */
const exportedFile: Host = {
  listen: (hear) => hear(metaContent('podfall-snapshot')),
  send: (message) => {
    if (message.type === 'openDocs' && isDocsUrl(message.url)) window.open(message.url, '_blank', 'noopener');
  },
  keep: () => undefined,
};

/** The JSON that the document carries under a name; absent when there is none. */
export function metaContent(name: string): unknown {
  const content = document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content;
  return content === undefined ? undefined : JSON.parse(content);
}

const types: readonly string[] = ['timeline', 'pods', 'node', 'message'] satisfies HostMessage['type'][];

/** VS Code only passes on what the extension posted; this turns away what other scripts of its frame might. */
export const isHostMessage = (value: unknown): value is HostMessage =>
  isRecord(value) && typeof value['type'] === 'string' && types.includes(value['type']) && isRecord(value['language']);
