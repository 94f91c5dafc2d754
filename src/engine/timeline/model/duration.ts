import type { Language } from './text.ts';

/**
 * A duration for people: three significant figures below a minute ("12.4 s", "310 ms"), then whole seconds ("4 min 10
 * s", "1 h 2 min", "3 d 4 h"). `decimal` is the locale's decimal separator. `within`: by how many ms the duration may
 * be wrong; digits beyond that are left out ("2.6 s", "3 s").
 */
export function formatDuration(ms: number, decimal = '.', within = 0): string {
  if (ms < 0) return `-${formatDuration(-ms, decimal, within)}`;
  if (within >= 50 && ms < 59_950) return `${trim(ms / 1000, within >= 1000 ? 0 : 1, decimal)} s`;
  if (ms < 0.95) return ms < 0.05 ? '0 ms' : `${trim(ms, 1, decimal)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9995) return `${trim(ms / 1000, 2, decimal)} s`;
  if (ms < 59_950) return `${trim(ms / 1000, 1, decimal)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return join(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return join(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(minutes / 60);
  return join(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** A size for people, in the decimal units that registries use: "69.3 MB". */
export function formatBytes(bytes: number, decimal = '.'): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : trim(value, 1, decimal)} ${units[unit] ?? ''}`;
}

const trim = (value: number, digits: number, decimal: string): string => value.toFixed(digits).replace('.', decimal);

const join = (big: number, bigUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;

/** The language that every template is written in. */
export const english: Language = {
  translate: (template) => template,
  duration: (ms, within) => formatDuration(ms, '.', within),
  bytes: (bytes) => formatBytes(bytes),
  number: (value) => String(value),
};
