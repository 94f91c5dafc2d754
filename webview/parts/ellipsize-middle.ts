import { ellipsize } from './measure.ts';
import { short } from './plain.ts';

/** How many characters at the end tell the pods of a workload apart: "-7zlb9" after the template's hash. */
const tail = 6;

/** Cuts a name so that it fits and keeps its end: pods of one workload begin alike. */
export function ellipsizeMiddle(name: string, width: number, fits: (text: string) => number): string {
  if (fits(name) <= width) return name;
  const end = Array.from(name).slice(-tail).join('');
  const begin = ellipsize(name, width - fits(end), fits);
  /* No room for any of its beginning: its end, marked as one. */
  return begin !== ''
    ? `${begin}${end}`
    : Array.from(end)
        .reduceRight((kept, char) => (fits(`…${char}${kept}`) <= width ? char + kept : kept), '')
        .replace(/^-?/, '…');
}

/** A name in a sentence or over a column: no longer than `most` characters. */
export const shortName = (name: string, most = 60): string =>
  ellipsizeMiddle(short(name, 1000), most, (part) => part.length);
