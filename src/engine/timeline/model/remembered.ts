/** More names than this are not kept. */
const MOST = 2000;

/**
 * `make`, but what it made of a name is kept: ids are put together from the same few names for every pod, and a string
 * that is the same object is looked up several times as fast as one that is only equal.
 */
export function remembered<T>(make: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    if (known.size >= MOST) known.clear();
    const made = make(name);
    known.set(name, made);
    return made;
  };
}
