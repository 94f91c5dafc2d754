import { isRecord } from '../src/shared/subject.ts';
import type { HostMessage, PageState, WebviewMessage } from '../src/shared/protocol.ts';

/** The other side of the page. */
export interface Host {
  send(message: WebviewMessage): void;
  /** Keeps what a window reload needs to bring the panel back. */
  keep(state: PageState): void;
}

declare function acquireVsCodeApi(): { postMessage(message: unknown): void; setState(state: unknown): void };

/** VS Code gives its object once; so this is called once. */
export function connect(): Host {
  const api = acquireVsCodeApi();
  return { send: (message) => api.postMessage(message), keep: (state) => api.setState(state) };
}

const types: readonly string[] = ['timeline', 'pods', 'node', 'message'] satisfies HostMessage['type'][];

/** VS Code only passes on what the extension posted; this turns away what other scripts of the frame might. */
export const isHostMessage = (value: unknown): value is HostMessage => isRecord(value) && typeof value['type'] === 'string' && types.includes(value['type']) && isRecord(value['language']);
