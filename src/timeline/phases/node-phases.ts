import { shortError } from '../failure-text.ts';
import { occurrencesOf } from '../occurrences.ts';
import type { Reading } from '../reading.ts';
import type { Instant, PhaseKind } from '../timeline.ts';
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
    steps.push(...failed);
    if (at) steps.push({ at, kind, ...(failed.at(-1)?.message !== undefined && { message: failed.at(-1)?.message as string }) });
  }
  if (steps.at(-1)?.kind === 'sandbox' && !steps.at(-1)?.failed) return { steps };
  const last = steps.at(-1);
  return { steps, open: { kind: openKind(last), ...(last?.failed && last.message !== undefined && { message: last.message }) } };
}

function openKind(last: Step | undefined): PhaseKind {
  if (!last) return 'kubelet-pickup';
  if (last.failed) return last.kind;
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
