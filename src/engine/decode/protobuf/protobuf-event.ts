import type { EventFacts, ObjectRef } from '../../timeline/model/facts.ts';
import type { EpochMs } from '../../timeline/model/units.ts';
import { eventNameTime } from '../json/decode-event.ts';
import { readEventMeta } from './protobuf-meta.ts';
import { EventShape, RefShape } from '../shapes.ts';
import { required, type Wire } from './wire.ts';

/** A core/v1 Event (k8s.io/api/core/v1/generated.proto), the same facts as `decodeEvent` reads from JSON. */
export function readEvent(wire: Wire): EventFacts {
  let meta: ReturnType<typeof readEventMeta> | undefined;
  let reason = '';
  let message = '';
  let type = '';
  let reportingComponent = '';
  let reportingInstance = '';
  let count = 0;
  let involved: ObjectRef | undefined;
  let source: Source | undefined;
  let series: EventFacts['series'];
  let firstAt: EpochMs | undefined;
  let lastAt: EpochMs | undefined;
  let eventAt: EpochMs | undefined;
  for (let field = wire.next(wire.end); field !== 0; field = wire.next(wire.end)) {
    switch (field) {
      case 1:
        meta = readEventMeta(wire);
        break;
      case 2:
        involved = readInvolved(wire);
        break;
      case 3:
        reason = wire.text();
        break;
      case 4:
        message = wire.text();
        break;
      case 5:
        source = readSource(wire);
        break;
      case 6:
        firstAt = wire.time();
        break;
      case 7:
        lastAt = wire.time();
        break;
      case 8:
        count = wire.int();
        break;
      case 9:
        type = wire.text();
        break;
      case 10:
        eventAt = wire.time();
        break;
      case 11:
        series = readSeries(wire);
        break;
      case 14:
        reportingComponent = wire.text();
        break;
      case 15:
        reportingInstance = wire.text();
        break;
      default:
        wire.skip();
    }
  }
  if (meta?.creationAt === undefined) throw new SyntaxError('metadata.creationTimestamp is missing');
  const component = source?.component || reportingComponent;
  return new EventShape({
    uid: required(meta.uid, 'metadata.uid'),
    namespace: meta.namespace,
    name: required(meta.name, 'metadata.name'),
    resourceVersion: meta.resourceVersion,
    involved: involved ?? { kind: '', name: '' },
    reason,
    message,
    type: type === 'Warning' ? 'Warning' : 'Normal',
    component,
    host: source?.host || (component === 'kubelet' && reportingInstance !== '' ? reportingInstance : undefined),
    creationAt: meta.creationAt,
    firstAt,
    lastAt,
    eventAt,
    nameAt: eventNameTime(meta.name, firstAt ?? eventAt),
    count: count || (series?.count ?? 1),
    series,
  });
}

function readInvolved(wire: Wire): ObjectRef {
  let kind = '';
  let namespace = '';
  let name = '';
  let uid = '';
  let fieldPath = '';
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) kind = wire.text();
    else if (field === 2) namespace = wire.text();
    else if (field === 3) name = wire.text();
    else if (field === 4) uid = wire.text();
    else if (field === 7) fieldPath = wire.text();
    else wire.skip();
  }
  return new RefShape({
    kind,
    namespace: namespace || undefined,
    name,
    uid: uid || undefined,
    fieldPath: fieldPath || undefined,
  });
}

interface Source {
  readonly component: string;
  readonly host: string;
}

function readSource(wire: Wire): Source {
  let component = '';
  let host = '';
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) component = wire.text();
    else if (field === 2) host = wire.text();
    else wire.skip();
  }
  return { component, host };
}

function readSeries(wire: Wire): NonNullable<EventFacts['series']> {
  let count = 1;
  let lastObservedAt: EpochMs | undefined;
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) count = wire.int();
    else if (field === 2) lastObservedAt = wire.time();
    else wire.skip();
  }
  return lastObservedAt === undefined ? { count } : { count, lastObservedAt };
}
