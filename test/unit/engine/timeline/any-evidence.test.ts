import * as fc from 'fast-check';
import * as path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { drawTimeline } from '../../../../src/cli/draw-timeline.ts';
import { buildTimeline } from '../../../../src/engine/timeline/build-timeline.ts';
import type { PodEvidence } from '../../../../src/engine/timeline/model/facts.ts';
import type { Timeline } from '../../../../src/engine/timeline/model/timeline.ts';
import { epochMs } from '../../../../src/engine/timeline/model/units.ts';
import { loadEvidence } from '../../../accuracy/evidence.ts';

/** Pods of many kinds: those whose stories are the most tangled. */
const NAMES = [
  'badimage',
  'crashloop',
  'nomount',
  'sidecar',
  'sandboxfail',
  'deletedmidway',
  'statefulset',
  'static',
  'shop',
  'preempt',
  'v1.29/inits',
  'v1.29/badimage',
];
const known: PodEvidence[] = [];

beforeAll(async () => {
  for (const name of NAMES) {
    known.push(
      ...(await loadEvidence(path.join(import.meta.dirname, `../../../recordings/${name}.ndjson.gz`), 'live')).values(),
    );
  }
});

/** Names that every object has something under. */
const anyName = fc.constantFrom('app', 'constructor', '__proto__', 'toString', 'hasOwnProperty');

/** The evidence with the first container named so, wherever it is named. */
function renamed(evidence: PodEvidence, to: string): PodEvidence {
  const from = evidence.pods[0]?.pod.spec.containers[0]?.name;
  const other = (name: string): string => (name === from ? to : name);
  const inPath = (fieldPath: string): string => fieldPath.replace(/\{(.*)\}/, (_, name: string) => `{${other(name)}}`);
  return {
    ...evidence,
    pods: evidence.pods.map((seen) => {
      const { spec, statuses } = seen.pod;
      return {
        ...seen,
        pod: {
          ...seen.pod,
          spec: {
            ...spec,
            containers: spec.containers.map((container) => ({ ...container, name: other(container.name) })),
          },
          statuses: statuses.map((status) => ({ ...status, name: other(status.name) })),
        },
      };
    }),
    events: evidence.events.map((seen) => {
      const { involved } = seen.event;
      return involved.fieldPath === undefined
        ? seen
        : { ...seen, event: { ...seen.event, involved: { ...involved, fieldPath: inPath(involved.fieldPath) } } };
    }),
  };
}

/** Any part of what is known of any of these pods, in any order, with containers of any name. */
const anyEvidence = (): fc.Arbitrary<PodEvidence> =>
  fc.tuple(anyPart(), anyName).map(([evidence, name]) => renamed(evidence, name));

const anyPart = (): fc.Arbitrary<PodEvidence> =>
  fc.constantFrom(...known).chain((evidence) =>
    fc
      .record({
        pods: fc.shuffledSubarray([...evidence.pods]),
        events: fc.shuffledSubarray([...evidence.events]),
        relatedEvents: fc.shuffledSubarray([...evidence.relatedEvents]),
        nodePulls: fc.shuffledSubarray([...evidence.nodePulls]),
      })
      .map((part) => ({ ...evidence, ...part })),
  );

const shuffled = (evidence: PodEvidence, order: fc.Stream<number> | readonly number[]): PodEvidence => {
  const keys = [...order];
  const mix = <T>(items: readonly T[]): T[] =>
    items
      .map((item, index) => ({ item, key: keys[index % keys.length] ?? 0 }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item);
  return {
    ...evidence,
    pods: mix(evidence.pods),
    events: mix(evidence.events),
    relatedEvents: mix(evidence.relatedEvents),
    nodePulls: mix(evidence.nodePulls),
  };
};

const chainOf = (timeline: Timeline): Timeline['phases'] =>
  timeline.criticalPath.map((id) => timeline.phases.find((phase) => phase.id === id)!);

const property = (check: (evidence: PodEvidence) => void): void =>
  fc.assert(fc.property(anyEvidence(), check), { numRuns: 300 });

test('the order in which facts came changes nothing', () => {
  fc.assert(
    fc.property(anyEvidence(), fc.array(fc.nat(), { minLength: 5, maxLength: 40 }), (evidence, order) => {
      expect(JSON.stringify(buildTimeline(shuffled(evidence, order)))).toBe(JSON.stringify(buildTimeline(evidence)));
    }),
    { numRuns: 200 },
  );
});

test('whatever is missing, the critical path has no gap and no overlap', () => {
  property((evidence) => {
    const chain = chainOf(buildTimeline(evidence));
    expect(chain.filter((phase, index) => index > 0 && chain[index - 1]!.end?.at !== phase.start.at)).toEqual([]);
  });
});

test('whatever is missing, no phase ends before it starts', () => {
  property((evidence) => {
    expect(buildTimeline(evidence).phases.filter(({ start, end }) => end && end.at < start.at)).toEqual([]);
  });
});

test('whatever is missing, an instant of a phase lies within its bounds', () => {
  property((evidence) => {
    const instants = buildTimeline(evidence).phases.flatMap(({ start, end }) => (end ? [start, end] : [start]));
    expect(instants.filter(({ at, earliest, latest }) => at < earliest || at > latest)).toEqual([]);
  });
});

test('whatever is missing, ids of phases are unique, and findings and events name phases that exist', () => {
  property((evidence) => {
    const { phases, findings, events } = buildTimeline(evidence);
    const ids = new Set(phases.map(({ id }) => id));
    const named = [...findings.flatMap((finding) => finding.phases), ...events.flatMap(({ phase }) => phase ?? [])];
    expect([ids.size, named.filter((id) => !ids.has(id))]).toEqual([phases.length, []]);
  });
});

test('whatever is missing, every phase has a source for its ends', () => {
  property((evidence) => {
    expect(
      buildTimeline(evidence).phases.filter(
        ({ start, end }) => start.sources.length === 0 || end?.sources.length === 0,
      ),
    ).toEqual([]);
  });
});

test('whatever is missing, it can be drawn within the width', () => {
  property((evidence) => {
    const text = drawTimeline(buildTimeline(evidence), { width: 80, now: epochMs(1_795_300_000_000), color: false });
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});
