import { shortError } from '../failure-text.ts';
import { occurrencesOf } from '../occurrences.ts';
import type { Reading } from '../reading.ts';
import type { Instant, PhaseKind } from '../timeline.ts';
import { epochMs } from '../units.ts';
import type { Step } from './draft.ts';
import type { Stretch } from './scheduling-phases.ts';

/** From the binding to the sandbox: the kubelet sees the pod, attaches and mounts its volumes, makes its sandbox and network. */
export function nodeStretch(reading: Reading, firstContainer: Instant | undefined): Stretch {
  const { instants } = reading;
  const steps: Step[] = [];
  const failures = failedSteps(reading);
  const ends: readonly [PhaseKind, Instant | undefined][] = [
    ['kubelet-pickup', instants['kubeletSeen']],
    ['attach', lastAttached(reading)],
    ['mount', instants['volumesReady']],
    ['sandbox', instants['sandboxReady'] ?? firstContainer],
  ];
  for (const [kind, at] of ends) {
    const failed = failures.filter((failure) => failure.kind === kind && (!at || failure.at.at < at.at));
    steps.push(...withRetries([...failed, ...(at ? [{ at, kind, ...message(failed.at(-1)) }] : [])], steps.at(-1)?.at ?? instants['scheduled'] ?? instants['created']));
  }
  const last = steps.at(-1);
  if (last?.kind === 'sandbox' && !last.failed) return { steps };
  return { steps, open: { kind: openKind(last), ...(last?.failed && message(last)) } };
}

const message = (step: Step | undefined): { readonly message?: string } => (step?.message === undefined ? {} : { message: step.message });

/**
 * Between two attempts the kubelet waits: half a second for a volume and twice as long each time up to two minutes (pkg/volume/util/nestedpendingoperations),
 * ten to fifteen seconds for a sandbox (pkg/kubelet/pod_workers.go). No event tells when it tried again, so each attempt is taken to be as long as the first:
 * the instant's bounds are the two failures. Attempts that came one after another (those that each ran into the same timeout) have no wait between them.
 */
function withRetries(attempts: readonly Step[], begin: Instant | undefined): readonly Step[] {
  const [first] = attempts;
  const length = first && begin ? Math.max(0, first.at.at - begin.at) : 0;
  return attempts.flatMap((attempt, index) => {
    const before = attempts[index - 1];
    if (!before) return [attempt];
    const gap = attempt.at.at - before.at.at;
    if (gap < 1.5 * length) return [attempt];
    const again = epochMs(attempt.at.at - length);
    const at: Instant = { at: again, earliest: epochMs(Math.min(before.at.earliest, again)), latest: epochMs(Math.max(attempt.at.latest, again)), sources: [{ kind: 'order', neighbour: attempt.kind }] };
    return [{ at, kind: 'retry-backoff' as const, ...message(before) }, attempt];
  });
}

function openKind(last: Step | undefined): PhaseKind {
  if (!last) return 'kubelet-pickup';
  if (last.failed) return 'retry-backoff';
  return last.kind === 'mount' ? 'sandbox' : 'mount';
}

function lastAttached({ instants }: Reading): Instant | undefined {
  let last: Instant | undefined;
  for (const id in instants) {
    const at = id.startsWith('volume/') && id.endsWith('/attached') ? instants[id] : undefined;
    if (at && (!last || at.at > last.at)) last = at;
  }
  return last;
}

/** Attempts that failed, each with the kubelet's words. That the network is not ready is said every two seconds, which is one failure. */
function failedSteps(reading: Reading): readonly Step[] {
  const steps: Step[] = [];
  for (const event of reading.events) {
    const kind = failedKind(event.meaning);
    if (!kind) continue;
    const times = occurrencesOf(event, reading);
    for (const { at } of event.meaning.kind === 'network-not-ready' ? times.slice(0, 1) : times) steps.push({ at, kind, failed: true, message: shortError(event.newest.message) });
  }
  return steps.sort((a, b) => a.at.at - b.at.at);
}

function failedKind(meaning: Reading['events'][number]['meaning']): PhaseKind | undefined {
  switch (meaning.kind) {
    case 'volume-failed':
      return meaning.step;
    case 'sandbox-failed':
    case 'network-not-ready':
      return 'sandbox';
    default:
      return undefined;
  }
}
