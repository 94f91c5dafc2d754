import {
  BatchV1Api,
  CoordinationV1Api,
  CoreV1Api,
  PatchStrategy,
  setHeaderOptions,
  type V1Job,
  type V1Pod,
} from '@kubernetes/client-node';
import type { IncomingMessage } from 'node:http';
import { text as bodyOf } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { ApiConnection } from '../../../../src/engine/access/connection.ts';
import { parseKubeconfig, resolveContext } from '../../../../src/engine/access/kubeconfig.ts';
import { problemOf } from '../../../../src/engine/access/problems.ts';
import { typedClient } from '../../../../src/engine/access/typed-client.ts';
import { ApiServer } from '../../../../src/demo-server/api-server.ts';
import { ApiState } from '../../../../src/demo-server/api-state.ts';
import type { Before, Interference } from '../../../../src/demo-server/interference.ts';
import { english } from '../../../../src/engine/timeline/model/duration.ts';
import { formatText } from '../../../../src/engine/timeline/model/text.ts';
import { denying } from '../../faults.ts';
import { podObject } from '../watch/live-rig.ts';
import { TcpProxy } from './tcp-proxy.ts';

/* Calls of the client library over our connection, to a real server with TLS. */

const signal = (): AbortSignal => AbortSignal.timeout(20_000);

async function serve(
  before?: Before,
  change: (yaml: string) => string = (yaml) => yaml,
): Promise<{ readonly server: ApiServer; readonly connection: ApiConnection }> {
  const state = new ApiState();
  state.apply('pods', 'ADDED', podObject('web', { uid: 'uid-web' }));
  const server = await ApiServer.start({ state, ...(before && { before }) });
  const connection = new ApiConnection({
    target: resolveContext(parseKubeconfig(change(server.kubeconfig('shop')), undefined)),
  });
  onTestFinished(async () => {
    connection.close();
    await server.stop();
  });
  return { server, connection };
}

interface Sent {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly type: string | undefined;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/** A server that takes what it is sent, and answers with the same. */
function taking(sent: Sent[]): Before {
  const take = async (message: IncomingMessage): Promise<string> => {
    const body = await bodyOf(message);
    const { method, url, headers } = message;
    sent.push({
      method,
      url,
      type: headers['content-type'],
      authorization: headers.authorization,
      body: body === '' ? undefined : (JSON.parse(body) as unknown),
    });
    return body === '' ? '{}' : body;
  };
  const answer: Interference = {
    answer: async (response) => {
      const body = await take(response.req);
      response.writeHead(201, { 'content-type': 'application/json' }).end(body);
    },
  };
  return () => answer;
}

test('a pod is read as one of its type', async () => {
  const { connection } = await serve();
  const pod = await new CoreV1Api(typedClient(connection, signal())).readNamespacedPod({
    namespace: 'shop',
    name: 'web',
  });
  expect([pod.metadata?.uid, pod.metadata?.creationTimestamp, pod.spec?.containers[0]?.image]).toEqual([
    'uid-web',
    new Date('2026-11-21T08:10:49Z'),
    'app:1',
  ]);
});

test('pods, Jobs and Leases are written with our credentials', async () => {
  const sent: Sent[] = [];
  const { server, connection } = await serve(taking(sent));
  const client = typedClient(connection, signal());
  const pod: V1Pod = { metadata: { name: 'probe' }, spec: { containers: [{ name: 'app', image: 'app:1' }] } };
  const job: V1Job = { metadata: { name: 'agent' }, spec: { template: pod } };
  const created = await new CoreV1Api(client).createNamespacedPod({ namespace: 'shop', body: pod, dryRun: 'All' });
  await new BatchV1Api(client).createNamespacedJob({ namespace: 'shop', body: job });
  await new CoordinationV1Api(client).replaceNamespacedLease({
    namespace: 'shop',
    name: 'one',
    body: { spec: { holderIdentity: 'me' } },
  });
  await new CoreV1Api(client).patchNamespacedPod(
    { namespace: 'shop', name: 'probe', body: { metadata: { labels: { a: 'b' } } } },
    setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
  );
  await new CoreV1Api(client).deleteNamespacedPod({
    namespace: 'shop',
    name: 'probe',
    body: { gracePeriodSeconds: 0 },
  });
  expect(created.metadata?.name).toBe('probe');
  expect(sent.map(({ method, url, type }) => `${method} ${url} ${type}`)).toEqual([
    'POST /api/v1/namespaces/shop/pods?dryRun=All application/json',
    'POST /apis/batch/v1/namespaces/shop/jobs application/json',
    'PUT /apis/coordination.k8s.io/v1/namespaces/shop/leases/one application/json',
    'PATCH /api/v1/namespaces/shop/pods/probe application/merge-patch+json',
    'DELETE /api/v1/namespaces/shop/pods/probe application/json',
  ]);
  expect(sent.map(({ authorization }) => authorization)).toEqual(sent.map(() => `Bearer ${server.token}`));
  expect(sent.map(({ body }) => body)).toMatchObject([
    pod,
    job,
    { spec: { holderIdentity: 'me' } },
    { metadata: { labels: { a: 'b' } } },
    { gracePeriodSeconds: 0 },
  ]);
});

test('a call goes the way of the kubeconfig: its path, its proxy, its impersonation', async () => {
  const sent: IncomingMessage[] = [];
  const { server, connection: _ } = await serve(() => ({
    answer: (response) =>
      void (
        sent.push(response.req),
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"metadata":{"name":"web"}}')
      ),
  }));
  const proxy = await TcpProxy.start(server.port);
  onTestFinished(() => proxy.close());
  const yaml = server
    .kubeconfig('shop')
    .replace(server.url, `https://127.0.0.1:${proxy.port}/k8s/clusters/c-1/`)
    .replace('"token"', '"as": "jane", "token"');
  const connection = new ApiConnection({ target: resolveContext(parseKubeconfig(yaml, undefined)) });
  onTestFinished(() => connection.close());
  const pod = await new CoreV1Api(typedClient(connection, signal())).readNamespacedPod({
    namespace: 'shop',
    name: 'web',
  });
  expect([pod.metadata?.name, sent[0]?.url, sent[0]?.headers['impersonate-user']]).toEqual([
    'web',
    '/k8s/clusters/c-1/api/v1/namespaces/shop/pods/web',
    'jane',
  ]);
});

const call = async (before: Before): Promise<string> => {
  const { server, connection } = await serve(before);
  const asked = { server: server.url, context: 'demo', what: 'get pod shop/web' };
  const failure: unknown = await new CoreV1Api(typedClient(connection, signal()))
    .readNamespacedPod({ namespace: 'shop', name: 'web' })
    .then(
      () => 'it was read',
      (error: unknown) => error,
    );
  return formatText(problemOf(failure, asked).fact, english).replace(server.url, 'SERVER');
};

const json =
  (body: string): Before =>
  () => ({ answer: (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(body) });

test.each<[string, Before, string]>([
  [
    'a refusal',
    denying(() => true, 'jane'),
    'SERVER does not allow this account to get pod shop/web: pods "web" is forbidden: User "jane" cannot get resource "pods" in API group "" in the namespace "shop"',
  ],
  [
    'what is no JSON',
    json('{"metadata'),
    'SERVER answered with something that is not of the Kubernetes API: something that is no JSON',
  ],
  [
    'what is too long',
    json(`{"a":"${'x'.repeat(1_000_000)}"}`),
    'SERVER answered with something that is not of the Kubernetes API: an answer of more than 1.0 MB',
  ],
])('%s has the words that it has everywhere', async (_name, before, words) => expect(await call(before)).toBe(words));

test('a write is not sent twice over a connection that had died', async () => {
  const sent: Sent[] = [];
  let cut = false;
  const takes = taking(sent);
  const { connection } = await serve((request) => {
    if (!cut) return takes(request);
    return {
      answer: async (response) =>
        void (
          sent.push({
            method: request.method,
            url: undefined,
            type: undefined,
            authorization: undefined,
            body: await bodyOf(response.req),
          }),
          response.socket?.destroy()
        ),
    };
  });
  const create = (): Promise<V1Pod> =>
    new CoreV1Api(typedClient(connection, signal())).createNamespacedPod({
      namespace: 'shop',
      body: { metadata: { name: 'once' } },
    });
  await create();
  cut = true;
  await expect(create()).rejects.toThrow();
  expect(sent).toHaveLength(2);
});
