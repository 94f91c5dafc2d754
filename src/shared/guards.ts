import type { YamlPath } from '../engine/timeline/model/timeline.ts';
import type { PageState, PageTheme, SaveRequest, Selection, WebviewMessage } from './protocol.ts';
import { isRecord } from '../engine/timeline/model/is-record.ts';
import { isPanelSubject } from './subject.ts';

/** Checks a message from the page before anything is done with it. Unknown types and wrong fields are turned away. */
export function isWebviewMessage(value: unknown): value is WebviewMessage {
  if (!isRecord(value)) return false;
  switch (value['type']) {
    case 'ready':
      return true;
    case 'select':
      return value['selection'] === undefined || isSelection(value['selection']);
    case 'openYaml':
      return Array.isArray(value['paths']) && value['paths'].every(isYamlPath) && isOptionalString(value['podUid']);
    case 'openEvent':
      return typeof value['uid'] === 'string' && isOptionalString(value['podUid']);
    case 'openPod':
      return typeof value['uid'] === 'string';
    case 'want':
      return (
        Array.isArray(value['uids']) &&
        value['uids'].length <= maxWanted &&
        value['uids'].every((uid) => typeof uid === 'string')
      );
    case 'openDocs':
      return typeof value['url'] === 'string';
    case 'openSubject':
      return isPanelSubject(value['subject']);
    case 'readLog':
      return (
        typeof value['container'] === 'string' &&
        typeof value['previous'] === 'boolean' &&
        isOptionalString(value['podUid'])
      );
    case 'save':
      return isSaveRequest(value['request']) && isOptionalString(value['podUid']);
    case 'copy':
      return typeof value['text'] === 'string';
    default:
      return false;
  }
}

/** Nobody opens more rows than this; whole timelines of all pods are what the list is there to avoid. */
export const maxWanted = 200;

/** Checks what the page stored before a reload. */
export const isPageState = (value: unknown): value is PageState => isRecord(value) && isPanelSubject(value['subject']);

/** Checks `{ kind: 'phase', id }` or `{ kind: 'event', uid }`. */
function isSelection(value: unknown): value is Selection {
  if (!isRecord(value)) return false;
  return value['kind'] === 'phase'
    ? typeof value['id'] === 'string'
    : value['kind'] === 'event' && typeof value['uid'] === 'string';
}

const isOptionalString = (value: unknown): boolean => value === undefined || typeof value === 'string';

const isYamlPath = (value: unknown): value is YamlPath =>
  Array.isArray(value) &&
  value.every((step) => typeof step === 'string' || (Number.isInteger(step) && Number(step) >= 0));

function isSaveRequest(value: unknown): value is SaveRequest {
  if (!isRecord(value)) return false;
  switch (value['format']) {
    case 'svg':
    case 'png':
      return typeof value['content'] === 'string';
    case 'text':
      return typeof value['exporter'] === 'string';
    case 'html':
      return isTheme(value['theme']);
    default:
      return false;
  }
}

const isTheme = (value: unknown): value is PageTheme =>
  isRecord(value) &&
  typeof value['bodyClass'] === 'string' &&
  isRecord(value['variables']) &&
  Object.values(value['variables']).every((one) => typeof one === 'string');

/** The Kubernetes documentation is the only place that a page may send the user to. */
export const isDocsUrl = (url: string): boolean => url.startsWith('https://kubernetes.io/docs/');
