import type { ServerResponse } from 'node:http';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeCertificates } from '../../../src/replay/certificate.ts';
import { encodeList, encodeMessage } from '../../cluster/protobuf-encode.ts';
import { makeEvents, makePods, type Json } from './objects.ts';

/* The API server of the bench, a process of its own: lists are ready-made bytes, so that what is measured is the client. */

const TOKEN = 'bench';

interface Resource {
  readonly path: string;
  readonly kind: string;
  readonly items: readonly Json[];
  readonly json: readonly Buffer[];
  readonly protobuf: readonly Buffer[];
}

const pods = makePods(Number(process.argv[2] ?? 10_000));
const resources = [resource('/api/v1/pods', 'Pod', pods), resource('/api/v1/events', 'Event', makeEvents(Number(process.argv[3] ?? 30_000), pods))];

function resource(path: string, kind: string, items: readonly Json[]): Resource {
  return { path, kind, items, json: items.map((item) => Buffer.from(JSON.stringify(item))), protobuf: items.map((item) => encodeMessage(kind, item)) };
}

function listBody({ kind, json }: Resource, from: number, limit: number): Buffer {
  const to = Math.min(json.length, from + limit);
  const more = to < json.length ? `,"continue":"${to}","remainingItemCount":${json.length - to}` : '';
  const pieces: Buffer[] = [Buffer.from(`{"kind":"${kind}List","apiVersion":"v1","metadata":{"resourceVersion":"200000"${more}},"items":[`)];
  for (let at = from; at < to; at += 1) pieces.push(Buffer.from(at === from ? '' : ','), json[at]!);
  return Buffer.concat([...pieces, Buffer.from(']}\n')]);
}

function protobufBody({ kind, protobuf }: Resource, from: number, limit: number): Buffer {
  const to = Math.min(protobuf.length, from + limit);
  return encodeList(kind, { resourceVersion: '200000', ...(to < protobuf.length && { continue: String(to) }) }, protobuf.slice(from, to));
}

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
  if (!found) return response.end('{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"200000"},"items":[]}');
  if (url.searchParams.get('watch') !== 'true' && url.searchParams.get('watch') !== '1') {
    const page = [found, Number(url.searchParams.get('continue') ?? 0), Number(url.searchParams.get('limit') ?? Infinity)] as const;
    const inProtobuf = (request.headers.accept ?? '').includes('protobuf');
    if (inProtobuf) response.setHeader('content-type', 'application/vnd.kubernetes.protobuf');
    return response.end(inProtobuf ? protobufBody(...page) : listBody(...page));
  }
  response.flushHeaders();
  if (found.kind === 'Event') stream(found, response);
  return undefined;
});

let rate = 0;
let sent = 0;

/** Sends events at the rate that was asked for; each says in its message when it was handed to the socket. */
function stream({ items }: Resource, response: ServerResponse): void {
  const lines = items.slice(0, 2000).map((item) => JSON.stringify({ type: 'ADDED', object: { kind: 'Event', apiVersion: 'v1', ...item, metadata: { ...(item['metadata'] as Json), uid: 'UID', resourceVersion: 'VERSION' }, message: 'NOW' } }).split(/UID|VERSION|NOW/));
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
      text += `${a}live-${sent}${b}${300_000 + sent}${c}${performance.timeOrigin + now}${d}\n`;
    }
    if (text !== '') response.write(text);
  }, 2);
}

server.listen(0, '127.0.0.1', () => {
  const port = (server.address() as AddressInfo).port;
  const bytes = resources.map(({ json }) => json.reduce((sum, { length }) => sum + length, 0));
  process.send?.({ url: `https://127.0.0.1:${port}`, ca: certificates.ca, token: TOKEN, pods: pods.length, events: resources[1]!.items.length, bytes: bytes.reduce((sum, size) => sum + size, 0) });
});
process.once('disconnect', () => process.exit(0));
