import { own } from '../model/own.ts';
import type { ContainerReading, Reading } from '../reading/reading.ts';
import type { Instant } from '../model/timeline.ts';
import { type Mark, marksOf } from './container-steps.ts';
import { type ContainerPhases, containerPhases } from './container-phases.ts';
import { type Draft, layEndToEnd, PhaseIds } from './draft.ts';
import { nodeStretch } from './node-phases.ts';
import { schedulingStretch, type Stretch } from './scheduling-phases.ts';

/** All phases of one pod before they are judged, by whom they belong to. */
export interface Assembly {
  /** Creation (or the first thing known) to the sandbox. */
  readonly pod: readonly Draft[];
  readonly begin?: Instant;
  readonly inits: readonly ContainerPhases[];
  readonly containers: readonly ContainerPhases[];
  readonly ephemeral: readonly ContainerPhases[];
  readonly ids: PhaseIds;
}

/** Lays out everything that happened to the pod. */
export function assemble(reading: Reading): Assembly {
  const ids = new PhaseIds('pod');
  const begin = firstInstant(reading);
  const marks = new Map(reading.containers.map((container) => [container.name, marksOf(container, reading)]));
  const firstContainer = firstContainerMark(reading, marks);
  const pod = begin ? podPhases(begin, firstContainer, reading, ids) : [];
  const last = pod.at(-1);
  const sandbox = last && !last.end ? undefined : (last?.end ?? begin);
  const inits = inOrder({ reading, marks }, ['init', 'sidecar'], sandbox, ({ finished }) => finished, false);
  const afterInits = inits.length === 0 ? sandbox : inits.at(-1)?.finished;
  const containers = inOrder({ reading, marks }, ['container'], afterInits, ({ handedOn }) => handedOn, true);
  const ephemeral = inOrder({ reading, marks }, ['ephemeral'], undefined, () => undefined, false).filter(
    ({ drafts }) => drafts.length > 0,
  );
  return { pod, inits, containers, ephemeral, ids, ...(begin && { begin }) };
}

function firstInstant({ instants }: Reading): Instant | undefined {
  if (instants['created']) return instants['created'];
  let first: Instant | undefined;
  for (const id in instants) {
    const at = own(instants, id);
    if (at && (!first || at.at < first.at)) first = at;
  }
  return first;
}

type Marks = ReadonlyMap<string, readonly Mark[]>;

function firstContainerMark(reading: Reading, marks: Marks): Instant | undefined {
  let first: Instant | undefined;
  for (const container of reading.containers) {
    const at = container.role === 'ephemeral' ? undefined : marks.get(container.name)?.[0]?.at;
    if (at && (!first || at.at < first.at)) first = at;
  }
  return first;
}

function podPhases(
  begin: Instant,
  firstContainer: Instant | undefined,
  reading: Reading,
  ids: PhaseIds,
): readonly Draft[] {
  const scheduling = schedulingStretch(reading);
  const isStatic = reading.pod?.staticPod !== undefined;
  const hasNode =
    isStatic || !scheduling.open || firstContainer !== undefined || reading.instants['kubeletSeen'] !== undefined;
  if (!hasNode) return withOpen(begin, scheduling, ids);
  const before = isStatic ? [] : scheduling.steps;
  const node = nodeStretch(reading, firstContainer);
  return withOpen(begin, { steps: [...before, ...node.steps], ...(node.open && { open: node.open }) }, ids);
}

function withOpen(begin: Instant, { steps, open }: Stretch, ids: PhaseIds): readonly Draft[] {
  const drafts = layEndToEnd('pod', begin, steps, ids);
  if (!open) return drafts;
  const start = drafts.at(-1)?.end ?? begin;
  return [
    ...drafts,
    {
      ...ids.next(open.kind),
      kind: open.kind,
      lane: 'pod',
      start,
      failed: false,
      ...(open.message !== undefined && { message: open.message }),
    },
  ];
}

/** One after another: the next one's turn comes when the one before has handed on. */
function inOrder(
  { reading, marks }: { readonly reading: Reading; readonly marks: Marks },
  roles: readonly ContainerReading['role'][],
  begin: Instant | undefined,
  handsOn: (phases: ContainerPhases) => Instant | undefined,
  shadows: boolean,
): ContainerPhases[] {
  const laid: ContainerPhases[] = [];
  let turn = begin;
  for (const container of reading.containers) {
    if (!roles.includes(container.role)) continue;
    const phases = containerPhases(
      { container, marks: marks.get(container.name) ?? [], reading },
      turn,
      shadows && laid.length > 0 ? begin : undefined,
    );
    laid.push(phases);
    turn = handsOn(phases);
  }
  return laid;
}
