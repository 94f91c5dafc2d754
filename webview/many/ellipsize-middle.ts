import { ellipsize } from '../chart/measure.ts';

/** So many characters at the end tell the pods of a workload apart: "-7zlb9" after the template's hash. */
const tail = 6;

/** Cuts a name so that it fits and keeps its end: pods of one workload begin alike. */
export function ellipsizeMiddle(name: string, width: number, fits: (text: string) => number): string {
  if (fits(name) <= width) return name;
  const end = Array.from(name).slice(-tail).join('');
  const begin = ellipsize(name, width - fits(end), fits);
  return begin === '' ? ellipsize(end, width, fits) : `${begin}${end}`;
}
