import { describe, expect, test } from 'vitest';
import { buildTimeline } from '../../../../../src/engine/timeline/build-timeline.ts';
import type { ContainerSpecFacts, EventObservation } from '../../../../../src/engine/timeline/model/facts.ts';
import { buildInstants } from '../../../../../src/engine/timeline/instants/instants.ts';
import { containerSpec, kubeletEvent, podEvidence, scheduledEvent, second, watched } from '../facts-builder.ts';

const idsOf = (containers: readonly ContainerSpecFacts[], ...events: readonly EventObservation[]): readonly string[] =>
  Object.keys(
    buildInstants(
      podEvidence({
        pods: [watched(1, 0.1, { spec: { nodeName: 'node1', containers }, startAt: second(0) })],
        events: [scheduledEvent(0.01), ...events],
      }),
    ).instants,
  ).filter((id) => id.startsWith('container/'));

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
    expect([
      idsOf([...two, containerSpec({ name: 'more', index: 2, image: 'log:1' })], pulling),
      idsOf([containerSpec()], pulling),
    ]).toEqual([[], []]);
  });

  test('is about none when it names nobody and there are several', () => {
    expect(idsOf(two, kubeletEvent('Started', 'Container started', 1))).toEqual([]);
  });
});

test('the image of a volume is pulled before the containers, and that is told', () => {
  const pod = { spec: { nodeName: 'node1' }, startAt: second(0) };
  const pulled = kubeletEvent('Pulled', 'Successfully pulled image "models:1" in 30s (30s including waiting)', 30.6);
  const timeline = buildTimeline(
    podEvidence({
      pods: [watched(1, 0.1, pod)],
      events: [
        scheduledEvent(0.01),
        kubeletEvent('Pulling', 'Pulling image "models:1"', 0.6),
        pulled,
        kubeletEvent('Started', 'Container started', 31, 'app'),
      ],
    }),
  );
  expect([
    timeline.findings[0]?.id,
    timeline.findings[0]?.sentence.args['image'],
    timeline.phases.find(({ kind }) => kind === 'pull')?.lane,
  ]).toEqual(['image-pull', 'models:1', 'pod']);
});
