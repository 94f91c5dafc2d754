import type { IncomingMessage } from 'node:http';
import { badRequest } from './status.ts';

/** What a SelfSubjectAccessReview asks. */
export interface AccessAsked {
  readonly namespace: string;
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
}

const maxReviewBytes = 64 * 1024;

/** Reading is allowed, writing is not. */
export const mayRead = ({ verb }: AccessAsked): boolean => ['get', 'list', 'watch'].includes(verb);

/** Answers a SelfSubjectAccessReview. Throws a {@link StatusError} (400). */
export async function reviewAccess(message: IncomingMessage, allows: (asked: AccessAsked) => boolean): Promise<object> {
  const asked = await readReview(message);
  const allowed = allows(asked);
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: { creationTimestamp: null },
    spec: { resourceAttributes: asked },
    status: allowed ? { allowed } : { allowed, reason: 'the demo cluster can only be read' },
  };
}

async function readReview(message: IncomingMessage): Promise<AccessAsked> {
  const body = await bodyOf(message);
  const isProtobuf = message.headers['content-type']?.startsWith('application/vnd.kubernetes.protobuf') ?? false;
  return isProtobuf ? fromProtobuf(body) : fromJson(body);
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxReviewBytes) throw badRequest('the request is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function fromJson(body: Buffer): AccessAsked {
  let review: { spec?: { resourceAttributes?: Partial<AccessAsked> } };
  try {
    review = (JSON.parse(body.toString()) ?? {}) as typeof review;
  } catch {
    throw badRequest(
      "the object provided is unrecognized (must be of type SelfSubjectAccessReview): couldn't get version/kind; json parse error",
    );
  }
  const {
    namespace = '',
    verb = '',
    group = '',
    resource = '',
    subresource = '',
  } = review.spec?.resourceAttributes ?? {};
  return { namespace, verb, group, resource, subresource };
}

/**
 * `k8s\0`, then runtime.Unknown (field 2: the review); its spec is field 2, of that resourceAttributes field 1
 * (authorization/v1/generated.proto).
 */
function fromProtobuf(body: Buffer): AccessAsked {
  const review = fieldOf(body.subarray(4), 2);
  const attributes = fieldOf(fieldOf(review, 2), 1);
  const text = (field: number): string => fieldOf(attributes, field).toString();
  return { namespace: text(1), verb: text(2), group: text(3), resource: text(5), subresource: text(6) };
}

/** The bytes of a length-delimited field; none when it is absent. */
function fieldOf(message: Buffer, wanted: number): Buffer {
  for (let at = 0; at < message.length;) {
    const tag = varint(message, at);
    const value = varint(message, tag.end);
    if ((tag.value & 7) === 0) at = value.end;
    else if ((tag.value & 7) !== 2) throw badRequest('the object provided is unrecognized: unexpected wire type');
    else if (tag.value >> 3 === wanted) return message.subarray(value.end, value.end + value.value);
    else at = value.end + value.value;
  }
  return Buffer.alloc(0);
}

function varint(bytes: Buffer, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = start, shift = 0; shift < 35; at += 1, shift += 7) {
    const byte = bytes[at];
    if (byte === undefined) break;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return { value, end: at + 1 };
  }
  throw badRequest('the object provided is unrecognized: it ends in the middle');
}
