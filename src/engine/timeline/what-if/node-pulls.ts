/** A pull of another pod on the node. Times in ms since the creation of the pod that is looked at. */
export interface OtherPull {
  readonly image: string;
  readonly queued: number;
  readonly took: number;
}

/** A pull that a start asks for. */
export interface AskedPull {
  readonly image: string;
  readonly asked: number;
  readonly took: number;
}

/** When a pull begins and ends. */
export interface PullTimes {
  readonly begins: number;
  readonly ends: number;
}

/**
 * One at a time, in the order in which they were asked for (pkg/kubelet/images/puller.go, serialImagePuller). The first
 * of several that ask for an image brings it; a pull that found it brought takes as long as that one did, if it comes
 * first now.
 */
export function pullInTurn(pull: AskedPull, others: readonly OtherPull[]): PullTimes {
  let free = -Infinity;
  for (const other of others) if (other.queued <= pull.asked) free = Math.max(free, other.queued) + other.took;
  const begins = Math.max(pull.asked, free);
  const later = others.flatMap(({ image, queued, took }) =>
    image === pull.image && queued > pull.asked ? [took] : [],
  );
  return { begins, ends: begins + Math.max(pull.took, ...later) };
}

/**
 * All at once. What `sharing` says of the way to the registry: 1: it is one for all, and each of n pulls has an nth of
 * it; 0: each pull is as fast as it was alone. A pull of an image that another pod is pulling ends with that one.
 */
export function pullAtOnce(pull: AskedPull, all: readonly OtherPull[], sharing: number): PullTimes {
  const others = all.slice(-MOST);
  const jobs = [
    ...others.map(({ queued, took }) => ({ from: queued, left: took })),
    { from: pull.asked, left: pull.took },
  ];
  const ends = endsOf(jobs, sharing);
  const own = ends.at(-1) ?? pull.asked + pull.took;
  const same = others.flatMap(({ image, queued }, index) =>
    image === pull.image && queued <= pull.asked ? [ends[index] ?? own] : [],
  );
  return { begins: pull.asked, ends: Math.max(own, ...same) };
}

/** More pulls at once than these nobody can foretell, nor wait for the figures. */
const MOST = 64;

interface Job {
  readonly from: number;
  left: number;
}

/** When each ends: from one start or end of a pull to the next, all that run share the way. */
function endsOf(jobs: readonly Job[], sharing: number): readonly number[] {
  const ends = jobs.map(() => Infinity);
  let now = Math.min(...jobs.map(({ from }) => from));
  for (let round = 0; round < 2 * jobs.length && Number.isFinite(now); round += 1) {
    now = advance(jobs, ends, now, sharing);
  }
  return ends;
}

/**
 * Goes on to the next start or end; returns when that is. Plain loops: this runs some hundred times for a prediction.
 */
function advance(jobs: readonly Job[], ends: number[], now: number, sharing: number): number {
  let active = 0;
  let shortest = Infinity;
  let nextStart = Infinity;
  for (const [index, job] of jobs.entries()) {
    if (job.from > now) nextStart = Math.min(nextStart, job.from);
    else if (ends[index] === Infinity) {
      active += 1;
      shortest = Math.min(shortest, job.left);
    }
  }
  const rate = active ** -sharing;
  const next = Math.min(nextStart, active === 0 ? Infinity : now + shortest / rate);
  for (const [index, job] of jobs.entries()) {
    if (job.from > now || ends[index] !== Infinity || next === Infinity) continue;
    job.left -= (next - now) * rate;
    if (job.left < ALMOST) ends[index] = next;
  }
  return next;
}

/** Of a pull that is done nothing is left but what rounding leaves. In ms. */
const ALMOST = 1e-6;
