import { expect, test } from 'vitest';
import { StatusError } from '../../../../src/demo-server/status.ts';
import { english } from '../../../../src/engine/timeline/model/duration.ts';
import { formatText } from '../../../../src/engine/timeline/model/text.ts';
import { denying, refuse } from '../../faults.ts';
import { startRig, until, type Rig } from '../watch/live-rig.ts';

/* SelfSubjectAccessReviews go over real sockets, and seldom. */

const ACCESS_REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** Counts the reviews that a rig's server is asked for. */
function countReviews(rig: Rig): { count: number } {
  const reviews = { count: 0 };
  const before = rig.server.before;
  rig.server.before = (request) => {
    if (request.path === ACCESS_REVIEWS) reviews.count += 1;
    return before?.(request);
  };
  return reviews;
}

const fact = (rig: Rig): string =>
  'problem' in rig.cluster.status ? formatText(rig.cluster.status.problem.fact, english) : '';

test('a refusal says which verbs are missing, asked once each', async () => {
  await using rig = await startRig({
    start: false,
    server: { before: denying(({ target, verb }) => target?.resource === 'pods' && verb !== 'get') },
  });
  rig.server.allows = ({ resource, verb }) => resource !== 'pods' || verb === 'get';
  const reviews = countReviews(rig);
  const asked = rig.server.requests;
  rig.cluster.start();
  await until(() => (fact(rig).endsWith('(missing: list, watch)') ? '' : `it says: ${fact(rig)}`));
  await until(() => (rig.server.requests - asked > 20 ? '' : 'not tried again yet'));
  expect(reviews.count).toBe(2);
  expect(rig.cluster.status).toMatchObject({
    state: 'denied',
    problem: { code: 'forbidden', nextStep: { args: { verbs: 'list, watch', resource: 'pods' } } },
  });
});

test('one who may list but not watch is told so', async () => {
  await using rig = await startRig({
    start: false,
    server: { before: denying(({ target, verb }) => target?.resource === 'pods' && verb === 'watch') },
  });
  rig.server.allows = ({ verb }) => verb !== 'watch';
  rig.cluster.start();
  await until(() => (fact(rig).endsWith('(missing: watch)') ? '' : `it says: ${fact(rig)}`));
});

test('a server that answers no reviews leaves its own words', async () => {
  await using rig = await startRig({
    start: false,
    server: {
      before: (request) =>
        request.path === ACCESS_REVIEWS
          ? refuse(new StatusError(403, 'Forbidden', 'no reviews'))
          : denying(() => true)(request),
    },
  });
  const reviews = countReviews(rig);
  rig.cluster.start();
  await rig.reaches('denied');
  await until(() => (reviews.count >= 2 ? '' : 'not asked yet'));
  expect(fact(rig)).toMatch(/does not allow this account to list pods in namespace shop: pods is forbidden/);
  expect(fact(rig)).not.toContain('missing');
});

test('nothing is reviewed while everything is allowed', async () => {
  await using rig = await startRig({ start: false });
  const reviews = countReviews(rig);
  rig.cluster.start();
  await rig.reaches('live');
  expect(reviews.count).toBe(0);
});

test('it can be asked whether logs may be read, once for a namespace', async () => {
  await using rig = await startRig();
  const reviews = countReviews(rig);
  rig.server.allows = ({ resource, subresource, namespace }) =>
    resource === 'pods' && subresource === 'log' && namespace === 'shop';
  expect([
    await rig.cluster.mayReadLogs?.('shop'),
    await rig.cluster.mayReadLogs?.('other'),
    await rig.cluster.mayReadLogs?.('shop'),
  ]).toEqual([true, false, true]);
  expect(reviews.count).toBe(2);
});
