import type { Reading } from '../reading/reading.ts';
import type { Instant } from '../model/timeline.ts';
import { type EpochMs, epochMs } from '../model/units.ts';
import type { Assembly } from './assemble.ts';
import type { ContainerPhases } from './container-phases.ts';
import { type Draft, layEndToEnd, notAfter, notBefore } from './draft.ts';

/** The chain that readiness waited for (or waits for), end to end, and what lies beside it. */
export interface CriticalPath {
  readonly path: readonly Draft[];
  readonly beside: readonly Draft[];
  /** How much later each container could have been ready, by its lane. */
  readonly slack: ReadonlyMap<string, number>;
}

/**
 * Finds the chain: scheduling, node, init containers, containers up to the one that was ready last, then the pod's own
 * conditions.
 */
export function findCriticalPath(assembly: Assembly, reading: Reading): CriticalPath {
  const ready = reading.instants['podReady'];
  const last = blockingContainer(assembly, ready !== undefined);
  const chain = [...assembly.pod, ...containerChain(assembly, last, ready?.at), ...podTail(assembly, last, reading)];
  const path = assembly.begin ? tile(assembly.begin, chain, ready) : [];
  const taken: ReadonlySet<string> = new Set(path.map(({ id }) => id));
  const all = [...assembly.pod, ...everyContainer(assembly).flatMap(({ shadow, drafts }) => [...shadow, ...drafts])];
  return { path, beside: all.filter(({ id }) => !taken.has(id)), slack: slackOf(assembly, ready) };
}

const everyContainer = ({ inits, containers, ephemeral }: Assembly): readonly ContainerPhases[] => [
  ...inits,
  ...containers,
  ...ephemeral,
];

/** The container whose readiness came last; while the pod is not ready, the one that it waits for now. */
function blockingContainer(assembly: Assembly, isReady: boolean): ContainerPhases | undefined {
  if (!isReady) {
    const init = assembly.inits.find(({ finished }) => !finished);
    if (init) return init;
  }
  const candidates = [
    ...assembly.inits.filter(({ container }) => container.role === 'sidecar'),
    ...assembly.containers,
  ];
  let last: ContainerPhases | undefined;
  for (const phases of candidates) if (!last || isLater(phases, last)) last = phases;
  return startedLast(assembly, last) ?? last;
}

/**
 * The kubelet tells of readiness only once it has started all containers, and then at most a relist (1 s) and a little
 * later.
 */
const TOLD_WITHIN = 1500;

/** The container whose start held up the news that `last` is ready. */
function startedLast({ containers }: Assembly, last: ContainerPhases | undefined): ContainerPhases | undefined {
  const ready = last && readyAt(last);
  const latest = containers.at(-1);
  if (ready === undefined || !latest?.handedOn || latest === last) return undefined;
  return readyAt(latest) !== undefined && ready - latest.handedOn.at < TOLD_WITHIN ? latest : undefined;
}

/**
 * Among those that are not ready, a failed one blocks more than one that goes on, and what has begun more than what has
 * not.
 */
function isLater(one: ContainerPhases, other: ContainerPhases): boolean {
  const a = readyAt(one);
  const b = readyAt(other);
  if (a !== undefined && b !== undefined) return a >= b;
  if (a !== undefined || b !== undefined) return a === undefined;
  return urgency(one) > urgency(other);
}

/** A sidecar's `finished` is its start; the pod waits for its readiness too. */
function readyAt({ container, drafts, finished, handedOn }: ContainerPhases): EpochMs | undefined {
  const probed = container.spec?.readinessProbe !== undefined;
  const ready = drafts.find(({ kind }) => kind === 'readiness');
  if (ready) return ready.end?.at;
  return finished?.at ?? (probed ? undefined : handedOn?.at);
}

const BLOCKED = new Set(['pull-backoff', 'config-wait', 'crash-backoff']);

function urgency({ drafts, begin }: ContainerPhases): number {
  const open = drafts.at(-1);
  if (open && !open.end && BLOCKED.has(open.kind)) return 2;
  return begin ? 1 : 0;
}

function containerChain(assembly: Assembly, last: ContainerPhases | undefined, ready: EpochMs | undefined): Draft[] {
  const chain: Draft[] = [];
  for (const phases of assembly.inits) {
    if (phases === last) return [...chain, ...upToReady(phases, ready)];
    chain.push(...upTo(phases, phases.finished));
  }
  for (const phases of assembly.containers) {
    if (phases === last) return [...chain, ...upToReady(phases, ready)];
    chain.push(...upTo(phases, phases.handedOn));
  }
  return chain;
}

const upTo = ({ drafts }: ContainerPhases, limit: Instant | undefined): readonly Draft[] =>
  drafts.filter(({ end }) => end && limit && end.at <= limit.at);

function upToReady(phases: ContainerPhases, ready: EpochMs | undefined): readonly Draft[] {
  if (ready === undefined) return phases.drafts;
  const until = Math.min(readyAt(phases) ?? ready, ready);
  // A run that failed after the pod had been ready is no step to its readiness, although it began before.
  return phases.drafts.filter(
    ({ kind, failed, end, start }) =>
      start.at < until && end !== undefined && !(kind === 'run' && failed && end.at > ready),
  );
}

/** From the last container's readiness to the pod's: the kubelet's status, then readiness gates. */
function podTail({ ids }: Assembly, last: ContainerPhases | undefined, { instants, alive }: Reading): readonly Draft[] {
  const ready = instants['podReady'];
  const told = last && [last.drafts.find(({ kind }) => kind === 'readiness')?.end, last.finished, last.handedOn];
  // Of a container that was started again, only what came before the pod was first ready.
  const from = told?.find((at) => at && (!ready || at.at <= ready.at)) ?? told?.find((at) => at);
  const gates = alive?.spec.readinessGates ?? [];
  const containersReady = instants['containersReady'];
  const start = from ?? containersReady;
  if (!start) return [];
  const message = gates.length > 0 ? { message: waitedFor(gates, instants, ready ? undefined : alive) } : {};
  const kind = gates.length > 0 ? 'readiness-gate' : 'readiness';
  const gated = gates.length > 0 && last && readyAt(last) !== undefined ? containersReady : undefined;
  if (!ready) return gated ? [{ ...ids.next(kind), kind, lane: 'pod', start: gated, failed: false, ...message }] : [];
  const steps =
    gates.length > 0 && containersReady
      ? [{ at: notAfter(containersReady, ready.at), kind: 'readiness' as const }]
      : [];
  return layEndToEnd('pod', start, [...steps, { at: ready, kind, ...message }], ids);
}

/** The gate that opened last; while the pod is not ready, those that have not. */
function waitedFor(gates: readonly string[], instants: Reading['instants'], waiting: Reading['alive']): string {
  if (waiting) {
    return gates
      .filter((gate) => !waiting.conditions.some(({ type, status }) => type === gate && status === 'True'))
      .join(', ');
  }
  return gates.reduce((last, gate) =>
    (instants[`gate/${gate}`]?.at ?? -Infinity) > (instants[`gate/${last}`]?.at ?? -Infinity) ? gate : last,
  );
}

/** Makes the chain lie end to end from `begin` to `end`: where two estimates cross, the earlier phase has the time. */
function tile(begin: Instant, chain: readonly Draft[], end: Instant | undefined): Draft[] {
  const tiled: Draft[] = [];
  let cursor = begin;
  for (const draft of chain) {
    const stop = draft.end && notBefore(end ? notAfter(draft.end, end.at) : draft.end, cursor.at);
    if (stop && stop.at <= cursor.at) continue;
    if (end && cursor.at >= end.at) break;
    tiled.push({ ...draft, start: cursor, ...(stop && { end: stop }) });
    if (!stop) break;
    cursor = stop;
  }
  return closeGap(tiled, end);
}

/** The last phase ends when the pod is ready. */
function closeGap(tiled: Draft[], end: Instant | undefined): Draft[] {
  const last = tiled.at(-1);
  if (last && end && last.end?.at !== end.at) tiled[tiled.length - 1] = { ...last, end };
  return tiled;
}

function slackOf(assembly: Assembly, ready: Instant | undefined): ReadonlyMap<string, number> {
  const slack = new Map<string, number>();
  if (!ready) return slack;
  for (const phases of assembly.containers) {
    const at = readyAt(phases);
    if (at !== undefined) slack.set(`container/${phases.container.name}`, Math.max(0, ready.at - at));
  }
  return slack;
}

/** Closes what was still going on when the pod was deleted. */
export function abandonAt(draft: Draft, gone: Instant): Draft {
  return draft.end
    ? draft
    : {
        ...draft,
        end: {
          ...gone,
          at: epochMs(Math.max(gone.at, draft.start.at)),
          latest: epochMs(Math.max(gone.latest, draft.start.at)),
        },
      };
}
