import { inlined, messages } from './protobuf-schema.ts';

/*
 * Pods and events as an API server writes them in application/vnd.kubernetes.protobuf, from their JSON; so that decoding can be measured, and
 * compared with that of JSON, without a real server.
 */

type Json = Readonly<Record<string, unknown>>;

export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

const magic = Buffer.from([0x6b, 0x38, 0x73, 0x00]);

/** One object: `k8s\0` and runtime.Unknown around it. */
export const encodeObject = (kind: 'Pod' | 'Event', object: Json): Buffer => envelope(kind, encodeMessage(kind, object));

/** The message of an object without the envelope: an item of {@link encodeList}. */
export const encodeItem = (kind: 'Pod' | 'Event', object: Json): Buffer => encodeMessage(kind, object);

/** A list of ready-made items. */
export const encodeList = (kind: 'Pod' | 'Event', items: readonly Buffer[], meta: Json): Buffer =>
  envelope(`${kind}List`, Buffer.concat([bytesField(1, encodeMessage('ListMeta', meta)), ...items.map((item) => bytesField(2, item))]));

/** A frame of a watch (`;stream=watch`): four bytes of length, and a WatchEvent whose object has its envelope. */
export function encodeWatchEvent(type: string, object: Buffer): Buffer {
  const event = Buffer.concat([bytesField(1, Buffer.from(type)), bytesField(2, bytesField(1, object))]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(event.length);
  return Buffer.concat([length, event]);
}

/** runtime.Unknown: typeMeta, raw, contentEncoding, contentType. */
function envelope(kind: string, raw: Buffer): Buffer {
  const typeMeta = Buffer.concat([bytesField(1, Buffer.from('v1')), bytesField(2, Buffer.from(kind))]);
  return Buffer.concat([magic, bytesField(1, typeMeta), bytesField(2, raw), bytesField(3, Buffer.alloc(0)), bytesField(4, Buffer.alloc(0))]);
}

function encodeMessage(name: string, value: Json): Buffer {
  const message = messages[name];
  if (!message) throw new Error(`no message ${name}`);
  const parts: Buffer[] = [];
  for (const [field, [number, type]] of Object.entries(message)) {
    const inline = inlined[`${name}.${field}`];
    const content = inline === undefined ? value[field] : within(inline, value);
    if (content !== undefined && content !== null) parts.push(...encodeField(number, type, content));
  }
  return Buffer.concat(parts);
}

/** The fields of an inlined message, picked out of the object that it stands in. */
function within(name: string, value: Json): Json | undefined {
  const fields = Object.entries(value).filter(([field]) => messages[name]?.[field] !== undefined);
  return fields.length > 0 ? Object.fromEntries(fields) : undefined;
}

function encodeField(number: number, type: string, value: unknown): Buffer[] {
  if (type.startsWith('[')) return (value as unknown[]).flatMap((item) => encodeField(number, type.slice(1, -1), item));
  if (type.startsWith('{')) return Object.entries(value as Json).map(([key, item]) => bytesField(number, Buffer.concat([...encodeField(1, 'string', key), ...encodeField(2, type.slice(1, -1), item)])));
  if (type === 'string') return [bytesField(number, Buffer.from(String(value)))];
  if (type === 'int') return [numberField(number, BigInt(Number(value)))];
  if (type === 'bool') return [numberField(number, value === true ? 1n : 0n)];
  return [bytesField(number, encodeSpecial(type, value))];
}

function encodeSpecial(type: string, value: unknown): Buffer {
  if (type === 'Time') return encodeTime(String(value));
  if (type === 'Quantity') return bytesField(1, Buffer.from(String(value)));
  if (type === 'FieldsV1') return bytesField(1, Buffer.from(JSON.stringify(value)));
  if (type !== 'IntOrString') return encodeMessage(type, value as Json);
  return typeof value === 'number' ? Buffer.concat([numberField(1, 0n), numberField(2, BigInt(value))]) : Buffer.concat([numberField(1, 1n), bytesField(3, Buffer.from(String(value)))]);
}

/** Seconds and nanoseconds. */
function encodeTime(time: string): Buffer {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '';
  const seconds = BigInt(Math.floor(Date.parse(time) / 1000));
  return Buffer.concat([numberField(1, seconds), numberField(2, BigInt(fraction.padEnd(9, '0').slice(0, 9)))]);
}

const bytesField = (number: number, bytes: Buffer): Buffer => Buffer.concat([varint(BigInt((number << 3) | 2)), varint(BigInt(bytes.length)), bytes]);
const numberField = (number: number, value: bigint): Buffer => Buffer.concat([varint(BigInt(number << 3)), varint(BigInt.asUintN(64, value))]);

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}
