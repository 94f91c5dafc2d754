import type { ListEnd } from '../codec.ts';
import { readEntry } from './protobuf-meta.ts';
import { Wire } from './wire.ts';

/*
 * What is around the objects in lists and watches (k8s.io/apimachinery, pkg/apis/meta/v1 and pkg/runtime,
 * generated.proto).
 */

/**
 * Before each message that is not part of a list (apimachinery pkg/runtime/serializer/protobuf): then comes a
 * runtime.Unknown.
 */
export const MAGIC = Buffer.from('k8s\0');

/** ListMeta: where a list or a page of it ends. */
export function readListEnd(message: Buffer): ListEnd {
  const wire = new Wire(message);
  let resourceVersion = '';
  let more = '';
  for (let field = wire.next(wire.end); field !== 0; field = wire.next(wire.end)) {
    if (field === 2) resourceVersion = wire.ownText();
    else if (field === 3) {
      more = wire.bytes().toString();
    } // sent back as it came, so all of it
    else {
      wire.skip();
    }
  }
  return { resourceVersion, ...(more !== '' && { continue: more }) };
}

/** A WatchEvent, and the message of the object in it. */
export function readWatchEvent(frame: Buffer): { readonly type: string; readonly object: Buffer } {
  const wire = new Wire(frame);
  let type = '';
  let extension: Buffer | undefined;
  for (let field = wire.next(wire.end); field !== 0; field = wire.next(wire.end)) {
    if (field === 1) type = wire.text();
    else if (field === 2) extension = wire.bytes();
    else wire.skip();
  }
  const raw = extension && fieldOf(extension, 1);
  const object = raw && isProtobuf(raw) ? objectIn(raw) : undefined;
  if (!object) throw new SyntaxError('the watch event holds no object');
  return { type, object };
}

/** Whether an answer is in protobuf, whatever its headers say. */
export const isProtobuf = (answer: Buffer): boolean => answer.subarray(0, MAGIC.length).equals(MAGIC);

/** The message of the object that an answer is: the `raw` of its runtime.Unknown. */
const objectIn = (answer: Buffer): Buffer | undefined => fieldOf(answer.subarray(MAGIC.length), 2);

/** The bytes of a field. */
function fieldOf(message: Buffer, number: number): Buffer | undefined {
  const wire = new Wire(message);
  for (let field = wire.next(wire.end); field !== 0; field = wire.next(wire.end)) {
    if (field === number) return wire.bytes();
    wire.skip();
  }
  return undefined;
}

/** The metadata of an object that stands for a bookmark. */
export function readBookmark(object: Buffer): { readonly resourceVersion: string; readonly initialEnd: boolean } {
  const wire = new Wire(fieldOf(object, 1) ?? Buffer.alloc(0));
  let resourceVersion = '';
  const notes: Record<string, string> = {};
  for (let field = wire.next(wire.end); field !== 0; field = wire.next(wire.end)) {
    if (field === 6) resourceVersion = wire.ownText();
    else if (field === 12) readEntry(wire, notes);
    else wire.skip();
  }
  return { resourceVersion, initialEnd: notes['k8s.io/initial-events-end'] === 'true' };
}

/** A Status, which is what an ERROR event holds. */
export function readStatus(object: Buffer): {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
} {
  const wire = new Wire(object);
  let code = 0;
  let reason = '';
  let message = '';
  for (let field = wire.next(wire.end); field !== 0; field = wire.next(wire.end)) {
    if (field === 3) message = wire.ownText();
    else if (field === 4) reason = wire.text();
    else if (field === 6) code = wire.int();
    else wire.skip();
  }
  return { code, reason, message };
}

/** A Status as a whole answer: a refusal. Throws when it is cut off. */
export function readStatusAnswer(answer: Buffer): { readonly reason: string; readonly message: string } {
  const object = objectIn(answer);
  if (!object) throw new SyntaxError('the answer holds no object');
  return readStatus(object);
}
