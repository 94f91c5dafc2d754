/**
 * Which of two resource versions is the newer one, as a sort order. They are decimal numbers of any length (KEP-5504
 * makes that a promise); others are compared as text, which at least is the same every time.
 */
export function compareVersions(a: string, b: string): number {
  if (a === b) return 0;
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : 1;
}
