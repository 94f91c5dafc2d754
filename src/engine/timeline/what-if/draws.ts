/** What a start does not decide itself, each from 0 to 1: one possible next start. */
export interface Draw {
  /** Where in its second the kubelet looks at its containers, and where in a second of the clock the pod is created. */
  readonly relist: number;
  readonly second: number;
  /** Whether that look asks a readiness probe once more. */
  readonly asks: number;
  /** How much pulls at the same time slow each other down, and how long a registry takes to answer. */
  readonly sharing: number;
  readonly registry: number;
  /** When the applications answer. */
  readonly answers: number;
  /** Of the n-th step: how much longer than before it takes. */
  readonly step: (n: number) => number;
}

/** Square roots of primes: multiples of them spread evenly, whichever of them are looked at together. */
const ROOTS = [2, 3, 5, 7, 11, 13].map(Math.sqrt);

const STEP_ROOTS = [17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71].map(Math.sqrt);

const fraction = (value: number): number => value - Math.floor(value);

/** The same `count` possible starts each time: evenly spread rather than by chance. */
export function drawsOf(count: number): readonly Draw[] {
  return Array.from({ length: count }, (_, index) => drawOf(index + 1));
}

function drawOf(index: number): Draw {
  const [relist = 0, second = 0, asks = 0, sharing = 0, registry = 0, answers = 0] = ROOTS.map((root) =>
    fraction(index * root),
  );
  const step = (n: number): number =>
    fraction(index * (STEP_ROOTS[n % STEP_ROOTS.length] ?? 1) + n / STEP_ROOTS.length);
  return { relist, second, asks, sharing, registry, answers, step };
}
