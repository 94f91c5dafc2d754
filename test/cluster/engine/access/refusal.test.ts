import { describe, expect, test } from 'vitest';
import type { ConnectionStatus } from '../../../../src/engine/watch/cluster.ts';
import { ApiServer } from '../../../../src/demo-server/api-server.ts';
import { ApiState } from '../../../../src/demo-server/api-state.ts';
import { statusBody } from '../../../../src/demo-server/status-form.ts';
import { StatusError, expiredContinue, forbidden, tooLarge } from '../../../../src/demo-server/status.ts';
import { knownTypes } from '../../../../src/engine/recording/resource-types.ts';
import { english } from '../../../../src/engine/timeline/model/duration.ts';
import { formatText } from '../../../../src/engine/timeline/model/text.ts';
import { get } from '../../demo-server/api-client.ts';
import { denying, refuse, tooManyRequests } from '../../faults.ts';
import { podObject, startRig, until, type RigOptions } from '../watch/live-rig.ts';
import { encodeMessage } from '../decode/protobuf-encode.ts';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** What the status says first; pods are asked for in protobuf, as in the editor. */
async function firstWords(options: RigOptions): Promise<string> {
  await using rig = await startRig({ protobuf: 'when-offered', ...options });
  const problem = (status: ConnectionStatus): string | undefined =>
    'problem' in status ? formatText(status.problem.fact, english) : undefined;
  await until(() =>
    rig.statuses.some((status) => problem(status) !== undefined) ? '' : JSON.stringify(rig.cluster.status),
  );
  return rig.statuses.flatMap((status) => problem(status) ?? []).at(-1) ?? '';
}

describe('a refusal in protobuf is told in its words', () => {
  test('401 to a token that is wrong', async () => {
    const kubeconfig = (server: ApiServer): string => server.kubeconfig('shop').replace(server.token, 'another');
    expect(await firstWords({ kubeconfig })).toMatch(
      / does not accept the credentials of context podfall-demo: Unauthorized$/,
    );
  });

  test('403 of RBAC', async () => {
    const words = await firstWords({ server: { before: denying(({ target }) => target?.resource === 'pods') } });
    expect(words).toMatch(
      /list pods in namespace shop: pods is forbidden: User "system:serviceaccount:default:podfall" cannot list resource "pods" in API group "" in the namespace "shop"/,
    );
  });

  test.each([500, 503])('%d', async (code) => {
    const words = await firstWords({
      server: {
        before: ({ target }) =>
          target?.resource === 'pods'
            ? refuse(new StatusError(code, 'InternalError', 'etcd has no leader'))
            : undefined,
      },
    });
    expect(words).toMatch(new RegExp(`could not list pods in namespace shop \\(HTTP ${code}\\): etcd has no leader$`));
  });

  test('410 begins a list anew', async () => {
    let refused = 0;
    const before: RigOptions['server'] = {
      before: ({ query }) => (query.has('continue') && (refused += 1) === 1 ? refuse(expiredContinue('x')) : undefined),
    };
    await using rig = await startRig({ protobuf: 'when-offered', timing: { pageSize: 2 }, server: before });
    for (let index = 0; index < 5; index += 1) rig.state.apply('pods', 'ADDED', podObject(`p-${index}`));
    await rig.converged();
    expect(rig.statuses.flatMap((status) => ('problem' in status ? status.problem : []))).toEqual([]);
  });
});

describe('the demo server', () => {
  const pods = '/api/v1/namespaces/shop/pods';

  test.each([
    [`${PROTOBUF}, application/json`, PROTOBUF],
    [PROTOBUF, PROTOBUF],
    [`application/json, ${PROTOBUF}`, 'application/json'],
    ['application/json;as=Table;v=v1;g=meta.k8s.io,application/json', 'application/json'],
    ['*/*', 'application/json'],
  ])('refuses who accepts %s in %s', async (accept, type) => {
    const server = await ApiServer.start({ state: new ApiState() });
    const { status, headers } = await get(server, pods, { authorization: 'Bearer wrong', accept });
    await server.stop();
    expect([status, headers['content-type']]).toEqual([401, type]);
  });

  test('tells who accepts nothing that it speaks so in JSON', async () => {
    const server = await ApiServer.start({ state: new ApiState() });
    const { status, json } = await get(server, pods, { accept: 'application/yaml' });
    await server.stop();
    expect([status, json.reason]).toEqual([406, 'NotAcceptable']);
  });

  test('asks to slow down in plain text', async () => {
    const server = await ApiServer.start({ state: new ApiState(), before: () => tooManyRequests(1) });
    const { status, headers, text } = await get(server, pods, { accept: PROTOBUF });
    await server.stop();
    expect([status, headers['content-type'], headers['retry-after'], text]).toEqual([
      429,
      'text/plain; charset=utf-8',
      '1',
      'Too many requests, please try again later.\n',
    ]);
  });

  test.each([
    new StatusError(401, 'Unauthorized', 'Unauthorized'),
    forbidden('jane', 'list', knownTypes[0]!, 'shop'),
    expiredContinue('token'),
    tooLarge(7, 5),
  ])('writes a Status as Go does: $message', (error) => {
    const { metadata, message, reason, code } = error;
    const status = encodeMessage('Status', { metadata, status: 'Failure', message, reason, code });
    const { body } = statusBody(error, PROTOBUF);
    // The details lie between the reason and the code; the table of the tests does not know them.
    expect(body.includes(status.subarray(0, -3))).toBe(true);
    expect(body.includes(status.subarray(-3))).toBe(true);
  });
});
