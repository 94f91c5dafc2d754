import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shiftLog, shiftObject, shiftTimes } from '../../../src/demo-server/shift.ts';
import { loadRecording, type KubeObject, durationMs } from '../../../src/engine/engine.ts';

const wholeSeconds = fc.integer({ min: -40_000_000, max: 400_000_000 }).map((seconds) => durationMs(seconds * 1000));
const objects = (await loadRecording('test/recordings/shop.ndjson.gz')).lines.flatMap((line) =>
  'object' in line && line.type !== 'LOG' ? [line.object] : [],
);

/** Every string in the object, with its path. */
function* strings(value: unknown, path = ''): Generator<[string, string]> {
  if (typeof value === 'string') yield [path, value];
  else if (typeof value === 'object' && value !== null) {
    for (const [key, field] of Object.entries(value)) yield* strings(field, `${path}/${key}`);
  }
}

const isTime = (text: string): boolean => /^\d{4}-\d\d-\d\dT[\d:]{8}(\.\d+)?Z$/.test(text);
const hexOf = (name: string): bigint => BigInt(`0x${name.slice(name.lastIndexOf('.') + 1)}`);

describe('shifting an object in time', () => {
  it('moves every time of every recorded object by the offset and changes nothing else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...objects), wholeSeconds, (object, offset) => {
        const before = [...strings(object)];
        const after = new Map(strings(shiftObject(object, offset)));
        const wrong = before.filter(([path, text]) => {
          const shifted = after.get(path) ?? '';
          if (isTime(text)) return Date.parse(shifted) - Date.parse(text) !== offset || shifted.length !== text.length;
          return shifted !== text && !(object.kind === 'Event' && path === '/metadata/name');
        });
        expect(wrong).toEqual([]);
      }),
    );
  });

  it('moves the hex time in the name of every recorded event by the same offset', () => {
    const events = objects.filter(({ kind }) => kind === 'Event');
    fc.assert(
      fc.property(fc.constantFrom(...events), wholeSeconds, (event, offset) => {
        const shifted = shiftObject(event, offset).metadata.name ?? '';
        expect(hexOf(shifted) - hexOf(event.metadata.name ?? '')).toBe(BigInt(offset) * 1_000_000n);
      }),
    );
  });

  it('is undone by the opposite offset', () => {
    fc.assert(
      fc.property(fc.constantFrom(...objects), wholeSeconds, (object, offset) => {
        expect(shiftObject(shiftObject(object, offset), durationMs(0 - offset))).toEqual(object);
      }),
    );
  });

  it.each([
    ['2026-11-21T08:51:53Z', '2026-11-21T08:52:53Z'],
    ['2026-11-21T08:51:53.123456Z', '2026-11-21T08:52:53.123456Z'],
    ['2026-11-21T08:51:53.123456789Z', '2026-11-21T08:52:53.123456789Z'],
    ['2026-12-31T23:59:30.5+02:00', '2027-01-01T00:00:30.5+02:00'],
    [
      'lease was last renewed at 2026-11-21T08:51:53Z by node1',
      'lease was last renewed at 2026-11-21T08:52:53Z by node1',
    ],
  ])('keeps the precision and the zone of %s', (time, shifted) =>
    expect(shiftTimes(time, durationMs(60_000))).toBe(shifted),
  );

  it.each(['2026-13-45T99:99:99Z', 'build-2026-11-21', '2026-11-21 08:51:53', ''])(
    'leaves %j, which is no time',
    (text) => expect(shiftTimes(text, durationMs(60_000))).toBe(text),
  );

  it('leaves what the user wrote: commands, arguments and environment', () => {
    const container = {
      command: ['--until', '2030-01-01T00:00:00Z'],
      args: ['2030-01-01T00:00:00Z'],
      env: [{ name: 'START', value: '2030-01-01T00:00:00Z' }],
    };
    const pod: KubeObject = { kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [container] } };
    expect(shiftObject(pod, durationMs(1000))).toEqual(pod);
  });

  it.each(['web-1.abc', 'web-1.18ea036095210372', '18ea036095210372', 'web-1.ffffffffffffffff'])(
    'leaves the event name %s when its end is no time near the creation',
    (name) => {
      const event: KubeObject = { kind: 'Event', metadata: { name, creationTimestamp: '2020-01-01T00:00:00Z' } };
      expect(shiftObject(event, durationMs(1000)).metadata.name).toBe(name);
    },
  );

  it('moves the times at the heads of log lines, not those in their text', () => {
    const log = '2026-11-21T08:52:44.000205225Z token until 2030-01-01T00:00:00Z\nno time\n';
    expect(shiftLog(log, durationMs(1000))).toBe(
      '2026-11-21T08:52:45.000205225Z token until 2030-01-01T00:00:00Z\nno time\n',
    );
  });
});
