import { shortError } from '../model/failure-text.ts';
import { own } from '../model/own.ts';
import type { Reading } from '../reading/reading.ts';
import type { Instant, PhaseKind } from '../model/timeline.ts';
import { epochMs } from '../model/units.ts';
import type { Step } from './draft.ts';
import type { Stretch } from './scheduling-phases.ts';

/**
 * From the binding to the sandbox: the kubelet sees the pod, attaches and mounts its volumes, makes its sandbox and
 * network.
 */
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
  const network = waitForNetwork(reading);
  for (const [kind, at] of ends) {
    if (kind === 'attach') steps.push(...network);
    const failed = failures.filter(
      (failure) =>
        failure.kind === kind &&
        !network.some((early) => early.at.at === failure.at.at) &&
        (!at || failure.at.at < at.at),
    );
    steps.push(
      ...withRetries(
        [...failed, ...(at ? [{ at, kind, ...message(failed.at(-1)) }] : [])],
        steps.at(-1)?.at ?? instants['scheduled'] ?? instants['created'],
      ),
    );
  }
  const last = steps.at(-1);
  if (last?.kind === 'sandbox' && !last.failed) return { steps: [...steps, ...volumeImages(reading, last.at)] };
  return { steps, open: { kind: openKind(last), ...(last?.failed && message(last)) } };
}

/**
 * That the network is not ready is said every other second, before anything is done for the pod
 * (pkg/kubelet/kubelet.go, SyncPod): one failure, and a wait until it was said last. A new node is often bound before
 * its network plugin runs.
 */
function waitForNetwork(reading: Reading): readonly Step[] {
  const ready = reading.instants['volumesReady'];
  if (!reading.events.some(({ meaning }) => meaning.kind === 'network-not-ready')) return NONE;
  const said = ready ? networkFailures(reading).filter(({ at }) => at.at < ready.at) : [];
  const [first] = said;
  const last = said.at(-1);
  if (!first || !last || !ready) return NONE;
  return [first, { at: first === last ? ready : last.at, kind: 'retry-backoff', ...message(first) }];
}

const NONE: readonly Step[] = [];

/**
 * Image volumes are pulled once the sandbox is there, before any container; their events name no container
 * (pkg/kubelet/kuberuntime, getImageVolumes).
 */
function volumeImages({ events, eventTimes }: Reading, sandbox: Instant): readonly Step[] {
  return events.flatMap(({ meaning, container, uid }): Step[] => {
    const at = meaning.kind === 'pulled' && container === undefined ? eventTimes.get(uid) : undefined;
    return at && at.at > sandbox.at ? [{ at, kind: 'pull' }] : [];
  });
}

const networkFailures = (reading: Reading): readonly Step[] =>
  reading.events.flatMap((event) =>
    event.meaning.kind === 'network-not-ready'
      ? reading.occurrences(event).map(({ at }): Step => ({
          at,
          kind: 'sandbox',
          failed: true,
          message: shortError(event.newest.message),
        }))
      : [],
  );

const message = (step: Step | undefined): { readonly message?: string } =>
  step?.message === undefined ? {} : { message: step.message };

/**
 * Between two attempts the kubelet waits: half a second for a volume and twice as long each time up to two minutes
 * (pkg/volume/util/nestedpendingoperations), ten to fifteen seconds for a sandbox (pkg/kubelet/pod_workers.go). No
 * event tells when it tried again, so each attempt is taken to be as long as the first: the instant's bounds are the
 * two failures. Attempts that came one after another (those that each ran into the same timeout) have no wait between
 * them.
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
    const at: Instant = {
      at: again,
      earliest: epochMs(Math.min(before.at.earliest, again)),
      latest: epochMs(Math.max(attempt.at.latest, again)),
      sources: [{ kind: 'order', neighbour: attempt.kind }],
    };
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
    const at = id.startsWith('volume/') && id.endsWith('/attached') ? own(instants, id) : undefined;
    if (at && (!last || at.at > last.at)) last = at;
  }
  return last;
}

/**
 * Attempts that failed, each with the kubelet's words. That the network is not ready is said every two seconds, which
 * is one failure.
 */
function failedSteps(reading: Reading): readonly Step[] {
  const steps: Step[] = [];
  for (const event of reading.events) {
    const kind = failedKind(event, reading);
    if (!kind) continue;
    const times = reading.occurrences(event);
    for (const { at } of event.meaning.kind === 'network-not-ready' ? times.slice(0, 1) : times) {
      steps.push({ at, kind, failed: true, message: shortError(event.newest.message) });
    }
  }
  return steps.sort((a, b) => a.at.at - b.at.at);
}

function failedKind({ meaning, newest, uid }: Reading['events'][number], reading: Reading): PhaseKind | undefined {
  switch (meaning.kind) {
    case 'volume-failed':
      return meaning.step === 'mount' && isTimeoutOfAttach(newest.message, reading.eventTimes.get(uid), reading)
        ? 'attach'
        : meaning.step;
    case 'sandbox-failed':
    case 'network-not-ready':
      return 'sandbox';
    default:
      return undefined;
  }
}

/**
 * The kubelet gives up waiting after two minutes, whatever it waits for: while the volume is not attached, that is not
 * the mount's failure.
 */
function isTimeoutOfAttach(error: string, at: Instant | undefined, reading: Reading): boolean {
  if (!/^Unable to (?:attach or )?mount volumes|timed out waiting/.test(error)) return false;
  const attached = lastAttached(reading);
  if (attached) return at !== undefined && at.at < attached.at;
  return reading.events.some(({ meaning }) => meaning.kind === 'volume-failed' && meaning.step === 'attach');
}
