import type { KubeObject, Recording, RecordingLine } from '../../src/engine/recording/recording.ts';
import { epochMs } from '../../src/engine/timeline/model/units.ts';

/**
 * What another version of Kubernetes, another cluster or another connection would have delivered of the same startups.
 */
export interface Variant {
  readonly name: string;
  readonly rewrite: (recording: Recording) => Recording;
  /** It takes evidence away, so that instants may be missing. */
  readonly loses?: true;
}

type Json = Record<string, unknown>;
type ObjectLine = Extract<RecordingLine, { readonly object: KubeObject }>;

const isObjectLine = (line: RecordingLine): line is ObjectLine =>
  'object' in line && line.type !== 'LOG' && line.type !== 'BOOKMARK';

/** Rewrites copies of the objects of one resource; `undefined` leaves the line out. */
const each =
  (resource: string, rewrite: (object: KubeObject, line: ObjectLine) => KubeObject | undefined) =>
  ({ header, lines }: Recording): Recording => ({
    header,
    lines: lines.flatMap((line): RecordingLine[] => {
      if (line.r !== resource || !isObjectLine(line)) return [line];
      const object = rewrite(structuredClone(line.object), line);
      return object === undefined ? [] : [{ ...line, object }];
    }),
  });

const ofServer =
  (gitVersion: string) =>
  ({ header, lines }: Recording): Recording => ({ header: { ...header, gitVersion }, lines });

const all =
  (...steps: readonly Variant['rewrite'][]): Variant['rewrite'] =>
  (recording) =>
    steps.reduce((before, step) => step(before), recording);

/** A number in [0, 1) that only depends on `key`. */
function chance(key: string): number {
  let hash = 2166136261;
  for (const letter of key) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 2246822507);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

const message = (event: KubeObject): string => (typeof event['message'] === 'string' ? event['message'] : '');

const withMessage = (change: (text: string) => string): Variant['rewrite'] =>
  each('events', (event) => ({ ...event, message: change(message(event)) }));

/** An event whose object's name would make no valid name of its own. */
const namedByUuid = each('events', (event) => ({
  ...event,
  metadata: { ...event.metadata, name: event.metadata.uid ?? '' },
}));

/** The exact time in an event's name, as events.k8s.io writes it. */
function microTime(name: string): string | undefined {
  const hex = name.slice(name.lastIndexOf('.') + 1);
  if (!/^[0-9a-f]{12,16}$/.test(hex)) return undefined;
  const micros = BigInt(`0x${hex}`) / 1000n;
  return new Date(Number(micros / 1000n)).toISOString().replace('Z', `${String(micros % 1000n).padStart(3, '0')}Z`);
}

/** All reporters use events.k8s.io: micro times and series instead of seconds and counts. */
const withMicroTimes = each('events', (event, { t }) => {
  const eventTime = microTime(event.metadata.name ?? '');
  if (eventTime === undefined) return event;
  const count = Number(event['count'] ?? 1);
  const source = event['source'] as Json | undefined;
  const series =
    count > 1 ? { series: { count, lastObservedTime: new Date(t - 6).toISOString().replace('Z', '000Z') } } : {};
  const stamps = {
    eventTime,
    firstTimestamp: null,
    lastTimestamp: null,
    count: undefined,
    source: {},
    reportingComponent: source?.['component'],
    reportingInstance: source?.['host'],
  };
  return { ...event, ...stamps, ...series, metadata: { ...event.metadata, name: event.metadata.uid ?? '' } };
});

const PULLED = /^(Successfully pulled image "[^"]*") in (\S+) \((\S+) including waiting\).*$/;

const beforeImageSizes = withMessage((text) => text.replace(PULLED, '$1 in $2 ($3 including waiting)'));

/** Up to 1.26 the duration ran from the Pulling event on, queueing included (kubernetes/kubernetes#111772). */
const beforeWaiting = withMessage((text) => text.replace(PULLED, '$1 in $3'));

const beforeDurations = withMessage((text) => text.replace(PULLED, '$1'));

const fieldPath = (event: KubeObject): string => {
  const path = (event['involvedObject'] as Json | undefined)?.['fieldPath'];
  return typeof path === 'string' ? path : '';
};

const oldContainerTexts = each('events', (event) => {
  const container = /\{(.+)\}/.exec(fieldPath(event))?.[1] ?? '';
  if (event['reason'] === 'Created') return { ...event, message: `Created container ${container}` };
  if (event['reason'] === 'Started') return { ...event, message: `Started container ${container}` };
  return { ...event, message: message(event).replace(' and can be accessed by the pod', '') };
});

const ofStatus = (change: (status: Json) => Json): Variant['rewrite'] =>
  each('pods', (pod) => ({ ...pod, status: change((pod['status'] ?? {}) as Json) }));

const conditionsOf = (status: Json): Json[] => (status['conditions'] ?? []) as Json[];

const without = (type: string): Variant['rewrite'] =>
  ofStatus((status) => ({
    ...status,
    conditions: conditionsOf(status).filter((condition) => condition['type'] !== type),
  }));

const withoutStartedAt = ofStatus((status) => {
  const strip = (container: Json): Json => ({
    ...container,
    state: (container['state'] as Json | undefined)?.['running'] === undefined ? container['state'] : { running: {} },
  });
  return { ...status, initContainerStatuses: ((status['initContainerStatuses'] ?? []) as Json[]).map(strip) };
});

const withoutManagedFields = each('pods', (pod) => ({ ...pod, metadata: { ...pod.metadata, managedFields: [] } }));

const isScheduled = (event: KubeObject): boolean => event['reason'] === 'Scheduled';

/** A scheduler of its own that reports like a controller does. */
const otherScheduler = each('events', (event) => {
  if (!isScheduled(event) || typeof event['eventTime'] !== 'string') return event;
  const micros = BigInt(Date.parse(event['eventTime'])) * 1000n + BigInt(event['eventTime'].slice(23, 26));
  const second = `${event['eventTime'].slice(0, 19)}Z`;
  const name = `${String((event['involvedObject'] as Json)['name'])}.${(micros * 1000n).toString(16)}`;
  return {
    ...event,
    eventTime: null,
    firstTimestamp: second,
    lastTimestamp: second,
    count: 1,
    source: { component: 'volcano' },
    reportingComponent: 'volcano',
    metadata: { ...event.metadata, name },
  };
});

const silentScheduler = each('events', (event) => (isScheduled(event) ? undefined : event));

const halfOfTheEvents = each('events', (event) => (chance(event.metadata.uid ?? '') < 0.5 ? undefined : event));

const everySecondVersion = each('pods', (pod, { type }) =>
  type === 'MODIFIED' && chance(pod.metadata.resourceVersion ?? '') < 0.5 ? undefined : pod,
);

/**
 * The client connects when `share` of the time from the first pod to the last change is over: it lists what is there
 * then.
 */
const connectedAfter =
  (share: number): Variant['rewrite'] =>
  ({ header, lines }) => {
    const times = lines.flatMap((line) =>
      line.r === 'pods' && isObjectLine(line) && line.type !== 'SYNC' ? [line.t] : [],
    );
    const begin = epochMs((times[0] ?? 0) + ((times.at(-1) ?? 0) - (times[0] ?? 0)) * share);
    const listed = new Map<string, ObjectLine>();
    for (const line of lines) {
      if (line.t >= begin || !isObjectLine(line)) continue;
      if (line.type === 'DELETED') listed.delete(keyOf(line));
      else listed.set(keyOf(line), { ...line, type: 'SYNC', t: begin });
    }
    return {
      header: { ...header, t: begin },
      lines: [...listed.values(), ...lines.filter(({ t, type }) => t >= begin && type !== 'SYNC')],
    };
  };

const keyOf = ({ r, object }: ObjectLine): string => `${r} ${object.metadata.uid ?? object.metadata.name ?? ''}`;

/**
 * Each resource's stream is late by between `least` and `most` ms, as the line's mood changes; nothing overtakes on a
 * stream.
 */
const slowWatch =
  (least: number, most: number): Variant['rewrite'] =>
  ({ header, lines }) => {
    const last = new Map<string, number>();
    const late = lines.map((line): RecordingLine => {
      const delay = least + (most - least) * chance(`${line.r} ${Math.floor(line.t / 700)}`);
      const t = epochMs(Math.max(line.type === 'SYNC' ? line.t : line.t + delay, last.get(line.r) ?? 0));
      last.set(line.r, t);
      return { ...line, t };
    });
    return { header, lines: late.sort((a, b) => a.t - b.t) };
  };

/**
 * Nothing arrives for `length` ms, three times, and then all at once: a laptop that slept, a proxy that held its
 * breath.
 */
const frozen =
  (length: number): Variant['rewrite'] =>
  ({ header, lines }) => {
    const begin = header.t;
    const period = Math.max(((lines.at(-1)?.t ?? begin) - begin) / 3, length);
    return {
      header,
      lines: lines.map((line): RecordingLine => ({
        ...line,
        t: epochMs(
          line.type === 'SYNC' || (line.t - begin) % period > length
            ? line.t
            : line.t - ((line.t - begin) % period) + length,
        ),
      })),
    };
  };

/** Each is tried on all recordings by `npm run accuracy -- --variants`, and on some of them by the unit tests. */
export const variants: readonly Variant[] = [
  { name: 'events named by UUIDs', rewrite: namedByUuid },
  { name: 'events with micro times and series', rewrite: withMicroTimes },
  { name: 'texts of 1.29', rewrite: all(beforeImageSizes, oldContainerTexts) },
  {
    name: 'texts of 1.19 to 1.26',
    rewrite: all(beforeWaiting, oldContainerTexts, without('PodReadyToStartContainers'), ofServer('v1.24.17')),
  },
  {
    name: 'texts of 1.18',
    rewrite: all(beforeDurations, oldContainerTexts, without('PodReadyToStartContainers'), ofServer('v1.18.20')),
  },
  { name: 'no PodReadyToStartContainers', rewrite: without('PodReadyToStartContainers') },
  { name: 'no startedAt of init containers', rewrite: withoutStartedAt },
  { name: 'no managedFields', rewrite: withoutManagedFields },
  { name: 'another scheduler', rewrite: otherScheduler },
  { name: 'a scheduler that says nothing', rewrite: silentScheduler },
  { name: 'half of the events', rewrite: halfOfTheEvents, loses: true },
  { name: 'half of the versions', rewrite: everySecondVersion, loses: true },
  { name: 'connected after 20 %', rewrite: connectedAfter(0.2), loses: true },
  { name: 'connected after 50 %', rewrite: connectedAfter(0.5), loses: true },
  { name: 'connected after 80 %', rewrite: connectedAfter(0.8), loses: true },
  { name: 'a watch 0 to 3 s late', rewrite: slowWatch(0, 3000) },
  { name: 'a connection that freezes for 5 s', rewrite: frozen(5000) },
  { name: 'a watch 200 to 300 ms late', rewrite: slowWatch(200, 300) },
];
