import type { Draw } from './draws.ts';
import type { AnswerTime, ProbeSettings } from './start-model.ts';

/** What decides when a container's probes pass. Times in ms since the pod's creation. */
export interface Probed {
  readonly draw: Draw;
  /** The server's minor version. */
  readonly minor: number;
  /**
   * When the probes' tickers began: the volumes were mounted (pkg/kubelet/kubelet.go, SyncPod: probeManager.AddPod).
   */
  readonly ticking: number;
  readonly started: number;
  /** When the kubelet's own status first showed the container as running: no probe asks earlier. */
  readonly known: number;
}

/** The kubelet relists its containers once a second (pkg/kubelet/pleg, genericPlegRelistPeriod). */
const RELIST = 1000;

/** What a look takes until a probe asks, or the next step begins. */
export const REACTION = 8;

/** The first time that the kubelet looks at its containers after `at`. */
export function nextRelist(at: number, { relist }: Pick<Draw, 'relist'>): number {
  return Math.ceil((at - relist * RELIST) / RELIST) * RELIST + relist * RELIST;
}

/** `initialDelaySeconds` counts from the start's whole second (pkg/kubelet/prober/worker.go, doProbe). */
function allowed({ started, draw }: Probed, { delaySeconds }: ProbeSettings): number {
  if (delaySeconds === 0) return started;
  const created = draw.second * 1000;
  return Math.floor((started + created) / 1000) * 1000 - created + delaySeconds * 1000;
}

/** What a try takes. */
const TRY = 3;

/** When a startup probe passes, and when the kubelet acts on that. */
export interface StartupPass {
  readonly passed: number;
  readonly noticed: number;
}

/**
 * When a startup probe passes of an application that answers `answer` ms after its start. Its ticker is never moved.
 */
export function startupPasses(probed: Probed, probe: ProbeSettings, answer: number): StartupPass {
  const period = probe.periodSeconds * 1000;
  const firstTick = tickFrom(probed.ticking + 1, period, probed.known);
  const passed = tickFrom(firstTick, period, Math.max(allowed(probed, probe), probed.started + answer)) + TRY;
  return { passed, noticed: noticedAt(probed, firstTick, passed) };
}

/**
 * A pod is synced only with a look at its containers that is newer than its last sync (pkg/kubelet/pod_workers.go,
 * podCache.GetNewerThan): at the look that finds the container started, when its startup probe first ticks (its result
 * becomes Unknown, prober/worker.go), and when that passes. So what passes at the first tick, or soon after, is noticed
 * at the next look only.
 */
function noticedAt({ draw, known }: Probed, firstTick: number, passed: number): number {
  const afterStart = nextRelist(known, draw);
  const afterTick = syncedAt(firstTick, afterStart, draw);
  return syncedAt(passed, afterTick, draw);
}

/**
 * When a sync that is asked for at `asked` is done, the last one being at `last`: one that waits does for all that was
 * asked for meanwhile.
 */
function syncedAt(asked: number, last: number, draw: Draw): number {
  if (asked <= last) return last;
  const look = nextRelist(last + REACTION, draw);
  return look <= asked ? asked : look + REACTION;
}

const tickFrom = (first: number, period: number, from: number): number =>
  first + Math.max(0, Math.ceil((from - first) / period)) * period;

/**
 * From this minor version a readiness probe's ticker begins anew when it is asked out of turn
 * (kubernetes/kubernetes#119089).
 */
const MOVES_TICKER = 30;

/**
 * When a readiness probe has passed often enough. `after`: when the kubelet noticed that the startup probe had passed.
 * It asks out of turn then; without a startup probe when it tells of the container first, and at its next look.
 */
export function readinessPasses(
  probed: Probed,
  probe: ProbeSettings,
  answer: number,
  after: number | undefined,
): number {
  const asked = after === undefined ? askedAtStart(probed) : [after];
  const from = Math.max(allowed(probed, probe), probed.started + answer, after ?? 0);
  const period = probe.periodSeconds * 1000;
  const begin = probed.minor >= MOVES_TICKER ? (asked.at(-1) ?? probed.known) : probed.ticking + 1;
  const regular = tickFrom(begin, period, Math.max(from, probed.known));
  const first = Math.min(regular, asked.find((at) => at >= from) ?? Infinity);
  const next = first === regular ? first + period : tickFrom(begin, period, first + 1);
  return (probe.successThreshold > 1 ? next + (probe.successThreshold - 2) * period : first) + TRY;
}

/** In this share of starts the look that finds the container started asks nobody. */
const ASKS_ONCE = 0.2;

function askedAtStart({ known, started, draw }: Probed): readonly number[] {
  const look = nextRelist(started, draw) + REACTION;
  return look <= known || draw.asks < ASKS_ONCE ? [known] : [known, look];
}

/** An application rarely answers earlier than this when nobody asked: most have something to load first. */
const BOOT = 500;

/** Who answers the first try, this soon after the start, answers at once. */
const AT_ONCE = 150;

/** From a log's last line to the port that is open. */
const LISTENS = 40;

/** The share of starts in which the line before a silence was the last thing the application did before it answered. */
const SILENT_IS_DONE = 0.65;

/** One possible time at which the application answers, in ms after the start; `draw` from 0 to 1. */
export function answerAt({ after, until, likely, basis }: AnswerTime, draw: number): number {
  if (likely !== undefined && basis !== 'starts') {
    const listens = Math.min(until, likely + 2 + LISTENS * fractionOf(draw * 7));
    if (basis === 'said' || draw < SILENT_IS_DONE) return listens;
    return listens + (until - listens) * ((draw - SILENT_IS_DONE) / (1 - SILENT_IS_DONE));
  }
  if (basis === 'nothing') return unasked(until, draw);
  return after + (until - after) * draw;
}

/** When an application answers that nobody asked before `until`. */
function unasked(until: number, draw: number): number {
  if (until < AT_ONCE || draw < READY_AT_ONCE) return 0;
  return geometric(Math.min(BOOT, until / 2), until, (draw - READY_AT_ONCE) / (1 - READY_AT_ONCE));
}

/** This share of them answers as soon as it is started. */
const READY_AT_ONCE = 0.08;

/** Each factor is as likely as any other: what is known of a time of which only the order of size is. */
const geometric = (from: number, to: number, draw: number): number =>
  from <= 0 ? to * draw : from * (to / from) ** draw;

const fractionOf = (value: number): number => value - Math.floor(value);
