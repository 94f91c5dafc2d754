import { describe, expect, test } from 'vitest';
import { buildTimeline } from '../../../../../src/engine/timeline/build-timeline.ts';
import { english } from '../../../../../src/engine/timeline/model/duration.ts';
import type { NodeFacts, PodEvidence } from '../../../../../src/engine/timeline/model/facts.ts';
import { quantity } from '../../../../../src/engine/timeline/model/quantity.ts';
import { formatText } from '../../../../../src/engine/timeline/model/text.ts';
import { at, containerSpec, eventFacts, isTrue, podEvidence, second, watched } from '../facts-builder.ts';

test.each([
  ['64', 64],
  ['500m', 0.5],
  ['24Mi', 24 * 1024 ** 2],
  ['1.5Gi', 1.5 * 1024 ** 3],
  ['1e3', 1000],
  ['2k', 2000],
  ['many', undefined],
])('%s is the quantity %s', (written, value) => {
  expect(quantity(written)).toBe(value);
});

const node = (name: string, cpu: string): NodeFacts => ({
  name,
  uid: name,
  conditions: [isTrue('Ready', 0)],
  allocatable: { cpu, memory: '8Gi' },
});

/** A pod that asks for `cpu` and gets this answer from the scheduler. */
function asks(cpu: string, message: string, nodes?: readonly NodeFacts[]): PodEvidence {
  const condition = {
    type: 'PodScheduled',
    status: 'False' as const,
    reason: 'Unschedulable',
    message,
    lastTransitionAt: second(0),
  };
  const spec = { containers: [containerSpec({ requests: { cpu } })] };
  const event = eventFacts({
    reason: 'FailedScheduling',
    type: 'Warning',
    message,
    component: 'default-scheduler',
    eventAt: at(0.02),
  });
  return podEvidence({
    pods: [watched(1, 0.01, { spec }), watched(2, 5, { spec, conditions: [condition] })],
    events: [{ event, how: 'watched', arrivedAt: at(0.03) }],
    ...(nodes && { nodes }),
  });
}

const ids = (evidence: PodEvidence): readonly string[] => buildTimeline(evidence).findings.map(({ id }) => id);

describe('a pod that asks for more than any node has', () => {
  test.each([
    ['1.19', '0/2 nodes are available: 2 Insufficient cpu.'],
    [
      '1.24-1.30',
      '0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.',
    ],
    [
      '1.31-1.36',
      '0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
    ],
  ])('never fits, in the words of %s', (_, message) => {
    expect(ids(asks('64', message, [node('a', '4'), node('b', '7920m')]))).toEqual(['never-fits']);
  });

  test('is told how much there is', () => {
    const [found] = buildTimeline(
      asks('64', '0/2 nodes are available: 2 Insufficient cpu.', [node('a', '4'), node('b', '7920m')]),
    ).findings;
    expect(formatText(found!.advice, english)).toMatch(/^The largest node has 7920m of cpu for pods\./);
  });

  const oldText = '0/2 nodes are available: 2 Insufficient cpu.';

  test('only lacks room now when a node would be large enough', () => {
    expect(ids(asks('6', oldText, [node('a', '4'), node('b', '7920m')]))).toEqual(['unschedulable']);
  });

  test('may fit a node that is not known', () => {
    expect([ids(asks('64', oldText, [node('a', '4')])), ids(asks('64', oldText))]).toEqual([
      ['unschedulable'],
      ['unschedulable'],
    ]);
  });
});

test('from 1.37 on the scheduler says that it found pods that can go', () => {
  const message =
    '0/1 nodes are available: 1 Insufficient cpu. preemption: found a potential placement for pod on node node1, preempting 2 victims.';
  expect(ids(asks('1', message))).toEqual(['preemption']);
});
