import type { PodRef } from '../../shared/subject.ts';

export const SCHEME = 'podfall';

/** What a `podfall:` document shows. */
export type Subject =
  | { readonly kind: 'pod'; readonly pod: PodRef }
  | { readonly kind: 'event'; readonly pod: PodRef; readonly eventUid: string; readonly reason: string }
  | { readonly kind: 'events'; readonly pod: PodRef }
  | { readonly kind: 'log'; readonly pod: PodRef; readonly container: string; readonly previous: boolean };

/** Those parts of a URI that say what it is about. */
export interface SubjectPath {
  readonly scheme: string;
  readonly path: string;
  readonly query: string;
}

/**
 * `/context/namespace/pod.yaml`, `/context/namespace/pod/Pulled.yaml`, `/context/namespace/pod/events.yaml`,
 * `/context/namespace/pod/app.log`; the uid is in the query. Names are encoded: each stays one part of the path.
 */
export function pathOf(subject: Subject): SubjectPath {
  const { context, namespace, name, uid } = subject.pod;
  const folder = `/${encoded(context)}/${encoded(namespace)}`;
  const pod = `${folder}/${encoded(name)}`;
  switch (subject.kind) {
    case 'pod':
      return make(`${pod}.yaml`, { uid });
    case 'events':
      return make(`${pod}/events.yaml`, { uid });
    case 'event':
      return make(`${pod}/${encoded(subject.reason)}.yaml`, { uid, event: subject.eventUid });
    case 'log':
      return make(`${pod}/${encoded(subject.container)}${subject.previous ? '.previous' : ''}.log`, { uid });
  }
}

const make = (path: string, query: Readonly<Record<string, string>>): SubjectPath => ({
  scheme: SCHEME,
  path,
  query: new URLSearchParams(query).toString(),
});

/** A name out of a cluster may hold anything: slashes, half characters, two dots that lead out of the folder. */
function encoded(name: string): string {
  const part = encodeURIComponent(name.replace(/\p{Surrogate}/gu, '\ufffd'));
  return part.startsWith('.') || part.endsWith('.previous') ? part.replaceAll('.', '%2E') : part;
}

/** What a URI is about; `undefined` when Podfall did not make it. */
export function subjectIn({ scheme, path, query }: SubjectPath): Subject | undefined {
  if (scheme !== SCHEME) return undefined;
  try {
    return read(path, new URLSearchParams(query));
  } catch (error) {
    if (error instanceof URIError) return undefined; // a percent sign that encodes nothing
    throw error;
  }
}

function read(path: string, query: URLSearchParams): Subject | undefined {
  const [, context, namespace, third, fourth] = path.split('/');
  const uid = query.get('uid');
  if (context === undefined || namespace === undefined || third === undefined || uid === null) return undefined;
  const named = (name: string): PodRef => ({
    context: decodeURIComponent(context),
    namespace: decodeURIComponent(namespace),
    name: decodeURIComponent(name),
    uid,
  });
  if (fourth !== undefined) return inFolder(named(third), fourth, query.get('event'));
  return third.endsWith('.yaml') ? { kind: 'pod', pod: named(third.slice(0, -'.yaml'.length)) } : undefined;
}

function inFolder(pod: PodRef, file: string, eventUid: string | null): Subject | undefined {
  if (eventUid !== null) {
    return { kind: 'event', pod, eventUid, reason: decodeURIComponent(file.replace(/\.yaml$/, '')) };
  }
  if (file === 'events.yaml') return { kind: 'events', pod };
  const log = /^(.+?)(\.previous)?\.log$/.exec(file);
  if (log?.[1] === undefined) return undefined;
  return { kind: 'log', pod, container: decodeURIComponent(log[1]), previous: log[2] !== undefined };
}
