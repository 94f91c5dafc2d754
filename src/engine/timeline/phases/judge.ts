import type { Reading } from '../reading/reading.ts';
import type { Instant, Phase } from '../model/timeline.ts';
import { durationMs } from '../model/units.ts';
import type { Assembly } from './assemble.ts';
import { abandonAt, type CriticalPath } from './critical-path.ts';
import type { Draft } from './draft.ts';
import { homeEvents } from './phase-events.ts';
import { yamlOf } from './phase-yaml.ts';
import { probeWaitOf } from './probe-wait.ts';
import { exitOf } from './run-exit.ts';

/** The pod's phases, each with its place on or beside the critical path, and where each event belongs. */
export interface Judged {
  readonly phases: readonly Phase[];
  readonly criticalPath: readonly string[];
  /** The phase that each event belongs to. */
  readonly homes: ReadonlyMap<string, string>;
}

/** Makes phases of the drafts. */
export function judgePhases(assembly: Assembly, { path, beside, slack }: CriticalPath, reading: Reading): Judged {
  const end = endOfLife(reading);
  const stopped = stopOf(reading, end);
  const critical = new Set(path.map(({ id }) => id));
  const drafts = [...path, ...beside, ...terminatingDraft(assembly, end)].map((draft) => ({
    draft,
    closed: draft.kind !== 'terminating' && !draft.end && stopped ? abandonAt(draft, stopped) : draft,
  }));
  const { events, homes } = homeEvents(
    drafts.map(({ closed }) => closed),
    reading,
  );
  const phases = drafts.map(({ draft, closed }) =>
    phaseOf(draft, closed, critical.has(draft.id), events.get(draft.id) ?? NONE, slack, reading),
  );
  return { phases: byLane(phases, reading), criticalPath: path.map(({ id }) => id), homes };
}

const NONE: readonly string[] = [];

type Building<T> = { -readonly [K in keyof T]: T[K] };

/** What is absent is left out by hand: a burst makes a hundred thousand of these. */
function phaseOf(
  draft: Draft,
  closed: Draft,
  critical: boolean,
  events: readonly string[],
  slack: ReadonlyMap<string, number>,
  reading: Reading,
): Phase {
  const { id, kind, lane, attempt, start, message } = draft;
  const phase: Building<Phase> = {
    id,
    kind,
    lane,
    attempt,
    start,
    outcome: outcomeOf(draft, closed),
    critical,
    yaml: yamlOf(draft, reading),
    events,
  };
  if (closed.end) phase.end = closed.end;
  const room = critical ? undefined : slackOf(draft, slack, reading);
  if (room !== undefined) phase.slack = durationMs(room);
  if (message !== undefined) phase.message = message;
  if (draft.runs !== undefined) phase.runs = draft.runs;
  const exit = exitOf(draft, reading);
  if (exit) phase.exit = exit;
  const probe = probeWaitOf(closed, reading);
  if (probe) phase.probe = probe;
  return phase;
}

function outcomeOf(draft: Draft, closed: Draft): Phase['outcome'] {
  if (draft.failed) return 'failed';
  if (draft.end) return 'done';
  return closed.end ? 'abandoned' : 'running';
}

/** A phase after readiness delays nothing; one before it could have taken as much longer as its container was early. */
function slackOf(draft: Draft, slack: ReadonlyMap<string, number>, { instants }: Reading): number | undefined {
  const ready = instants['podReady'];
  if (!ready || !draft.end || draft.end.at > ready.at) return undefined;
  return slack.get(draft.lane) ?? (draft.lane === 'pod' ? undefined : ready.at - draft.end.at);
}

function byLane(phases: readonly Phase[], { containers }: Reading): readonly Phase[] {
  const order = new Map([
    ['pod', 0],
    ...containers.map(({ name }, index) => [`container/${name}`, index + 1] as const),
  ]);
  return phases.toSorted(
    (a, b) =>
      (order.get(a.lane) ?? 0) - (order.get(b.lane) ?? 0) ||
      a.start.at - b.start.at ||
      (a.end?.at ?? Infinity) - (b.end?.at ?? Infinity),
  );
}

interface EndOfLife {
  /** When its deletion was asked for. */
  readonly asked: Instant;
  /** When the API object was gone. Absent while it goes. */
  readonly gone?: Instant;
}

function endOfLife({ instants }: Reading): EndOfLife | undefined {
  const { deleted, podEnded } = instants;
  const asked = deleted ?? podEnded;
  return asked && { asked, ...(podEnded && { gone: podEnded }) };
}

/** Nothing goes on once the pod was given up or its deletion was asked for. */
function stopOf({ instants }: Reading, end: EndOfLife | undefined): Instant | undefined {
  const { failed } = instants;
  return failed && (!end || failed.at < end.asked.at) ? failed : end?.asked;
}

function terminatingDraft({ ids }: Assembly, end: EndOfLife | undefined): Draft[] {
  if (!end || (end.gone && end.gone.at <= end.asked.at)) return [];
  return [
    {
      ...ids.next('terminating'),
      kind: 'terminating',
      lane: 'pod',
      start: end.asked,
      failed: false,
      ...(end.gone && { end: end.gone }),
    },
  ];
}
