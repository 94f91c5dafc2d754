import type { HostMessage } from '../../src/shared/protocol.ts';

/** What an API object may carry in any of its strings. */
export const hostileWords = `<script>window.hacked=1</script><img src=x onerror="window.hacked=1">\u202eevil\u2066\u0000\u0007\n\r\t"'\`{name}\${1}${'x'.repeat(10_000)}`;

/**
 * Ids by which parts refer to each other, and words of closed sets, keep their meaning; every other string becomes
 * hostile.
 */
const kept: ReadonlySet<string> = new Set([
  'id',
  'uid',
  'kind',
  'lane',
  'role',
  'outcome',
  'state',
  'type',
  'severity',
  'phase',
  'phases',
  'events',
  'criticalPath',
  'template',
  'locale',
  'stamp',
  'docs',
  'basis',
]);

/** The same message with every free text out of the cluster replaced. */
export function hostileMessage<M extends HostMessage>(message: M): M {
  return walk(message, '') as M;
}

function walk(value: unknown, key: string): unknown {
  if (typeof value === 'string') return kept.has(key) ? value : hostileWords;
  if (Array.isArray(value)) return value.map((item) => walk(item, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, walk(item, name === 'phases' && key === '' ? '' : name)]),
  );
}
