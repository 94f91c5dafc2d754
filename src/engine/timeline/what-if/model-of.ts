import { pullStart } from '../instants/pull-start.ts';
import type { ContainerSpecFacts, NodePull, PodEvidence, PodFacts, ProbeFacts } from '../model/facts.ts';
import { offsetOf } from '../reading/occurrences.ts';
import { own } from '../model/own.ts';
import type { FindingId, Phase, Timeline } from '../model/timeline.ts';
import { answerTime, linesAfter, withOtherStarts } from './answer-times.ts';
import type { OtherPull } from './node-pulls.ts';
import type { AnswerTime, ContainerStart, ProbeSettings, StartModel, StartStep } from './start-model.ts';
import { phaseLength } from '../model/phase-length.ts';

/**
 * A start as the steps that it was made of, for `predict`. Undefined for a pod that was never ready, or of which too
 * little is known to replay it. `others`: starts of the same workload; what they tell of the application narrows the
 * prediction.
 */
export function modelOf(
  timeline: Timeline,
  evidence: PodEvidence,
  others: readonly StartModel[] = [],
): StartModel | undefined {
  const { created, podReady } = timeline.instants;
  const pod = evidence.pods.at(-1)?.pod;
  if (!created || !podReady || !timeline.totals.ready || !pod) return undefined;
  const start: Start = { timeline, evidence, pod, created: created.at, ready: podReady.at - created.at, others };
  const lead = leadOf(start);
  const containers = containersOf(
    start,
    lead.reduce((sum, { ms }) => sum + ms, 0),
  );
  if (lead.length === 0 || !containers?.some(({ role }) => role === 'container')) return undefined;
  const allStarted = Math.max(
    ...containers.filter(({ role }) => role === 'container').map(({ started, hook = 0 }) => started + hook),
  );
  const gate = lengthOf(timeline.phases.filter(({ kind }) => kind === 'readiness-gate'));
  const containersReady = Math.max(allStarted, start.ready - gate);
  const probed = Math.max(...containers.map(({ ready = 0 }) => ready));
  const report =
    probed > allStarted
      ? Math.min(SLOWEST_REPORT, Math.max(0, containersReady - probed))
      : Math.min(REPORT, containersReady - allStarted);
  return {
    created: created.at,
    ready: timeline.totals.ready,
    minor: evidence.server?.minor ?? NEWEST,
    lead,
    containers,
    allStarted,
    known: probed > allStarted ? allStarted : containersReady - report,
    report,
    gate,
    otherPulls: otherPulls(start),
    found: foundIn(timeline),
  };
}

/** Of a server that does not say its version. */
const NEWEST = 36;

/**
 * The kubelet tells that a pod is ready about so soon, and within so long at most; what is longer is not that. In ms.
 */
const REPORT = 16;
const SLOWEST_REPORT = 1500;

interface Start {
  readonly timeline: Timeline;
  readonly evidence: PodEvidence;
  readonly pod: PodFacts;
  readonly created: number;
  /** Since creation. */
  readonly ready: number;
  readonly others: readonly StartModel[];
}

const lengthOf = (phases: readonly Phase[]): number =>
  phases.reduce((sum, phase) => sum + phaseLength(phase, phase.start.at), 0);

/** Whether a phase in the pod's own lane comes before its containers. */
const LEADS: Readonly<Record<Phase['kind'], boolean>> = {
  gated: true,
  unschedulable: true,
  preempting: true,
  scheduling: true,
  'node-wait': true,
  'kubelet-pickup': true,
  attach: true,
  mount: true,
  'config-wait': true,
  sandbox: true,
  'retry-backoff': true,
  turn: true,
  'pull-queue': true,
  pull: true,
  'pull-backoff': true,
  create: true,
  start: true,
  'post-start': true,
  'startup-probe': true,
  readiness: false,
  'crash-backoff': true,
  run: true,
  'readiness-gate': false,
  terminating: false,
};

/** What is laid end to end from the pod's creation to its sandbox. */
function leadOf({ timeline, created, ready }: Start): readonly StartStep[] {
  const steps = timeline.phases.filter(
    ({ lane, kind, start }) => lane === 'pod' && LEADS[kind] && start.at - created < ready,
  );
  return steps.map((phase) => stepOf(phase));
}

const stepOf = (phase: Phase, wait = 0): StartStep => ({
  kind: phase.kind,
  ms: lengthOf([phase]),
  wait,
  failed: phase.outcome === 'failed',
});

/** The containers in their order; undefined when one of them is not known to have started. */
function containersOf(start: Start, sandbox: number): readonly ContainerStart[] | undefined {
  const specs = start.pod.spec.containers.filter(({ role }) => role !== 'ephemeral');
  const found: ContainerStart[] = [];
  let turn = sandbox;
  for (const [index, spec] of specs.entries()) {
    const lane = start.timeline.phases.filter(
      (phase) => phase.lane === `container/${spec.name}` && phase.start.at - start.created < start.ready,
    );
    const next = specs[index + 1];
    const container = containerStart(start, { spec, lane, turn, next: next && beganAt(start, next) });
    if (!container) return undefined;
    found.push(container);
    turn = handedOn(container);
  }
  return found;
}

/** When the kubelet turned to the next container: this one's end, its startup probe, or its hook. */
function handedOn({ role, started, hook = 0, run, startupPassed }: ContainerStart): number {
  if (role === 'init') return started + (run?.ms ?? 0);
  return role === 'sidecar' ? (startupPassed ?? started + hook) : started + hook;
}

/** When the kubelet began with a container: the first thing on its row besides waiting for its turn. */
function beganAt({ timeline, created }: Start, { name }: ContainerSpecFacts): number | undefined {
  const first = timeline.phases.find(({ lane, kind }) => lane === `container/${name}` && kind !== 'turn');
  return first && first.start.at - created;
}

interface Row {
  readonly spec: ContainerSpecFacts;
  readonly lane: readonly Phase[];
  readonly turn: number;
  /** When the next container began. */
  readonly next: number | undefined;
}

function containerStart(start: Start, { spec, lane, turn, next }: Row): ContainerStart | undefined {
  const begin = beganAt(start, spec);
  const lastStart = lane.findLast(
    ({ kind, outcome }) => (kind === 'start' || kind === 'create') && outcome === 'done',
  )?.end;
  if (begin === undefined || !lastStart) return undefined;
  const started = lastStart.at - start.created;
  const hook = lengthOf(lane.filter(({ kind, start: { at } }) => kind === 'post-start' && at >= lastStart.at));
  const run = spec.role === 'init' ? runOf(start, lane, started, next) : undefined;
  if (spec.role === 'init' && !run) return undefined;
  return {
    name: spec.name,
    role: spec.role,
    image: spec.image,
    pullPolicy: spec.imagePullPolicy ?? '',
    turn,
    begin,
    steps: stepsBefore(lane, lastStart.at),
    started,
    ...(hook > 0 && { hook }),
    ...(run && { run }),
    ...probesOf(start, spec, lane, started),
  };
}

/** All steps until the process that became ready: those of runs that ended before as well. */
function stepsBefore(lane: readonly Phase[], started: number): readonly StartStep[] {
  const steps: StartStep[] = [];
  let wait = 0;
  for (const phase of lane) {
    if (phase.kind === 'turn' || phase.start.at >= started) continue;
    if (phase.kind === 'pull-queue') wait += lengthOf([phase]);
    else {
      steps.push(stepOf(phase, phase.kind === 'pull' ? wait : 0));
      wait = 0;
    }
  }
  return steps;
}

function runOf(
  { created }: Start,
  lane: readonly Phase[],
  started: number,
  next: number | undefined,
): ContainerStart['run'] {
  const phase = lane.findLast(({ kind, outcome }) => kind === 'run' && outcome === 'done');
  if (!phase?.end) return undefined;
  const end = phase.end.at - created;
  // The next container began no later than a look (1 s) and a little after the end.
  const seen = next === undefined ? -Infinity : next - LOOK;
  const shortest = Math.max(phase.end.earliest - created, Math.min(seen, end)) - started;
  const longest = Math.min(phase.end.latest - created, next ?? Infinity) - started;
  const ms = Math.max(0, end - started);
  return {
    ms,
    shortest: Math.max(0, Math.min(shortest, ms)),
    longest: Math.max(longest, ms),
    untilNext: Math.max(ms, (next ?? end) - started),
  };
}

/** A look each second, and what it takes to act on it. In ms. */
const LOOK = 1050;

const settingsOf = ({ initialDelaySeconds, periodSeconds, successThreshold }: ProbeFacts): ProbeSettings => ({
  delaySeconds: initialDelaySeconds,
  periodSeconds: Math.max(1, periodSeconds),
  successThreshold: Math.max(1, successThreshold),
});

type Probes = Pick<
  ContainerStart,
  'startup' | 'readiness' | 'startupPassed' | 'ready' | 'startupAnswer' | 'readinessAnswer'
>;

function probesOf(start: Start, spec: ContainerSpecFacts, lane: readonly Phase[], started: number): Probes {
  const startup = spec.startupProbe && settingsOf(spec.startupProbe);
  const readiness = spec.readinessProbe && settingsOf(spec.readinessProbe);
  const startupPassed = startup && timeOf(start, spec, 'startupPassed');
  const ready = readiness && timeOf(start, spec, 'ready');
  const passed =
    ready === undefined || !readiness
      ? undefined
      : ready - (readiness.successThreshold - 1) * readiness.periodSeconds * 1000;
  const answers = answersOf(start, { spec, lane, started, startupPassed, readinessPassed: passed });
  return {
    ...(startup && { startup }),
    ...(readiness && { readiness }),
    ...(startupPassed !== undefined && { startupPassed }),
    ...(ready !== undefined && { ready }),
    ...answers,
  };
}

function timeOf(
  { timeline, created }: Start,
  { name }: ContainerSpecFacts,
  what: 'startupPassed' | 'ready',
): number | undefined {
  const instant = timeline.instants[`container/${name}/${what}`];
  return instant && instant.at - created;
}

interface Probing {
  readonly spec: ContainerSpecFacts;
  readonly lane: readonly Phase[];
  readonly started: number;
  readonly startupPassed: number | undefined;
  readonly readinessPassed: number | undefined;
}

/** Where a readiness probe passed without a failure after the startup probe, the application answered when that did. */
function answersOf(start: Start, probing: Probing): Pick<ContainerStart, 'startupAnswer' | 'readinessAnswer'> {
  const { spec, lane, started, startupPassed, readinessPassed } = probing;
  const answer = (kind: 'startup-probe' | 'readiness', passed: number): AnswerTime => {
    const failed = lane
      .flatMap((phase) => (phase.kind === kind ? (phase.probe?.failedAt ?? []) : []))
      .map((at) => at - start.created - started);
    const lastFailed = failed.filter((at) => at < passed - started).at(-1);
    return answerTime(
      { passed: passed - started, ...(lastFailed !== undefined && { lastFailed }) },
      linesOf(start, spec.name, started),
    );
  };
  const startup = startupPassed === undefined ? undefined : answer('startup-probe', startupPassed);
  const readiness = readinessPassed === undefined ? undefined : answer('readiness', readinessPassed);
  const both =
    startup && readiness && readiness.basis !== 'tries'
      ? { ...startup, until: Math.max(startup.until, startup.after) }
      : readiness;
  return {
    ...(startup && { startupAnswer: withOthers(start, spec, startup, 'startupAnswer') }),
    ...(both && { readinessAnswer: withOthers(start, spec, both, 'readinessAnswer') }),
  };
}

function withOthers(
  { others }: Start,
  { name, image }: ContainerSpecFacts,
  own: AnswerTime,
  which: 'startupAnswer' | 'readinessAnswer',
): AnswerTime {
  const same = others.flatMap(({ containers }) =>
    containers.filter((other) => other.name === name && other.image === image),
  );
  return withOtherStarts(
    own,
    same.flatMap((other) => other[which] ?? []),
  );
}

function linesOf(
  { timeline, evidence, pod, created }: Start,
  name: string,
  started: number,
): ReturnType<typeof linesAfter> {
  const offset = offsetOf(`kubelet/${pod.spec.nodeName ?? ''}`, timeline);
  return linesAfter(own(evidence.logs, name) ?? [], created + started, offset);
}

/** Nobody has so many while one pod starts, but whoever writes events may say so. The last ones count. */
const MOST_PULLS = 256;

/** Other pods' pulls that overlap this pod's start. */
function otherPulls({ timeline, evidence, pod, created, ready }: Start): readonly OtherPull[] {
  const offset = offsetOf(`kubelet/${pod.spec.nodeName ?? ''}`, timeline) + created;
  const orderOf = ({ queuedAt, endedAt }: NodePull): number => queuedAt ?? endedAt ?? 0;
  return evidence.nodePulls
    .filter(({ podUid, endedAt = 0 }) => podUid !== pod.uid && endedAt > offset)
    .filter(({ queuedAt = offset }) => queuedAt - offset < ready)
    .sort((a, b) => orderOf(a) - orderOf(b))
    .slice(-MOST_PULLS)
    .flatMap((pull) => otherPull(pull, evidence.nodePulls, offset))
    .filter(({ queued, took }) => queued + took > 0 || queued > 0)
    .filter(({ queued }) => queued < ready)
    .sort((a, b) => a.queued - b.queued);
}

function otherPull(pull: NodePull, all: readonly NodePull[], offset: number): readonly OtherPull[] {
  const begun = pullStart(pull, all);
  if (begun === undefined || pull.endedAt === undefined) return [];
  return [{ image: pull.image, queued: (pull.queuedAt ?? begun) - offset, took: Math.max(0, pull.endedAt - begun) }];
}

function foundIn({ findings, phases }: Timeline): StartModel['found'] {
  const found: Partial<Record<FindingId, string[]>> = {};
  const lanes = new Map(phases.map(({ id, lane }) => [id, lane]));
  for (const { id, phases: about } of findings) {
    const names = about
      .flatMap((phase) => lanes.get(phase)?.replace(/^container\//, '') ?? [])
      .filter((name) => name !== 'pod');
    found[id] = [...new Set([...(found[id] ?? []), ...names])];
  }
  return found;
}
