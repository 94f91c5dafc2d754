import type { EventFacts, ObjectRef } from '../../timeline/model/facts.ts';
import type { EpochMs } from '../../timeline/model/units.ts';
import { epochMs } from '../../timeline/model/units.ts';
import type { Json } from './decode-json.ts';
import { present } from '../../timeline/model/present.ts';
import { EventShape, RefShape } from '../shapes.ts';

/** An Event of core/v1 or events.k8s.io/v1: the same objects under other names of their fields. */
export function decodeEvent(json: Json): EventFacts {
  const meta = json.part('metadata');
  const source = json.child('source') ?? json.part('deprecatedSource');
  const name = meta.required('name');
  const component =
    source.text('component') ?? json.text('reportingComponent') ?? json.text('reportingController') ?? '';
  const firstAt = json.time('firstTimestamp') ?? json.time('deprecatedFirstTimestamp');
  const eventAt = json.time('eventTime');
  const series = decodeSeries(json.child('series'));
  return new EventShape({
    uid: meta.required('uid'),
    namespace: meta.string('namespace') ?? '',
    name,
    resourceVersion: meta.string('resourceVersion') ?? '',
    involved: decodeRef(json.child('involvedObject') ?? json.part('regarding')),
    reason: json.string('reason') ?? '',
    message: json.string('message') ?? json.string('note') ?? '',
    type: json.string('type') === 'Warning' ? ('Warning' as const) : ('Normal' as const),
    component,
    host: source.text('host') ?? (component === 'kubelet' ? json.text('reportingInstance') : undefined),
    creationAt: meta.requiredTime('creationTimestamp'),
    firstAt,
    lastAt: json.time('lastTimestamp') ?? json.time('deprecatedLastTimestamp'),
    eventAt,
    nameAt: eventNameTime(name, firstAt ?? eventAt),
    count: json.number('count') ?? json.number('deprecatedCount') ?? series?.count ?? 1,
    series,
  });
}

const decodeRef = (json: Json): ObjectRef =>
  new RefShape({
    kind: json.string('kind') ?? '',
    namespace: json.text('namespace'),
    name: json.string('name') ?? '',
    uid: json.text('uid'),
    fieldPath: json.text('fieldPath'),
  });

function decodeSeries(json: Json | undefined): EventFacts['series'] {
  return json === undefined
    ? undefined
    : present({ count: json.number('count') ?? 1, lastObservedAt: json.time('lastObservedTime') });
}

/**
 * The time in an event's name, `<object>.<hex UnixNano>`: the first occurrence, by the reporter's clock (client-go
 * tools/record/event.go). It is no contract, so it counts only when it lies within a second of `stamp`; an event with a
 * UUID for a name has none.
 */
export function eventNameTime(name: string, stamp: EpochMs | undefined): EpochMs | undefined {
  const from = name.lastIndexOf('.') + 1;
  const digits = name.length - from;
  if (stamp === undefined || digits < 12 || digits > 16) return undefined;
  const high = hexNumber(name, from, name.length - 8);
  const low = hexNumber(name, name.length - 8, name.length);
  // 2^32 ns are 4294 ms and 967,296 ns: so everything stays below 2^53.
  const nanos = high * 967_296 + low;
  const at = high * 4294 + Math.floor(nanos / 1e6) + (nanos % 1e6) / 1e6;
  return Math.abs(at - stamp) <= 1000 ? epochMs(at) : undefined;
}

/** The number that these lower-case hex digits are; NaN when others are among them. */
export function hexNumber(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) value = value * 16 + code - 0x30;
    else if (code >= 0x61 && code <= 0x66) value = value * 16 + code - 0x57;
    else return NaN;
  }
  return value;
}
