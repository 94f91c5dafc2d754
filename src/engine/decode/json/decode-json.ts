import type { EpochMs } from '../../timeline/model/units.ts';
import { epochMs } from '../../timeline/model/units.ts';
import { boundedText } from '../bounded-text.ts';
import { isRecord } from '../../timeline/model/is-record.ts';

/** An object that is not what the API promises: which object, which field, and what is wrong with it. */
export class DecodeError extends Error {
  /** For example `status.containerStatuses[0].name`. */
  readonly field: string;
  /** For example `pods shop/web-1`. */
  readonly object: string;

  constructor(object: string, field: string, problem: string) {
    super(`${object}: ${field} ${problem}`);
    this.name = 'DecodeError';
    this.object = object;
    this.field = field;
  }
}

/** Where a {@link Json} stands, so that an error can name it; paths are only written out when something is wrong. */
type Place =
  | { readonly parent: Json; readonly key: string; /** In a list. */ readonly index?: number }
  | { readonly resource: string; readonly raw: Fields };

type Fields = Readonly<Record<string, unknown>>;

/** A JSON object being read. `null` counts as absent, as in Go; a field of the wrong type is a {@link DecodeError}. */
export class Json {
  readonly #fields: Fields;
  readonly #place: Place;

  constructor(fields: Fields, place: Place) {
    this.#fields = fields;
    this.#place = place;
  }

  keys(): string[] {
    return Object.keys(this.#fields);
  }

  /** No longer than anyone reads. */
  string(key: string): string | undefined {
    const value = this.#fields[key];
    if (typeof value === 'string') return boundedText(value);
    return value === undefined || value === null ? undefined : this.#fail(key, 'is not a string');
  }

  /** A string that has a meaning: an empty one is absent. */
  text(key: string): string | undefined {
    const value = this.string(key);
    return value === '' ? undefined : value;
  }

  required(key: string): string {
    return this.text(key) ?? this.#fail(key, 'is missing');
  }

  /** A whole number, as all are that are read: JSON can hold others, such as 1e400. */
  number(key: string): number | undefined {
    const value = this.#fields[key];
    if (Number.isSafeInteger(value)) return value as number;
    return value === undefined || value === null
      ? undefined
      : this.#fail(key, typeof value === 'number' ? 'is not a whole number' : 'is not a number');
  }

  flag(key: string): boolean | undefined {
    const value = this.#fields[key];
    if (typeof value === 'boolean') return value;
    return value === undefined || value === null ? undefined : this.#fail(key, 'is not true or false');
  }

  time(key: string): EpochMs | undefined {
    const value = this.text(key);
    return value === undefined
      ? undefined
      : (parseTime(value) ?? this.#fail(key, `is no RFC 3339 time: ${value.slice(0, 40)}`));
  }

  requiredTime(key: string): EpochMs {
    return this.time(key) ?? this.#fail(key, 'is missing');
  }

  child(key: string): Json | undefined {
    const value = this.#fields[key];
    if (isRecord(value)) return new Json(value, { parent: this, key });
    return value === undefined || value === null ? undefined : this.#fail(key, 'is not an object');
  }

  /** The object there, or an empty one: for parts whose absence says nothing. */
  part(key: string): Json {
    return this.child(key) ?? new Json({}, { parent: this, key });
  }

  list(key: string): Json[] {
    return this.#array(key).map((value, index) =>
      isRecord(value)
        ? new Json(value, { parent: this, key, index })
        : this.#fail(`${key}[${index}]`, 'is not an object'),
    );
  }

  /** The strings of a list; elements of another type are left out. */
  texts(key: string): string[] {
    return this.#array(key).filter((value) => typeof value === 'string');
  }

  /** The strings of a map; values of another type are left out. */
  strings(key: string): Readonly<Record<string, string>> {
    const value = this.#fields[key];
    if (!isRecord(value)) return value === undefined || value === null ? NONE : this.#fail(key, 'is not an object');
    if (areTexts(value)) return value;
    const found: Record<string, string> = {};
    for (const name of Object.keys(value)) {
      const text = value[name];
      if (typeof text === 'string') found[name] = text;
      else if (typeof text === 'number') found[name] = String(text);
    }
    return found;
  }

  #array(key: string): readonly unknown[] {
    const value = this.#fields[key];
    if (Array.isArray(value)) return value;
    return value === undefined || value === null ? [] : this.#fail(key, 'is not a list');
  }

  #fail(key: string, problem: string): never {
    let field = key;
    let place = this.#place;
    while ('parent' in place) {
      field = `${place.key}${place.index === undefined ? '' : `[${place.index}]`}.${field}`;
      place = place.parent.#place;
    }
    throw new DecodeError(nameOf(place.resource, place.raw), field, problem);
  }
}

const NONE: Readonly<Record<string, string>> = Object.freeze({});

function areTexts(fields: Fields): fields is Readonly<Record<string, string>> {
  for (const name in fields) if (typeof fields[name] !== 'string') return false;
  return true;
}

/** Begins to read an object of the API; `resource` is only for the words of errors. */
export function readJson(resource: string, raw: unknown): Json {
  if (!isRecord(raw)) throw new DecodeError(resource, 'object', 'is not an object');
  return new Json(raw, { resource, raw });
}

function nameOf(resource: string, raw: Fields): string {
  const meta = isRecord(raw['metadata']) ? raw['metadata'] : {};
  const parts = [meta['namespace'], meta['name']].filter((part) => typeof part === 'string' && part !== '');
  return parts.length > 0 ? `${resource} ${parts.join('/')}` : resource;
}

/** RFC 3339 to milliseconds; micro- and nanoseconds stay as a fraction, which `Date.parse` would cut off. */
export function parseTime(value: string): EpochMs | undefined {
  const known = TIMES.get(value);
  if (known !== undefined) return known;
  const time = readTime(value);
  if (TIMES.size > 4000) TIMES.clear();
  if (time !== undefined) TIMES.set(value, time);
  return time;
}

/**
 * Objects of a cluster name the same seconds again and again, and to look one up is several times faster than to read
 * it.
 */
const TIMES = new Map<string, EpochMs>();

function readTime(value: string): EpochMs | undefined {
  const ms = Date.parse(value);
  if (Number.isNaN(ms) || !/^\d{4}-\d{2}-\d{2}[Tt]/.test(value)) return undefined;
  const fraction = value.length > 20 ? /\.\d{3}(\d{1,6})/.exec(value)?.[1] : undefined;
  return epochMs(fraction === undefined ? ms : ms + Number(`0.${fraction}`));
}
