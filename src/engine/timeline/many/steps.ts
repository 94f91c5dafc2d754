/**
 * Work on many pods is written in steps (a generator), so that whoever has others to wait for lets them have their turn
 * in between. This does it in one go.
 */
export function atOnce<Result>(steps: Iterator<unknown, Result>): Result {
  for (;;) {
    const next = steps.next();
    if (next.done) return next.value;
  }
}
