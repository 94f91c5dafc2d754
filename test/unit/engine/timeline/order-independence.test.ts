import * as path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PodEvidence } from '../../../../src/engine/timeline/model/facts.ts';
import type { InstantsFound } from '../../../../src/engine/timeline/instants/instants.ts';
import { buildInstants } from '../../../../src/engine/timeline/instants/instants.ts';
import { loadEvidence } from '../../../accuracy/evidence.ts';

const recordings = path.join(import.meta.dirname, '../../../recordings');

const evidenceOf = async (file: string): Promise<PodEvidence[]> => [
  ...(await loadEvidence(path.join(recordings, `${file}.ndjson.gz`), 'live')).values(),
];

/** As plain data, event times in the order of their uids. */
const plain = ({ instants, eventTimes, skews }: InstantsFound): unknown => ({
  instants,
  skews,
  eventTimes: Object.fromEntries([...eventTimes].sort(([a], [b]) => (a < b ? -1 : 1))),
});

/** A sort order for `list` out of arbitrary numbers. */
const shuffled = <T>(list: readonly T[], keys: readonly number[]): T[] =>
  list
    .map((item, index) => ({ item, key: (keys[index % keys.length]! * (index + 1)) % 101 }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);

const keys = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 3, maxLength: 30 });

describe.each(['shop', 'crashthenok', 'startupprobe', 'badimage', 'statefulset', 'preempt', 'static', 'v1.29/inits'])(
  'the pods of %s',
  async (file) => {
    const pods = await evidenceOf(file);

    test('are the same whatever order the facts come in', () => {
      fc.assert(
        fc.property(fc.constantFrom(...pods), keys, (evidence, order) => {
          const mixed = {
            ...evidence,
            pods: shuffled(evidence.pods, order),
            events: shuffled(evidence.events, order),
            relatedEvents: shuffled(evidence.relatedEvents, order),
          };
          expect(plain(buildInstants(mixed))).toEqual(plain(buildInstants(evidence)));
        }),
        { numRuns: 40 },
      );
    });

    test('are the same when facts come twice', () => {
      fc.assert(
        fc.property(fc.constantFrom(...pods), fc.nat(30), (evidence, from) => {
          const again = {
            ...evidence,
            pods: [...evidence.pods, ...evidence.pods.slice(from)],
            events: [...evidence.events.slice(from), ...evidence.events],
          };
          expect(plain(buildInstants(again))).toEqual(plain(buildInstants(evidence)));
        }),
        { numRuns: 20 },
      );
    });

    test('keep earlier bounds before later ones with any versions missing', () => {
      fc.assert(
        fc.property(fc.constantFrom(...pods), keys, (evidence, order) => {
          const thinned = {
            ...evidence,
            pods: evidence.pods.filter((_, index) => order[index % order.length]! % 3 > 0),
            events: evidence.events.filter((_, index) => order[index % order.length]! % 4 > 0),
          };
          const wrong = Object.entries(buildInstants(thinned).instants).filter(
            ([, { earliest, at, latest }]) => !(earliest <= at && at <= latest),
          );
          expect(wrong).toEqual([]);
        }),
        { numRuns: 40 },
      );
    });
  },
);
