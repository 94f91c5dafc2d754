import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PackedEvents } from '../../../../src/engine/store/packed-events.ts';
import type { EventObservation } from '../../../../src/engine/timeline/model/facts.ts';
import { epochMs } from '../../../../src/engine/timeline/model/units.ts';

const time = fc.double({ min: 0, max: 4e12, noNaN: true }).map(epochMs);
const optional = <T>(key: string, value: fc.Arbitrary<T>): fc.Arbitrary<object> =>
  fc.option(value, { nil: undefined }).map((found) => (found === undefined ? {} : { [key]: found }));
const name = fc.oneof(fc.string(), fc.constantFrom('web-1', 'a.b'));
const hex = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => value.toString(16)),
  fc.constantFrom('0', '18ea0122a3242f44', '0018ea0122a3242f', 'XYZ'),
);
const count = fc.integer({ min: 0, max: 2 ** 31 });

const observation = fc
  .record({
    uid: fc.oneof(
      fc.uuid(),
      fc.string(),
      fc.uuid().map((uuid) => uuid.toUpperCase()),
    ),
    namespace: fc.string(),
    involved: fc
      .tuple(
        fc.record({ kind: fc.string(), name }),
        optional('namespace', fc.string()),
        optional('uid', fc.uuid()),
        optional('fieldPath', fc.string()),
      )
      .map((parts) => Object.assign({}, ...parts) as object),
    hex,
    own: fc.option(fc.string()),
    resourceVersion: fc.oneof(fc.nat().map(String), fc.string(), fc.constantFrom('0', '007', '99999999999999999999')),
    reason: fc.string(),
    message: fc.string(),
    type: fc.constantFrom('Normal', 'Warning'),
    component: fc.string(),
    creationAt: time,
    count,
    more: fc.tuple(
      optional('host', fc.string()),
      optional('firstAt', time),
      optional('lastAt', time),
      optional('eventAt', time),
      optional('nameAt', time),
      optional(
        'series',
        fc.tuple(count, optional('lastObservedAt', time)).map(([times, last]) => ({ count: times, ...last })),
      ),
    ),
    how: fc.constantFrom('listed', 'watched', 'deleted'),
    arrived: optional('arrivedAt', time),
  })
  .map(
    ({ hex: digits, own, more, how, arrived, ...event }) =>
      ({
        event: Object.assign({}, event, ...more, {
          name: own ?? `${(event.involved as { name: string }).name}.${digits}`,
        }) as object,
        how,
        ...arrived,
      }) as unknown as EventObservation,
  );

test('what is packed comes out as it went in', () => {
  fc.assert(
    fc.property(fc.array(observation, { maxLength: 200 }), (observations) => {
      const packed = new PackedEvents();
      const rows = observations.map((seen) => packed.add(seen));
      expect(rows.map((row) => packed.get(row))).toEqual(observations);
    }),
  );
});

test('rows are used again', () => {
  fc.assert(
    fc.property(observation, observation, (first, second) => {
      const packed = new PackedEvents();
      packed.remove(packed.add(first));
      const row = packed.add(second);
      expect([row, packed.get(row)]).toEqual([0, second]);
    }),
  );
});
