import type { YamlPath } from '../timeline/timeline.ts';
import type { ExportFormat, PageState, Selection, WebviewMessage } from './protocol.ts';
import { isPanelSubject, isRecord } from './subject.ts';

/** Checks a message from the page before anything is done with it. Unknown types and wrong fields are turned away. */
export function isWebviewMessage(value: unknown): value is WebviewMessage {
  if (!isRecord(value)) return false;
  switch (value['type']) {
    case 'ready':
      return true;
    case 'select':
      return value['selection'] === undefined || isSelection(value['selection']);
    case 'openYaml':
      return Array.isArray(value['paths']) && value['paths'].every(isYamlPath);
    case 'openEvent':
    case 'openPod':
      return typeof value['uid'] === 'string';
    case 'openDocs':
      return typeof value['url'] === 'string';
    case 'openSubject':
      return isPanelSubject(value['subject']);
    case 'readLog':
      return typeof value['container'] === 'string' && typeof value['previous'] === 'boolean';
    case 'save':
      return isExportFormat(value['format']) && typeof value['content'] === 'string';
    case 'copy':
      return typeof value['text'] === 'string';
    default:
      return false;
  }
}

/** Checks what the page stored before a reload. */
export const isPageState = (value: unknown): value is PageState => isRecord(value) && isPanelSubject(value['subject']);

/** Checks `{ kind: 'phase', id }` or `{ kind: 'event', uid }`. */
export function isSelection(value: unknown): value is Selection {
  if (!isRecord(value)) return false;
  return value['kind'] === 'phase' ? typeof value['id'] === 'string' : value['kind'] === 'event' && typeof value['uid'] === 'string';
}

const isYamlPath = (value: unknown): value is YamlPath =>
  Array.isArray(value) && value.every((step) => typeof step === 'string' || (Number.isInteger(step) && Number(step) >= 0));

const formats: readonly string[] = ['svg', 'png', 'json', 'markdown', 'html'] satisfies ExportFormat[];

const isExportFormat = (value: unknown): value is ExportFormat => typeof value === 'string' && formats.includes(value);

/** The Kubernetes documentation is the only place that a page may send the user to. */
export const isDocsUrl = (url: string): boolean => url.startsWith('https://kubernetes.io/docs/');
