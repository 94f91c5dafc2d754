import { expect, test } from 'vitest';
import { ownerTimeline } from '../../../../src/engine/timeline/owner-timeline.ts';
import { eventFacts } from './facts-builder.ts';

const owner = { kind: 'ReplicaSet', name: 'web', uid: 'rs-1', namespace: 'shop' };
const involved = { kind: 'ReplicaSet', namespace: 'shop', name: 'web', uid: 'rs-1' };

test('an owner whose timeline cannot be built has one that says so', () => {
  const event = eventFacts({ involved, reason: 'FailedCreate' });
  const broken = Object.defineProperty(event, 'message', {
    get: () => {
      throw new RangeError('of this test');
    },
  });
  const { pod, findings } = ownerTimeline(owner, [broken]);
  expect(pod.name).toBe('web');
  expect(findings.map(({ id, sentence }) => [id, sentence.args])).toEqual([['no-timeline', { error: 'of this test' }]]);
});

test('an owner whose pods are refused has the reason', () => {
  const message = 'Error creating: pods "web-1" is forbidden: exceeded quota: pods';
  const { findings } = ownerTimeline(owner, [eventFacts({ involved, reason: 'FailedCreate', message })]);
  expect(findings.map(({ id }) => id)).toEqual(['quota-rejected']);
});
