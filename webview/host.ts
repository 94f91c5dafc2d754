import { isRecord } from '../src/shared/subject.ts';
import { isDocsUrl } from '../src/shared/guards.ts';
import type { HostMessage, PageState, WebviewMessage } from '../src/shared/protocol.ts';

/** The other side of the page. */
export interface Host {
  send(message: WebviewMessage): void;
  /** Keeps what a window reload needs to bring the panel back. */
  keep(state: PageState): void;
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  setState(state: unknown): void;
}

declare const acquireVsCodeApi: (() => VsCodeApi) | undefined;

/** VS Code gives its object once, so this is called once. In an exported file there is no VS Code: the file itself is the host. */
export function connect(): Host {
  if (typeof acquireVsCodeApi === 'undefined') return exportedFile;
  const api = acquireVsCodeApi();
  return { send: (message) => api.postMessage(message), keep: (state) => api.setState(state) };
}

/** Shows the snapshot that lies in the file. There is no cluster to ask, so most wishes stay without an answer. */
const exportedFile: Host = {
  send: (message) => {
    if (message.type === 'ready') window.postMessage(metaContent('podfall-snapshot'), '*');
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

/** VS Code only passes on what the extension posted; this turns away what other scripts of the frame might. */
export const isHostMessage = (value: unknown): value is HostMessage => isRecord(value) && typeof value['type'] === 'string' && types.includes(value['type']) && isRecord(value['language']);
