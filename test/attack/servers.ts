import type { ServerResponse } from 'node:http';
import * as zlib from 'node:zlib';
import type { Cluster } from '../../src/engine/watch/cluster.ts';
import type { ReflectTiming } from '../../src/engine/watch/reflect.ts';
import type { ApiRequest } from '../../src/demo-server/api-request.ts';
import type { Before, Interference } from '../../src/demo-server/interference.ts';

/*
 * API servers that mean harm, or are broken in a way that does. Each is a name, what it does with requests, and what
 * has to come of it. `replay.ts` lets one of them loose on a real cluster over a real socket; the tests do so with one
 * seed, `npm run attack` can with many.
 */

/** Numbers from 0 to 1 that are the same for the same seed. */
export type Chance = () => number;

export interface HostileServer {
  readonly name: string;
  /** What it does with each request; `undefined` lets it be answered as usual. */
  readonly serve: (chance: Chance, counters: Counters) => Before;
  /** What is asked for besides what is watched. */
  readonly ask?: (cluster: Cluster) => Promise<unknown>;
  readonly timing?: Partial<ReflectTiming>;
  /** It is watched for two seconds more: its harm comes after its bytes. */
  readonly lasts?: true;
  readonly expect: Expectation;
}

/** What a server counts of its own doings. */
export interface Counters {
  /** Requests that it met with harm. */
  attacks: number;
  /** Bytes of attacks that the client has taken off the socket, or for which it left room. */
  bytes: number;
  /** Answers that go on. */
  open: number;
}

interface Expectation {
  /**
   * What the status, or the failure of what was asked, tells the user; its code and its words. Absent: nothing has to
   * be told.
   */
  readonly told?: { readonly code: string; readonly words: RegExp };
  /** What nobody may read in any status or failure. */
  readonly never?: RegExp;
  /** Pods are watched in spite of it. */
  readonly live?: true;
  /**
   * By how much the memory of the process may grow, in megabytes: client and server live in the same one. 200 by
   * default.
   */
  readonly mostMegabytes?: number;
  /** How many of its attacks it gets to make before all has been told. */
  readonly mostAttacks?: number;
  /** How many bytes of attacks it gets rid of. */
  readonly mostBytes?: number;
}

const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/vnd.kubernetes.protobuf';

const isPods =
  (verb: ApiRequest['verb']) =>
  (request: ApiRequest): boolean =>
    request.verb === verb && request.target?.resource === 'pods' && request.target.name === undefined;
const isVersion = ({ path }: ApiRequest): boolean => path === '/version';
const isLog = ({ target }: ApiRequest): boolean => target?.subresource === 'log';
const isOnePod = ({ target }: ApiRequest): boolean =>
  target?.resource === 'pods' && target.name !== undefined && target.subresource === undefined;

/** A server that does harm where `where` says, and else what it should. */
const where =
  (
    matches: (request: ApiRequest) => boolean,
    harm: (request: ApiRequest, chance: Chance, counters: Counters) => Interference,
  ) =>
  (chance: Chance, counters: Counters): Before =>
  (request) => {
    if (!matches(request)) return undefined;
    counters.attacks += 1;
    return counted(harm(request, chance, counters), counters);
  };

function counted(harm: Interference, counters: Counters): Interference {
  if (!('answer' in harm)) return harm;
  const answered = (response: ServerResponse): Promise<void> | void => {
    counters.open += 1;
    response.once('close', () => (counters.open -= 1));
    return harm.answer(response);
  };
  return { answer: answered };
}

const answer = (
  status: number,
  type: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Interference => ({
  answer: (response) => void response.writeHead(status, { 'content-type': type, ...headers }).end(body),
});

/** A gigabyte of blanks in one megabyte: many gzip streams in a row are one. */
const BOMB = Buffer.concat(
  new Array<Buffer>(64).fill(zlib.gzipSync(Buffer.alloc(16 * 1024 * 1024, ' '), { level: 9 })),
);

const bomb = (status: number, type: string) => (): Interference =>
  answer(status, type, BOMB, { 'content-encoding': 'gzip' });

/** Writes for as long as the client takes it. */
async function pour(response: ServerResponse, piece: () => Buffer | string, counters: Counters): Promise<void> {
  while (!response.destroyed) {
    const bytes = Buffer.from(piece());
    const taken = await new Promise<boolean>((resolve) => {
      const closed = (): void => resolve(false);
      response.once('close', closed);
      response.write(bytes, (error) => {
        response.off('close', closed);
        resolve(!error);
      });
    });
    if (taken) counters.bytes += bytes.length;
  }
}

const endless =
  (type: string, piece: (chance: Chance) => Buffer | string) =>
  (_request: ApiRequest, chance: Chance, counters: Counters): Interference => ({
    answer: (response) => {
      response.writeHead(200, { 'content-type': type });
      return pour(response, () => piece(chance), counters);
    },
  });

function junk(chance: Chance, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => Math.floor(chance() * 256)));
}

/** A frame of a watch in protobuf with something in it. */
function frame(content: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(content.length);
  return Buffer.concat([head, content]);
}

/** A thousand lines, or frames, that are nothing. */
const garbageLines = (chance: Chance): string =>
  Array.from({ length: 1000 }, () => `${junk(chance, 20).toString('base64')}\n`).join('');
const garbageFrames = (chance: Chance): Buffer =>
  Buffer.concat(Array.from({ length: 1000 }, () => frame(junk(chance, 20))));

const page = (items: string, token: string): string =>
  `{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"5","continue":"${token}"},"items":[${items}]}`;

const readPod = (cluster: Cluster): Promise<unknown> => cluster.readPod('shop', 'old-0');
const readLog = (cluster: Cluster): Promise<unknown> =>
  cluster.readLog({ namespace: 'shop', pod: 'old-0', container: 'app', previous: false });

const status = (code: number, message: string): string =>
  JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason: 'Odd', code });

export const hostileServers: readonly HostileServer[] = [
  {
    name: 'the version is a gzip bomb of 1 GB',
    serve: where(isVersion, bomb(200, JSON_TYPE)),
    lasts: true,
    expect: { live: true, mostMegabytes: 100 },
  },
  {
    name: 'a pod is a gzip bomb of 1 GB',
    serve: where(isOnePod, bomb(200, JSON_TYPE)),
    ask: readPod,
    expect: { live: true, told: { code: 'bad-answer', words: /an answer of more than 8\.0 MB/ } },
  },
  {
    name: 'the namespaces are a gzip bomb of 1 GB',
    serve: where(({ path }) => path === '/api/v1/namespaces', bomb(200, JSON_TYPE)),
    ask: (cluster) => cluster.namespaces(),
    expect: { live: true, told: { code: 'bad-answer', words: /an answer of more than 32(\.0)? MB/ } },
  },
  {
    name: 'a refusal is a gzip bomb of 1 GB',
    serve: where(isPods('list'), bomb(403, JSON_TYPE)),
    expect: { told: { code: 'forbidden', words: /does not allow this account to list pods/ } },
  },
  {
    name: 'a page in place of the version is a gzip bomb of 1 GB',
    serve: where(isVersion, bomb(200, 'text/html')),
    lasts: true,
    expect: { live: true },
  },
  {
    name: 'a log does not end',
    serve: where(
      isLog,
      endless('text/plain', () => `2026-11-21T08:10:49Z ${'x'.repeat(100_000)}\n`),
    ),
    ask: readLog,
    expect: { live: true, mostBytes: 64_000_000 },
  },
  {
    name: 'the version does not end',
    serve: where(
      isVersion,
      endless(JSON_TYPE, () => ' '.repeat(100_000)),
    ),
    expect: { live: true, mostBytes: 32_000_000 },
  },
  {
    name: 'a list continues for ever, with nothing on its pages',
    serve: where(isPods('list'), () => answer(200, JSON_TYPE, page('', 'more'))),
    expect: { told: { code: 'bad-answer', words: /a list that does not end/ }, mostAttacks: 60 },
  },
  {
    name: 'a list continues for ever, with the same pod on each page',
    serve: where(isPods('list'), () =>
      answer(
        200,
        JSON_TYPE,
        page('{"metadata":{"name":"again","namespace":"shop","uid":"u"},"spec":{"containers":[]},"status":{}}', 'more'),
      ),
    ),
    expect: { told: { code: 'bad-answer', words: /a list that does not end/ }, mostAttacks: 60 },
  },
  {
    name: 'a watch is lines of garbage',
    serve: where(isPods('watch'), endless(JSON_TYPE, garbageLines)),
    expect: {
      told: { code: 'bad-answer', words: /pieces that are no objects/ },
      mostBytes: 64_000_000,
      mostAttacks: 60,
    },
  },
  {
    name: 'a watch is frames of garbage',
    serve: where(isPods('watch'), endless(`${PROTOBUF_TYPE};stream=watch`, garbageFrames)),
    expect: {
      told: { code: 'bad-answer', words: /pieces that are no objects/ },
      mostBytes: 64_000_000,
      mostAttacks: 60,
    },
  },
  {
    name: 'a watch is one line without an end',
    timing: { maxObjectBytes: 4_000_000 },
    serve: where(
      isPods('watch'),
      endless(JSON_TYPE, () => 'x'.repeat(100_000)),
    ),
    expect: { told: { code: 'bad-answer', words: /an object of more than 4\.0 MB/ } },
  },
  {
    name: 'a refusal is bytes by chance',
    serve: where(isPods('list'), (_request, chance) => answer(403, PROTOBUF_TYPE, junk(chance, 500))),
    expect: { told: { code: 'forbidden', words: /: Forbidden$/ } },
  },
  {
    name: 'a refusal in protobuf is cut off',
    serve: where(isPods('list'), (_request, chance) =>
      answer(403, PROTOBUF_TYPE, Buffer.concat([Buffer.from('k8s\0\x12\x7f'), junk(chance, 20)])),
    ),
    expect: { told: { code: 'forbidden', words: /: Forbidden$/ } },
  },
  {
    name: 'a refusal of 60 kB',
    serve: where(isPods('list'), () => answer(500, JSON_TYPE, status(500, 'no '.repeat(20_000)))),
    expect: { told: { code: 'server-error', words: /^.{500,1300}$/ } },
  },
  {
    name: 'a refusal repeats the token',
    serve: where(isPods('list'), ({ headers }) =>
      answer(401, JSON_TYPE, status(401, `the token ${headers.authorization ?? ''} is not known`)),
    ),
    expect: { told: { code: 'unauthorized', words: /the token Bearer \*\*\* is not known/ }, never: /SECRET-TOKEN/ },
  },
  {
    name: 'the error that ends a watch repeats the token',
    serve: where(isPods('watch'), ({ headers }) =>
      answer(
        200,
        JSON_TYPE,
        `{"type":"ERROR","object":${status(500, `the token ${headers.authorization ?? ''} is not known`)}}\n`,
      ),
    ),
    expect: { told: { code: 'server-error', words: /the token Bearer \*\*\* is not known/ }, never: /SECRET-TOKEN/ },
  },
  {
    name: 'a redirect repeats the token',
    serve: where(isPods('list'), ({ headers }) =>
      answer(302, 'text/plain', '', { location: `https://evil.example/${(headers.authorization ?? '').slice(7)}?x` }),
    ),
    expect: { told: { code: 'bad-answer', words: /a redirect to https:\/\/evil\.example/ }, never: /SECRET-TOKEN/ },
  },
  {
    name: 'a page repeats the token in its title',
    serve: where(isPods('list'), ({ headers }) =>
      answer(200, 'text/html', `<title>Hello ${(headers.authorization ?? '').slice(7)}</title>`),
    ),
    expect: { told: { code: 'bad-answer', words: /a web page \(Hello \*\*\*\)/ }, never: /SECRET-TOKEN/ },
  },
  {
    name: 'the version is no JSON',
    serve: where(isVersion, () => answer(200, JSON_TYPE, '{"major": ')),
    expect: { live: true },
  },
  {
    name: 'a pod is no JSON',
    serve: where(isOnePod, () => answer(200, JSON_TYPE, '{"metadata": <')),
    ask: readPod,
    expect: { live: true, told: { code: 'bad-answer', words: /something that is no JSON$/ } },
  },
  {
    name: 'headers without an end',
    serve: where(isPods('list'), () => answer(200, JSON_TYPE, '', { 'x-big': 'x'.repeat(200_000) })),
    expect: { told: { code: 'bad-answer', words: /it is not HTTP/ } },
  },
];
