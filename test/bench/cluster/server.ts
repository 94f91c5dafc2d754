import type { ServerResponse } from 'node:http';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import { makeCertificates } from '../../../src/demo-server/certificate.ts';
import { encodeList, encodeMessage, encodeWatchEvent } from '../../cluster/engine/decode/protobuf-encode.ts';
import { makeEvents, makePods, uid, type Json } from './objects.ts';

/*
 * The API server of the bench, a process of its own: lists are ready-made bytes, so that what is measured is the
 * client.
 */

const TOKEN = 'bench';

interface Resource {
  readonly path: string;
  readonly kind: string;
  readonly items: readonly Json[];
}

type Form = 'json' | 'protobuf';

/**
 * What the API server compresses for who accepts it, and how well (apiserver
 * pkg/endpoints/handlers/responsewriters/writers.go).
 */
const COMPRESSED_FROM = 128 * 1024;
const GZIP_LEVEL = 1;
const compresses = process.argv[4] !== 'plain';

const pods = makePods(Number(process.argv[2] ?? 10_000));
const resources: readonly Resource[] = [
  { path: '/api/v1/pods', kind: 'Pod', items: pods },
  { path: '/api/v1/events', kind: 'Event', items: makeEvents(Number(process.argv[3] ?? 30_000), pods) },
];

/** Bodies are made once, when they are asked for the first time; the bench asks for each before it measures. */
const bodies = new Map<string, Buffer>();

function body(key: string, make: () => Buffer): Buffer {
  const known = bodies.get(key);
  if (known) return known;
  const made = make();
  bodies.set(key, made);
  return made;
}

function listBody({ path, kind, items }: Resource, form: Form, from: number, limit: number): Buffer {
  const to = Math.min(items.length, from + limit);
  const meta = {
    resourceVersion: '200000',
    ...(to < items.length && { continue: String(to), remainingItemCount: items.length - to }),
  };
  const page = (): readonly Json[] => items.slice(from, to);
  return body(`${path} ${form} ${from} ${limit}`, () =>
    form === 'json'
      ? Buffer.from(`${JSON.stringify({ kind: `${kind}List`, apiVersion: 'v1', metadata: meta, items: page() })}\n`)
      : encodeList(
          kind,
          meta,
          page().map((item) => encodeMessage(kind, item)),
        ),
  );
}

/** A streaming list: each object as an event, and the bookmark that ends them. */
function streamBody({ path, kind, items }: Resource, form: Form): Buffer {
  const bookmark = {
    metadata: {
      resourceVersion: '200000',
      creationTimestamp: null,
      annotations: { 'k8s.io/initial-events-end': 'true' },
    },
  };
  const event = (type: string, item: Json): Buffer =>
    form === 'json'
      ? Buffer.from(`${JSON.stringify({ type, object: { kind, apiVersion: 'v1', ...item } })}\n`)
      : encodeWatchEvent(type, kind, item);
  return body(`${path} ${form} stream`, () =>
    Buffer.concat([...items.map((item) => event('ADDED', item)), event('BOOKMARK', bookmark)]),
  );
}

/**
 * In pieces and no faster than the client reads, as a server of that size does; the same for everyone. False when the
 * client went away.
 */
async function send(response: ServerResponse, bytes: Buffer, then: 'end' | 'go on'): Promise<boolean> {
  return pipeline(piecesOf(bytes), response, { end: then === 'end' }).then(
    () => true,
    () => false,
  );
}

function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

const PIECE = 256 * 1024;

const certificates = await makeCertificates(Date.now());
const server = https.createServer({ cert: certificates.cert, key: certificates.key }, (request, response) => {
  const url = new URL(request.url ?? '/', 'https://localhost');
  const found = resources.find(({ path }) => path === url.pathname);
  response.setHeader('content-type', 'application/json');
  if (url.pathname === '/version') return response.end('{"major":"1","minor":"36"}');
  if (url.pathname === '/bench/rate') {
    rate = Number(url.searchParams.get('perSecond'));
    return response.end('{}');
  }
  if (!found) {
    return response.end('{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"200000"},"items":[]}');
  }
  const form: Form = (request.headers.accept ?? '').includes('protobuf') ? 'protobuf' : 'json';
  const watching = ['true', '1'].includes(url.searchParams.get('watch') ?? '');
  if (form === 'protobuf') {
    response.setHeader('content-type', `application/vnd.kubernetes.protobuf${watching ? ';stream=watch' : ''}`);
  }
  const gzip = compresses && String(request.headers['accept-encoding']).includes('gzip');
  void (watching
    ? answerWatch(response, found, form, url.searchParams)
    : answerList(response, found, form, url.searchParams, gzip));
  return undefined;
});

async function answerList(
  response: ServerResponse,
  resource: Resource,
  form: Form,
  query: URLSearchParams,
  gzip: boolean,
): Promise<void> {
  const plain = listBody(resource, form, Number(query.get('continue') ?? 0), Number(query.get('limit') ?? Infinity));
  const isCompressed = gzip && plain.length >= COMPRESSED_FROM;
  if (isCompressed) response.setHeader('content-encoding', 'gzip');
  await send(
    response,
    isCompressed
      ? body(`${resource.path} ${form} ${query.toString()} gzip`, () => zlib.gzipSync(plain, { level: GZIP_LEVEL }))
      : plain,
    'end',
  );
}

async function answerWatch(
  response: ServerResponse,
  resource: Resource,
  form: Form,
  query: URLSearchParams,
): Promise<void> {
  response.flushHeaders();
  if (query.get('sendInitialEvents') === 'true' && !(await send(response, streamBody(resource, form), 'go on'))) return;
  if (resource.kind === 'Event') stream(resource, response);
}

let rate = 0;
let sent = 0;

/** Sends events at the rate that was asked for; each says in its message when it was handed to the socket. */
function stream({ items }: Resource, response: ServerResponse): void {
  const lines = items.slice(0, 2000).map((item) =>
    JSON.stringify({
      type: 'ADDED',
      object: {
        kind: 'Event',
        apiVersion: 'v1',
        ...item,
        metadata: { ...(item['metadata'] as Json), uid: 'UID', resourceVersion: 'VERSION' },
        message: 'NOW',
      },
    }).split(/UID|VERSION|NOW/),
  );
  let last = performance.now();
  let due = 0;
  const timer = setInterval(() => {
    if (response.destroyed) return clearInterval(timer);
    const now = performance.now();
    due += ((now - last) / 1000) * rate;
    last = now;
    let text = '';
    for (; due >= 1; due -= 1) {
      sent += 1;
      const [a = '', b = '', c = '', d = ''] = lines[sent % lines.length] ?? [];
      text += `${a}${uid(4, sent)}${b}${300_000 + sent}${c}${performance.timeOrigin + now}${d}\n`;
    }
    if (text !== '') response.write(text);
  }, 2);
}

server.listen(0, '127.0.0.1', () => {
  const port = (server.address() as AddressInfo).port;
  process.send?.({
    url: `https://127.0.0.1:${port}`,
    ca: certificates.ca,
    token: TOKEN,
    pods: pods.length,
    events: resources[1]!.items.length,
    bytes: resources.reduce((sum, found) => sum + listBody(found, 'json', 0, Infinity).length, 0),
  });
});
process.once('disconnect', () => process.exit(0));
