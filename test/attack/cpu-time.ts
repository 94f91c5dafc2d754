/** Milliseconds of this process' CPU that `work` takes: the least of three, since collecting garbage counts as well. */
function cpuTime(work: () => void): number {
  return Math.min(...[1, 2, 3].map(() => once(work)));
}

function once(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** From here on the time of a single reading is worth comparing, in ms of CPU. */
const MEASURABLE = 5;

/**
 * Of a text four times as long, work that grows as the text does takes four times as long, quadratic work sixteen
 * times.
 */
const TOO_MUCH = 9;

/**
 * Whether `read` takes more than its part longer for the longer text. The lengths are compared with each other in one
 * run, so a busy or slow machine changes nothing; what takes no time worth measuring is fine.
 */
export function isSuperLinear(
  read: (text: string) => unknown,
  textOf: (length: number) => string,
  length: number,
): boolean {
  const long = textOf(length);
  const took = cpuTime(() => read(long));
  if (took < MEASURABLE) return false;
  const short = textOf(length / 4);
  return (
    took /
      Math.max(
        cpuTime(() => read(short)),
        0.01,
      ) >
      TOO_MUCH && cpuTime(() => read(long)) >= MEASURABLE
  );
}
