import type { OwnerRef, PodFacts } from '../../timeline/model/facts.ts';
import { own } from '../../timeline/model/own.ts';
import type { EpochMs } from '../../timeline/model/units.ts';
import { staticPodOf } from '../json/decode-pod.ts';
import { required, Wire } from './wire.ts';

/*
 * What Podfall reads of metav1.ObjectMeta (k8s.io/apimachinery/pkg/apis/meta/v1/generated.proto). The numbers of fields
 * never change their meaning; what is not named here is passed over without being looked at.
 */

/** As far as pods and events need it. Texts that are missing are empty. */
export interface Meta {
  uid: string;
  namespace: string;
  name: string;
  resourceVersion: string;
  creationAt: EpochMs | undefined;
  deletionAt: EpochMs | undefined;
  deletionGraceSeconds: number | undefined;
  labels: Readonly<Record<string, string>>;
  /** The owner that manages the object. */
  owner: OwnerRef | undefined;
  staticPod: PodFacts['staticPod'];
  /** When the kubelet last wrote the status. */
  statusAt: EpochMs | undefined;
}

const emptyMeta = (): Meta => ({
  uid: '',
  namespace: '',
  name: '',
  resourceVersion: '',
  creationAt: undefined,
  deletionAt: undefined,
  deletionGraceSeconds: undefined,
  labels: {},
  owner: undefined,
  staticPod: undefined,
  statusAt: undefined,
});

export function readPodMeta(wire: Wire): Meta {
  const meta = emptyMeta();
  const labels: Record<string, string> = {};
  const notes: Record<string, string> = {};
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    switch (field) {
      case 1:
        meta.name = wire.text();
        break;
      case 3:
        meta.namespace = wire.text();
        break;
      case 5:
        meta.uid = wire.text();
        break;
      case 6:
        meta.resourceVersion = wire.ownText();
        break;
      case 8:
        meta.creationAt = wire.time();
        break;
      case 9:
        meta.deletionAt = wire.time();
        break;
      case 10:
        meta.deletionGraceSeconds = wire.int();
        break;
      case 11:
        readEntry(wire, labels);
        break;
      case 12:
        readConfigNote(wire, notes);
        break;
      case 13:
        meta.owner = firstOf(meta.owner, readController(wire));
        break;
      case 17:
        meta.statusAt = firstOf(meta.statusAt, readStatusTime(wire));
        break;
      default:
        wire.skip();
    }
  }
  meta.labels = labels;
  meta.staticPod = staticPodOf((key) => own(notes, key) || undefined);
  return meta;
}

/** Not `??=`: what is read must be read in any case. */
const firstOf = <T>(before: T | undefined, next: T | undefined): T | undefined => before ?? next;

/** Of an event's metadata its labels and owners are not read; its name and uid are nobody else's. */
export function readEventMeta(wire: Wire): Meta {
  const meta = emptyMeta();
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) meta.name = wire.ownText();
    else if (field === 3) meta.namespace = wire.text();
    else if (field === 5) meta.uid = wire.ownText();
    else if (field === 6) meta.resourceVersion = wire.ownText();
    else if (field === 8) meta.creationAt = wire.time();
    else wire.skip();
  }
  return meta;
}

/** An entry of a map of texts. */
export function readEntry(wire: Wire, into: Record<string, string>): void {
  let key = '';
  let value = '';
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) key = wire.text();
    else if (field === 2) value = wire.text();
    else wire.skip();
  }
  into[key] = value;
}

/** Of the annotations only those of static pods are read: values can be big. */
function readConfigNote(wire: Wire, into: Record<string, string>): void {
  let key = '';
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) key = wire.text();
    else if (field === 2 && key.startsWith('kubernetes.io/config.')) into[key] = wire.ownText();
    else wire.skip();
  }
}

function readController(wire: Wire): OwnerRef | undefined {
  let kind = '';
  let name = '';
  let uid = '';
  let controller = false;
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) kind = wire.text();
    else if (field === 3) name = wire.text();
    else if (field === 4) uid = wire.text();
    else if (field === 6) controller = wire.flag();
    else wire.skip();
  }
  return controller
    ? {
        kind: required(kind, 'metadata.ownerReferences.kind'),
        name: required(name, 'metadata.ownerReferences.name'),
        uid: required(uid, 'metadata.ownerReferences.uid'),
      }
    : undefined;
}

/** The time of the entry in which the kubelet wrote the status. */
function readStatusTime(wire: Wire): EpochMs | undefined {
  let isKubelet = false;
  let isStatus = false;
  let time: EpochMs | undefined;
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) isKubelet = wire.isText('kubelet');
    else if (field === 4) time = wire.time();
    else if (field === 8) isStatus = wire.isText('status');
    else wire.skip();
  }
  return isKubelet && isStatus ? time : undefined;
}

/** What names the object, as far as it can be read: for the words of an error. */
export function identityOf(message: Buffer): Pick<Meta, 'uid' | 'namespace' | 'name'> {
  const identity = emptyMeta();
  try {
    const wire = new Wire(message);
    for (let field = wire.next(wire.end); field !== 0; field = wire.next(wire.end)) {
      if (field === 1) readNames(wire, identity);
      else wire.skip();
    }
  } catch {
    return identity; // what was read until then
  }
  return identity;
}

function readNames(wire: Wire, identity: Meta): void {
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) identity.name = wire.ownText();
    else if (field === 3) identity.namespace = wire.ownText();
    else if (field === 5) identity.uid = wire.ownText();
    else wire.skip();
  }
}
