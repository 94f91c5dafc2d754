import { claimsOf } from '../model/needs.ts';
import type { Reading } from '../reading/reading.ts';
import type { Instant, PhaseKind } from '../model/timeline.ts';
import { epochMs } from '../model/units.ts';
import { isVolumeReason } from '../model/scheduler-message.ts';
import type { Step } from './draft.ts';
import { notBefore } from './draft.ts';

/** What the pod waits for until it has a node: the steps that ended, and the wait that goes on. */
export interface Stretch {
  readonly steps: readonly Step[];
  /** What goes on after the last step. Absent when the stretch is over. */
  readonly open?: { readonly kind: PhaseKind; readonly message?: string };
}

/** Something that the scheduler or an autoscaler said about the wait. */
interface Word {
  readonly at: Instant;
  readonly kind: 'unschedulable' | 'preempting' | 'node-wait';
  readonly message: string;
}

/** From creation to the binding. */
export function schedulingStretch(reading: Reading): Stretch {
  const ungated = lastGateRemoved(reading);
  const isGated = !ungated && (reading.alive?.spec.schedulingGates.length ?? 0) > 0;
  const scheduled = reading.instants['scheduled'];
  if (isGated && !scheduled) {
    return { steps: [], open: { kind: 'gated', message: (reading.alive?.spec.schedulingGates ?? []).join(', ') } };
  }
  const steps: Step[] = ungated ? [{ at: ungated.at, kind: 'gated', message: ungated.gates.join(', ') }] : [];
  const words = wordsOf(reading);
  words.forEach((word, index) =>
    steps.push({ at: word.at, ...(index === 0 ? bindingBefore(word) : waitBefore(words, index)) }),
  );
  const last = waitBefore(words, words.length);
  if (!scheduled) return { steps, open: last };
  return { steps: [...steps, { at: scheduled, ...last }] };
}

function waitBefore(words: readonly Word[], index: number): { readonly kind: PhaseKind; readonly message?: string } {
  const before = words[index - 1];
  return before ? { kind: before.kind, message: before.message } : { kind: 'scheduling' };
}

/**
 * Volumes are bound after the node was chosen, and the scheduler only speaks when that took too long
 * (bindTimeoutSeconds, ten minutes).
 */
function bindingBefore({ message, kind }: Word): { readonly kind: PhaseKind; readonly message?: string } {
  return message.includes('binding volumes') ? { kind, message } : { kind: 'scheduling' };
}

function lastGateRemoved({
  instants,
}: Reading): { readonly at: Instant; readonly gates: readonly string[] } | undefined {
  let last: Instant | undefined;
  const gates: string[] = [];
  for (const [id, at] of Object.entries(instants)) {
    if (!id.startsWith('schedulingGate/')) continue;
    gates.push(id.slice('schedulingGate/'.length));
    if (!last || at.at > last.at) last = at;
  }
  return last && { at: last, gates };
}

/** What was said in time; the same said again changes nothing. */
function wordsOf(reading: Reading): readonly Word[] {
  const said = [...eventWords(reading), ...conditionWords(reading)];
  const claim = claimWord(reading);
  if (claim && !said.some(({ message }) => isVolumeReason(message))) said.push(claim);
  if (said.length === 0) return said;
  said.sort((a, b) => a.at.at - b.at.at);
  const words: Word[] = [];
  for (const word of said) {
    const before = words.at(-1);
    if (before?.kind === word.kind && before.message === word.message) continue;
    if (before?.kind === 'node-wait' && word.kind === 'unschedulable') continue;
    words.push(word);
  }
  return words;
}

/**
 * While a volume is made for a node that was chosen, the scheduler waits and says nothing: the claim's own events tell.
 */
function claimWord({ relatedEvents, instants, eventTimes, pod }: Reading): Word | undefined {
  if (!pod || !relatedEvents.some(({ meaning }) => meaning.kind === 'claim')) return undefined;
  const own = claimsOf(pod);
  const { created, scheduled } = instants;
  const words = relatedEvents.flatMap(({ meaning, newest }): Word[] => {
    const at = eventTimes.get(newest.uid);
    const isWait =
      meaning.kind === 'claim' &&
      (meaning.step === 'provisioning' || meaning.step === 'failed') &&
      own.includes(newest.involved.name);
    return isWait && at && (!scheduled || at.at < scheduled.at)
      ? [{ at: created ? notBefore(at, created.at) : at, kind: 'unschedulable', message: newest.message }]
      : [];
  });
  const [first] = words;
  return first && { ...first, message: (words.findLast(({ message }) => /fail/i.test(message)) ?? first).message };
}

function eventWords(reading: Reading): Word[] {
  const words: Word[] = [];
  const nominated = nominations(reading);
  const isNominated = reading.alive?.nominatedNodeName !== undefined && reading.instants['scheduled'] === undefined;
  const mayPreempt =
    isNominated || (reading.instants['scheduled'] !== undefined && reading.pod?.spec.priorityClassName !== undefined);
  for (const event of reading.events) {
    const kind = wordKind(event.meaning);
    const at = reading.occurrences(event)[0]?.at;
    if (!kind || !at) continue;
    const isPreempting =
      kind === 'unschedulable' &&
      makesRoom(event.newest.message) &&
      (mayPreempt ||
        event.newest.message.includes('potential placement') ||
        nominated.some((since) => Math.abs(since - at.at) < 1000));
    words.push({ at, kind: isPreempting ? 'preempting' : kind, message: event.newest.message });
  }
  return words;
}

/**
 * When preemption finds no victims, the scheduler says so; a nomination together with that is for volumes that are
 * being bound. When it finds some, it says nothing up to 1.36, and after that "found a potential placement for pod on
 * node X" (kubernetes/kubernetes#140180).
 */
const makesRoom = (message: string): boolean =>
  message.includes('nodes are available') &&
  (!message.includes('preemption:') || /preemption:\s+found a potential placement/.test(message));

function wordKind(meaning: Reading['events'][number]['meaning']): Word['kind'] | undefined {
  if (meaning.kind === 'unschedulable') return 'unschedulable';
  return meaning.kind === 'scale-up' && (meaning.answer === 'triggered' || meaning.answer === 'nominated')
    ? 'node-wait'
    : undefined;
}

/** When the scheduler had chosen a node where other pods had to go first. */
function nominations({ versions }: Reading): readonly number[] {
  const since: number[] = [];
  let before: string | undefined;
  for (const { pod, arrivedAt } of versions) {
    if (pod.nominatedNodeName !== undefined && pod.nominatedNodeName !== before && arrivedAt !== undefined) {
      since.push(arrivedAt);
    }
    before = pod.nominatedNodeName;
  }
  return since;
}

/** A series of events keeps its first text; the condition has the current one (timing reference, section 4). */
function conditionWords({ versions, events }: Reading): Word[] {
  const words: Word[] = [];
  let last = events.find(({ meaning }) => meaning.kind === 'unschedulable')?.newest.message;
  for (const { pod, arrivedAt } of versions) {
    const condition = pod.conditions.find(({ type }) => type === 'PodScheduled');
    if (condition?.status !== 'False' || condition.reason !== 'Unschedulable' || condition.message === undefined) {
      continue;
    }
    if (condition.message === last || (last === undefined && events.length > 0)) continue;
    last = condition.message;
    const at = arrivedAt ?? condition.lastTransitionAt;
    if (at === undefined) continue;
    const earliest = epochMs(arrivedAt === undefined ? at : at - 1000);
    words.push({
      at: {
        at,
        earliest,
        latest: epochMs(arrivedAt ?? at + 1000),
        sources: [{ kind: 'arrival', what: 'PodScheduled' }],
      },
      kind: pod.nominatedNodeName !== undefined && makesRoom(condition.message) ? 'preempting' : 'unschedulable',
      message: condition.message,
    });
  }
  return words;
}
