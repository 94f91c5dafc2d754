import { describe, expect, test } from 'vitest';
import type { ContainerSpecFacts, EventObservation } from '../../../src/timeline/facts.ts';
import { buildInstants } from '../../../src/timeline/instants.ts';
import { containerSpec, kubeletEvent, podEvidence, scheduledEvent, second, watched } from './facts-builder.ts';

const idsOf = (containers: readonly ContainerSpecFacts[], ...events: readonly EventObservation[]): readonly string[] =>
  Object.keys(buildInstants(podEvidence({ pods: [watched(1, 0.1, { spec: { nodeName: 'node1', containers }, startAt: second(0) })], events: [scheduledEvent(0.01), ...events] })).instants).filter((id) => id.startsWith('container/'));

const two = [containerSpec(), containerSpec({ name: 'log', index: 1, image: 'log:1' })];
const pulling = kubeletEvent('Pulling', 'Pulling image "log:1"', 0.5);

describe('an event that does not say which container it is about', () => {
  test('is about the one that it names', () => {
    expect(idsOf(two, kubeletEvent('Started', 'Started container log', 1))).toEqual(['container/log/started']);
  });

  test('is about the one whose image it names', () => {
    expect(idsOf(two, pulling)).toEqual(['container/log/pullQueued']);
  });

  test('is about none when two have that image, or no container does (an image volume)', () => {
    expect([idsOf([...two, containerSpec({ name: 'more', index: 2, image: 'log:1' })], pulling), idsOf([containerSpec()], pulling)]).toEqual([[], []]);
  });

  test('is about none when it names nobody and there are several', () => {
    expect(idsOf(two, kubeletEvent('Started', 'Container started', 1))).toEqual([]);
  });
});
