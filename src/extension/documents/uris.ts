import * as vscode from 'vscode';
import type { PodRef } from '../../shared/subject.ts';

export const SCHEME = 'podfall';

/** What a `podfall:` document shows. */
export type Subject =
  | { readonly kind: 'pod'; readonly pod: PodRef }
  | { readonly kind: 'event'; readonly pod: PodRef; readonly eventUid: string; readonly reason: string }
  | { readonly kind: 'events'; readonly pod: PodRef }
  | { readonly kind: 'log'; readonly pod: PodRef; readonly container: string; readonly previous: boolean };

/**
 * `/context/namespace/pod.yaml`, `/context/namespace/pod/Pulled.yaml`, `/context/namespace/pod/events.yaml`,
 * `/context/namespace/pod/app.log`; the uid is in the query.
 */
export function uriOf(subject: Subject): vscode.Uri {
  const { context, namespace, name, uid } = subject.pod;
  const folder = `/${encoded(context)}/${namespace}`;
  switch (subject.kind) {
    case 'pod':
      return make(`${folder}/${name}.yaml`, { uid });
    case 'events':
      return make(`${folder}/${name}/events.yaml`, { uid });
    case 'event':
      return make(`${folder}/${name}/${encoded(subject.reason)}.yaml`, { uid, event: subject.eventUid });
    case 'log':
      return make(`${folder}/${name}/${subject.container}${subject.previous ? '.previous' : ''}.log`, { uid });
  }
}

/** Half of a character, as JSON can hold it, would throw. */
const encoded = (name: string): string => encodeURIComponent(name.replace(/\p{Cs}/gu, '\ufffd'));

/** What others wrote as a URI need not be one. */
function decoded(name: string): string | undefined {
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

const make = (path: string, query: Readonly<Record<string, string>>): vscode.Uri =>
  vscode.Uri.from({ scheme: SCHEME, path, query: new URLSearchParams(query).toString() });

/** What a URI is about; `undefined` when Podfall did not make it. */
export function subjectOf(uri: vscode.Uri): Subject | undefined {
  const [, folder = '', namespace, third, fourth] = uri.path.split('/');
  const context = decoded(folder);
  const query = new URLSearchParams(uri.query);
  const uid = query.get('uid');
  if (
    uri.scheme !== SCHEME ||
    context === undefined ||
    namespace === undefined ||
    third === undefined ||
    uid === null
  ) {
    return undefined;
  }
  const named = (name: string): PodRef => ({ context, namespace, name, uid });
  if (fourth === undefined) {
    return third.endsWith('.yaml') ? { kind: 'pod', pod: named(third.slice(0, -'.yaml'.length)) } : undefined;
  }
  return inFolder(named(third), fourth, query.get('event'));
}

function inFolder(pod: PodRef, file: string, eventUid: string | null): Subject | undefined {
  if (file === 'events.yaml') return { kind: 'events', pod };
  if (eventUid !== null) {
    const reason = decoded(file.replace(/\.yaml$/, ''));
    return reason === undefined ? undefined : { kind: 'event', pod, eventUid, reason };
  }
  const log = /^(.+?)(\.previous)?\.log$/.exec(file);
  return log?.[1] === undefined ? undefined : { kind: 'log', pod, container: log[1], previous: log[2] !== undefined };
}
