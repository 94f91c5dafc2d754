import { expect, test } from 'vitest';
import type { Problem } from '../../../../src/engine/access/problem.ts';
import { LiveStatus } from '../../../../src/engine/watch/live-status.ts';
import { english } from '../../../../src/engine/timeline/model/duration.ts';
import { formatText, text } from '../../../../src/engine/timeline/model/text.ts';
import { at } from '../timeline/facts-builder.ts';

const forbidden = (resource: string): Problem => ({
  code: 'forbidden',
  fact: text('not {what}', { what: `list ${resource} in namespace shop` }),
  nextStep: text('ask'),
});
const late: Problem = { code: 'delayed', fact: text('late'), nextStep: text('wait') };

/** What is told as missing while pods are watched and these loops are refused or troubled. */
function missing(others: Readonly<Record<string, Problem>>): readonly string[] {
  const status = new LiveStatus(() => at(0));
  status.loop('needed', '/api/v1/namespaces/shop/pods', { state: 'live' });
  for (const [name, problem] of Object.entries(others)) status.loop('optional', name, { state: 'denied', problem });
  return status.current.state === 'live' ? status.current.missing.map(({ fact }) => formatText(fact, english)) : [];
}

test('one refusal is told in the words of the server', () => {
  expect(missing({ '/api/v1/namespaces/shop/events': forbidden('events') })).toEqual([
    'not list events in namespace shop',
  ]);
});

test('seven refusals are one line', () => {
  const names = ['events', 'deployments', 'replicasets', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs'];
  const others = Object.fromEntries(names.map((name) => [`/apis/apps/v1/namespaces/shop/${name}`, forbidden(name)]));
  expect(missing(others)).toEqual([`This account may not read ${names.join(', ')}.`]);
});

test('a resource that is refused in two namespaces is told once', () => {
  expect(
    missing({
      '/api/v1/namespaces/a/events': forbidden('events'),
      '/api/v1/namespaces/b/events': forbidden('events'),
      '/apis/batch/v1/namespaces/a/jobs': forbidden('jobs'),
    }),
  ).toEqual(['This account may not read events, jobs.']);
});

test('what is no refusal is told beside it', () => {
  expect(
    missing({
      '/api/v1/events': forbidden('events'),
      'delay /api/v1/pods': late,
      '/apis/batch/v1/jobs': forbidden('jobs'),
    }),
  ).toEqual(['late', 'This account may not read events, jobs.']);
});
