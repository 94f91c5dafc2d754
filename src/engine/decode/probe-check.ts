import type { ProbeFacts } from '../timeline/model/facts.ts';
import { own } from '../timeline/model/own.ts';
import { yamlScalar } from '../timeline/model/yaml-scalar.ts';
import { isWholeText } from './bounded-text.ts';

export type ProbeNumbers = Pick<
  ProbeFacts,
  'initialDelaySeconds' | 'periodSeconds' | 'timeoutSeconds' | 'successThreshold' | 'failureThreshold'
>;

/**
 * A probe's numbers. Zero and what is less stand for a number that nobody set: the API server fills in its defaults
 * (kubernetes pkg/apis/core/v1/defaults.go) and takes no other; a recording may hold anything.
 */
export const probeNumbers = (given: Partial<ProbeNumbers>): ProbeNumbers => ({
  initialDelaySeconds: positive(given.initialDelaySeconds) ?? 0,
  periodSeconds: positive(given.periodSeconds) ?? 10,
  timeoutSeconds: positive(given.timeoutSeconds) ?? 1,
  successThreshold: positive(given.successThreshold) ?? 1,
  failureThreshold: positive(given.failureThreshold) ?? 3,
});

/** An int32. */
const positive = (value: number | undefined): number | undefined =>
  value !== undefined && value > 0 ? Math.min(value, 2 ** 31 - 1) : undefined;

export type CheckKind = Exclude<ProbeFacts['handler'], 'unknown'>;

export type CheckFields = Readonly<Record<string, string | readonly string[]>>;

/** In the order of generated.proto. */
const FIELDS: Readonly<Record<CheckKind, readonly string[]>> = {
  exec: ['command'],
  httpGet: ['path', 'port', 'host', 'scheme'],
  tcpSocket: ['port', 'host'],
  grpc: ['port', 'service'],
};

/**
 * A probe's handler as lines of YAML below its name; empty fields are left out. Numbers come as digits: a port's name
 * has a letter in it. Undefined when a text is longer than what is read of it.
 */
export function writeCheck(kind: CheckKind, fields: CheckFields): string | undefined {
  if (!FIELDS[kind].flatMap((key) => own(fields, key) ?? []).every(isWholeText)) return undefined;
  return FIELDS[kind]
    .flatMap((key) => {
      const value = own(fields, key);
      if (value === undefined || value.length === 0) return [];
      return typeof value === 'string'
        ? [`${key}: ${key === 'port' && /^\d+$/.test(value) ? value : yamlScalar(value)}`]
        : [`${key}:`, ...value.map((item) => `  - ${yamlScalar(item)}`)];
    })
    .join('\n');
}
