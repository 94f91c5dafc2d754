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
export function pullAtOnce(pull: AskedPull, others: readonly OtherPull[], sharing: number): PullTimes {
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

interface Job {
  readonly from: number;
  left: number;
}

function endsOf(jobs: readonly Job[], sharing: number): readonly number[] {
  const ends = jobs.map(() => Infinity);
  let now = Math.min(...jobs.map(({ from }) => from));
  for (let round = 0; round < 2 * jobs.length; round += 1) {
    const active = jobs.flatMap((job, index) => (job.from <= now && ends[index] === Infinity ? [index] : []));
    const rate = active.length ** -sharing;
    const nextStart = Math.min(...jobs.map(({ from }) => (from > now ? from : Infinity)));
    const nextEnd = now + Math.min(...active.map((index) => (jobs[index]?.left ?? 0) / rate));
    const next = Math.min(nextStart, nextEnd);
    if (!Number.isFinite(next)) break;
    for (const index of active) {
      const job = jobs[index];
      if (!job) continue;
      job.left -= (next - now) * rate;
      if (job.left < 1e-6) ends[index] = next;
    }
    now = next;
  }
  return ends;
}
