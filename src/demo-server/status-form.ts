import type { StatusError } from './status.ts';

export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** How a Status goes out. */
export interface StatusBody {
  readonly contentType: string;
  readonly body: Buffer;
}

/**
 * A Status in the first form of the Accept header that an API server has one in: a client of protobuf is refused in
 * protobuf (apiserver's ErrorNegotiated).
 */
export function statusBody(status: StatusError, accept = '*/*'): StatusBody {
  for (const range of accept.split(',')) {
    const media = range.split(';', 1)[0]?.trim().toLowerCase();
    if (media === PROTOBUF) return { contentType: PROTOBUF, body: statusInProtobuf(status) };
    if (media === 'application/json' || media === '*/*' || media === 'application/*') break;
  }
  return { contentType: 'application/json', body: Buffer.from(JSON.stringify(status)) };
}

/*
 * The wire form of k8s.io/apimachinery's pkg/apis/meta/v1 and pkg/runtime (generated.proto): `k8s\0`, then a
 * runtime.Unknown with the Status in it. As Go does, texts that are not optional are written when they are empty as
 * well.
 */

function statusInProtobuf({ code, reason, message, details, metadata }: StatusError): Buffer {
  const status = Buffer.concat([
    field(1, listMeta(metadata)),
    field(2, 'Failure'),
    field(3, message),
    field(4, reason),
    ...(details ? [field(5, statusDetails(details))] : []),
    number(6, code),
  ]);
  const typeMeta = Buffer.concat([field(1, 'v1'), field(2, 'Status')]);
  return Buffer.concat([Buffer.from('k8s\0'), field(1, typeMeta), field(2, status), field(3, ''), field(4, '')]);
}

const listMeta = (metadata: StatusError['metadata']): Buffer =>
  Buffer.concat([field(1, ''), field(2, ''), field(3, textOf(metadata['continue']))]);

function statusDetails(details: Readonly<Record<string, unknown>>): Buffer {
  const causes = Array.isArray(details['causes'])
    ? (details['causes'] as readonly Readonly<Record<string, unknown>>[])
    : [];
  return Buffer.concat([
    field(1, textOf(details['name'])),
    field(2, textOf(details['group'])),
    field(3, textOf(details['kind'])),
    ...causes.map((cause) =>
      field(
        4,
        Buffer.concat([
          field(1, textOf(cause['reason'])),
          field(2, textOf(cause['message'])),
          field(3, textOf(cause['field'])),
        ]),
      ),
    ),
    number(5, typeof details['retryAfterSeconds'] === 'number' ? details['retryAfterSeconds'] : 0),
    field(6, ''),
  ]);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function field(tag: number, content: string | Buffer): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return Buffer.concat([varint(tag * 8 + 2), varint(bytes.length), bytes]);
}

const number = (tag: number, value: number): Buffer => Buffer.concat([varint(tag * 8), varint(value)]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}
