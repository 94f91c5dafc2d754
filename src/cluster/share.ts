/**
 * `value` with every part that equals the same part of `like` replaced by it, so that pods of one template (and versions of one pod) hold
 * their common parts once. Works in place: `value` must be nobody else's yet.
 */
export function shareWith<T>(value: T, like: T): T {
  if (typeof value === 'string') return value === like ? like : value;
  if (typeof value !== 'object' || value === null || typeof like !== 'object' || like === null) return value;
  return shareParts(value as Parts, like as Parts) ? like : value;
}

type Parts = Record<string, unknown>;

/** True when all parts are the same. */
function shareParts(value: Parts, like: Parts): boolean {
  if (Array.isArray(value) !== Array.isArray(like)) return false;
  let same = true;
  let count = 0;
  for (const key in value) {
    count += 1;
    const own = value[key];
    const other = like[key];
    if (own === other && typeof own !== 'string') continue;
    const shared = shareWith(own, other);
    if (shared !== other) same = false;
    else if (typeof own !== 'number') value[key] = shared;
  }
  return same && count === Object.keys(like).length;
}
