import type { DurationMs, KubeObject } from '../engine/engine.ts';

/*
 * Moves an object in time: every time in it by the same whole number of seconds. Whole seconds, because most times of
 * the API are truncated to the second: by any other offset it could not be known what the truncated time would have
 * been.
 */

const rfc3339 = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g;

/** Fields whose strings are the user's own text: what looks like a time there is not the cluster's. */
const ownText = new Set(['env', 'command', 'args', 'data', 'labels', 'image', 'name']);

/** The object as it would be if everything had happened `offset` later. `offset` is a whole number of seconds. */
export function shiftObject(object: KubeObject, offset: DurationMs): KubeObject {
  const shifted = shiftValue(object, offset) as KubeObject;
  const name = shifted.metadata.name;
  if (object.kind === 'Event' && name !== undefined) {
    shifted.metadata.name = shiftEventName(name, object.metadata.creationTimestamp, offset);
  }
  return shifted;
}

function shiftValue(value: unknown, offset: DurationMs): unknown {
  if (typeof value === 'string') return shiftTimes(value, offset);
  if (Array.isArray(value)) return value.map((item) => shiftValue(item, offset));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, ownText.has(key) ? field : shiftValue(field, offset)]),
  );
}

/** Every RFC 3339 time in `text`, with its precision and its zone kept. */
export const shiftTimes = (text: string, offset: DurationMs): string =>
  text.length < 20
    ? text
    : text.replace(rfc3339, (time: string, fraction: string | undefined, zone: string) =>
        shiftTime(time, fraction ?? '', zone, offset),
      );

function shiftTime(time: string, fraction: string, zone: string, offset: DurationMs): string {
  const wall = Date.parse(`${time.slice(0, 19)}Z`);
  if (Number.isNaN(wall)) return time;
  return new Date(wall + offset).toISOString().slice(0, 19) + fraction + zone;
}

/** Lines of a log, which begin with their time; a time in the text of a line is the program's own. */
export const shiftLog = (log: string, offset: DurationMs): string =>
  log
    .split('\n')
    .map((line) => {
      const space = line.indexOf(' ');
      return space < 0 ? line : shiftTimes(line.slice(0, space), offset) + line.slice(space);
    })
    .join('\n');

const dayNs = 86_400_000_000_000n;

/**
 * `web-1.18ea036095210372`: after the last dot stands the UnixNano of the first occurrence in hex (client-go
 * tools/record/event.go). A suffix that is no time near the event's creation is something else, and stays.
 */
function shiftEventName(name: string, creation: string | null | undefined, offset: DurationMs): string {
  const dot = name.lastIndexOf('.');
  const hex = name.slice(dot + 1);
  const created = Date.parse(creation ?? '');
  if (dot < 0 || !/^[0-9a-f]{15,16}$/.test(hex) || Number.isNaN(created)) return name;
  const at = BigInt(`0x${hex}`);
  const distance = at - BigInt(created) * 1_000_000n;
  if (distance > dayNs || distance < -dayNs) return name;
  return `${name.slice(0, dot)}.${(at + BigInt(offset) * 1_000_000n).toString(16)}`;
}
