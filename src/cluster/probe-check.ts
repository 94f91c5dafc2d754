import type { ProbeFacts } from '../timeline/facts.ts';
import { yamlScalar } from '../timeline/yaml-scalar.ts';

export type CheckKind = Exclude<ProbeFacts['handler'], 'unknown'>;

export type CheckFields = Readonly<Record<string, string | readonly string[]>>;

/** In the order of generated.proto. */
const FIELDS: Readonly<Record<CheckKind, readonly string[]>> = { exec: ['command'], httpGet: ['path', 'port', 'host', 'scheme'], tcpSocket: ['port', 'host'], grpc: ['port', 'service'] };

/** A probe's handler as lines of YAML below its name; empty fields are left out. Numbers come as digits: a port's name has a letter in it. */
export function writeCheck(kind: CheckKind, fields: CheckFields): string {
  return FIELDS[kind].flatMap((key) => {
    const value = fields[key];
    if (value === undefined || value.length === 0) return [];
    return typeof value === 'string' ? [`${key}: ${key === 'port' && /^\d+$/.test(value) ? value : yamlScalar(value)}`] : [`${key}:`, ...value.map((item) => `  - ${yamlScalar(item)}`)];
  }).join('\n');
}
