export interface Measured {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakRssMb: number;
  readonly heapMb: number;
  readonly stallMs: number;
  /** The same in this thread's CPU time. */
  readonly stallCpuMs: number;
}

const MB = 1024 * 1024;

/**
 * Needs --expose-gc. `work` returns what is to be kept, whose size is `heapMb`: the heap after it and a full
 * collection, less the heap before.
 */
export async function measure(work: () => Promise<unknown>): Promise<Measured> {
  const before = collected();
  const stall = watchStall();
  const cpu = process.cpuUsage();
  const began = performance.now();
  const kept = await work();
  const wallMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  const { wall, cpu: computed } = stall();
  const peakRssMb = process.resourceUsage().maxRSS / 1024;
  await new Promise((resolve) => setTimeout(resolve, 100));
  const heapMb = (collected() - before) / MB;
  if (kept === undefined) throw new Error('nothing was kept');
  return {
    wallMs: round(wallMs),
    cpuMs: round((user + system) / 1000),
    peakRssMb: round(peakRssMb),
    heapMb: round(heapMb),
    stallMs: round(wall),
    stallCpuMs: round(computed),
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;

function collected(): number {
  global.gc?.();
  global.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/**
 * The longest that the event loop was not free, as `wall`; and the most that this thread computed in one turn, as
 * `cpu`, which says the same on a machine that others use as well. The answer stops the watching.
 */
export function watchStall(): () => { readonly wall: number; readonly cpu: number } {
  const longest = { wall: 0, cpu: 0 };
  let last = performance.now();
  let lastCpu = threadCpuMs();
  let running = true;
  const tick = (): void => {
    const now = performance.now();
    const cpu = threadCpuMs();
    longest.wall = Math.max(longest.wall, now - last - TICK_MS);
    longest.cpu = Math.max(longest.cpu, cpu - lastCpu);
    last = now;
    lastCpu = cpu;
    if (running) setTimeout(tick, TICK_MS);
  };
  setTimeout(tick, TICK_MS);
  return () => {
    running = false;
    return longest;
  };
}

const TICK_MS = 1;

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
