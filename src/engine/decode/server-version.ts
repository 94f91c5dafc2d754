import { isRecord } from '../timeline/model/is-record.ts';

/** Of the answer to `/version`, whose numbers are texts; `minor` may have a plus behind it. Absent when it has none. */
export function serverVersion(answer: unknown): { readonly major: number; readonly minor: number } | undefined {
  if (!isRecord(answer)) return undefined;
  const { major, minor } = answer;
  if (typeof major !== 'string' || typeof minor !== 'string') return undefined;
  return { major: parseInt(major, 10), minor: parseInt(minor, 10) };
}

/** `{ major: 1, minor: 36 }` of `v1.36.2`. */
export function parseVersion(gitVersion: string): { readonly major: number; readonly minor: number } {
  const [, major = '1', minor = '0'] = /^v?(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return { major: Number(major), minor: Number(minor) };
}
