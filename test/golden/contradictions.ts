import { formatDuration } from '../../src/engine/timeline/model/duration.ts';
import type { PodEvidence } from '../../src/engine/timeline/model/facts.ts';
import { formatText, type Text, type TextArg } from '../../src/engine/timeline/model/text.ts';
import { english } from '../../src/engine/timeline/model/duration.ts';
import type { Finding, Timeline } from '../../src/engine/timeline/model/timeline.ts';
import type { EpochMs } from '../../src/engine/timeline/model/units.ts';
import { overviewOf } from '../../src/engine/timeline/many/workload/overview.ts';

/** Sums of floating point numbers, in ms. */
const ROUNDING = 1;

/**
 * What a timeline says that cannot be, or that another part of it denies; a line each. `now`: by the client's clock, as
 * it was built for.
 */
export function contradictionsOf(
  timeline: Timeline,
  evidence: PodEvidence | undefined,
  now: EpochMs,
): readonly string[] {
  const found = [
    ...ofOrder(timeline),
    ...ofTotals(timeline),
    ...timeline.findings.flatMap((finding) =>
      ofFinding(finding, timeline, evidence, now).map((fault) => `${finding.id}: ${fault}`),
    ),
    ...ofProbes(timeline),
    ...ofCreation(timeline, evidence),
    ...(timeline.step ? ofText(timeline.step.words).map((fault) => `step: ${fault}`) : []),
  ];
  return found.map((fault) => `${timeline.pod.name}: ${fault}`);
}

/** Phases and instants in the order in which they can have been. */
function ofOrder({ phases, criticalPath, instants, outcome }: Timeline): readonly string[] {
  const faults: string[] = [];
  for (const { id, start, end } of phases) if (end && end.at < start.at) faults.push(`${id} ends before it begins`);
  for (const [id, { at, earliest, latest }] of Object.entries(instants)) {
    if (!(earliest <= at && at <= latest)) faults.push(`${id} lies outside of its bounds`);
  }
  const { created, podReady, deleted } = instants;
  if (outcome.state === 'ready' && podReady && deleted && podReady.at > deleted.at) {
    faults.push('ready, but only after its deletion');
  }
  const path = criticalPath.flatMap((id) => phases.find((phase) => phase.id === id) ?? []);
  const length = path.reduce((sum, { start, end }) => sum + (end ? end.at - start.at : 0), 0);
  if (created && podReady && podReady.at >= created.at && Math.abs(length - (podReady.at - created.at)) > ROUNDING) {
    faults.push(`its steps take ${length}, it took ${podReady.at - created.at}`);
  }
  return faults;
}

function ofTotals({ totals: { ready, kubeletSli, kubeletTotal }, outcome }: Timeline): readonly string[] {
  const faults: string[] = [];
  for (const [name, span] of Object.entries({ ready, kubeletSli, kubeletTotal })) {
    if (span && !(span.ms >= 0 && span.shortest <= span.ms && span.ms <= span.longest)) {
      faults.push(`${name} is ${span.ms} of ${span.shortest} to ${span.longest}`);
    }
  }
  if (ready && kubeletTotal && kubeletTotal.ms > ready.ms + ROUNDING) {
    faults.push(`ready in ${ready.ms}, its containers started after ${kubeletTotal.ms}`);
  }
  const startup = 'startup' in outcome ? outcome.startup : undefined;
  if (startup && startup.ms < 0) faults.push(`started in ${startup.ms}`);
  return faults;
}

function ofFinding(
  finding: Finding,
  timeline: Timeline,
  evidence: PodEvidence | undefined,
  now: EpochMs,
): readonly string[] {
  const { created, podReady } = timeline.instants;
  const last = Math.max(
    now,
    ...Object.values(timeline.instants).map(({ at }) => at),
    ...timeline.phases.map(({ start, end }) => end?.at ?? start.at),
  );
  const life = created ? Math.max(0, last - created.at) : Infinity;
  const faults: string[] = [];
  if (!(finding.explains >= 0 && finding.explains <= life + ROUNDING)) {
    faults.push(`explains ${finding.explains} of ${life}`);
  }
  if (finding.saves !== undefined && !(finding.saves >= 0 && finding.saves <= finding.explains + ROUNDING)) {
    faults.push(`saves ${finding.saves} of ${finding.explains}`);
  }
  const isStart = timeline.phases
    .filter(({ id }) => finding.phases.includes(id))
    .every(({ critical, end }) => critical && end);
  if (
    isStart &&
    created &&
    podReady &&
    finding.phases.length > 0 &&
    finding.explains > podReady.at - created.at + ROUNDING
  ) {
    faults.push(`explains ${finding.explains} of a start of ${podReady.at - created.at}`);
  }
  const words = [finding.title, finding.sentence, finding.advice];
  for (const one of words) faults.push(...ofText(one));
  for (const ms of words.flatMap(durationsOf)) {
    if (ms > life + maxWaitAhead(evidence) + 2000) faults.push(`tells ${ms}, the pod is ${life} old`);
  }
  return [...faults, ...ofWords(formatText(finding.sentence, english), finding, timeline, evidence)];
}

/** A wait that is told may lie ahead: the delay of a probe. */
const maxWaitAhead = (evidence: PodEvidence | undefined): number =>
  Math.max(
    0,
    ...(evidence?.pods.at(-1)?.pod.spec.containers ?? []).map(
      ({ readinessProbe, startupProbe }) =>
        1000 * ((readinessProbe?.initialDelaySeconds ?? 0) + (startupProbe?.initialDelaySeconds ?? 0)),
    ),
  );

function ofWords(
  sentence: string,
  finding: Finding,
  timeline: Timeline,
  evidence: PodEvidence | undefined,
): readonly string[] {
  const faults: string[] = [];
  const restarts = Math.max(
    0,
    ...(evidence?.pods ?? []).flatMap(({ pod }) => pod.statuses.map(({ restartCount }) => restartCount)),
  );
  const isRestartTold =
    restarts > 0 ||
    Object.keys(timeline.instants).some((id) => id.includes('/run/')) ||
    timeline.events.some(({ reason, count }) => reason === 'Started' && count > 1);
  if (evidence && evidence.pods.length > 0 && !isRestartTold && /was started again|ran again/.test(sentence)) {
    faults.push(`started again without a restart: ${sentence}`);
  }
  if (/periodSeconds: 1\b/.test(sentence) && /periodSeconds: 1\b/.test(formatText(finding.advice, english))) {
    faults.push(`blames a setting that is at its best: ${sentence}`);
  }
  if (timeline.eventsState !== 'listed' && /without a failure|nothing was slow/.test(sentence)) {
    faults.push(`knows of no failure without events: ${sentence}`);
  }
  const told = durationsOf(finding.sentence);
  const column = finding.explains;
  const goesOn = timeline.phases.some(({ id, outcome }) => outcome === 'running' && finding.phases.includes(id));
  if (
    goesOn &&
    told.length === 1 &&
    Math.abs((told[0] ?? 0) - column) > 2000 &&
    /has not been|has been|For .* no node/.test(sentence)
  ) {
    faults.push(`says ${formatDuration(told[0] ?? 0)} beside ${formatDuration(column)}: ${sentence}`);
  }
  return faults;
}

/** The same of what is said of several pods together. */
export function summaryContradictionsOf(timelines: readonly Timeline[], now: EpochMs): readonly string[] {
  const { headline, causes, groups } = overviewOf(timelines, now);
  const words = [
    ...headline,
    ...groups.flatMap(({ title, detail }) => [title, detail]),
    ...causes.flatMap(({ title, example }) => [title, example.sentence, example.advice]),
  ];
  const life = ({ instants, phases }: Timeline): number =>
    Math.max(now, ...phases.map(({ start, end }) => end?.at ?? start.at)) - (instants['created']?.at ?? -Infinity);
  const longest = Math.max(0, ...timelines.map(life));
  const twice = causes.filter(({ id, title }, index) =>
    causes.slice(0, index).some((other) => other.id === id && JSON.stringify(other.title) === JSON.stringify(title)),
  );
  return [
    ...words.flatMap(ofText),
    ...causes
      .filter(({ explains }) => explains.longest > longest + ROUNDING)
      .map(({ id, explains }) => `${id} costs ${explains.longest} of ${longest}`),
    ...causes
      .filter(({ pods }) => pods.length > timelines.length)
      .map(({ id }) => `${id} has more pods than there are`),
    ...twice.map(({ title }) => `the same cause twice: ${formatText(title, english)}`),
  ].map((fault) => `all: ${fault}`);
}

/** Ranges without width, negative times, places that nothing fills. */
function ofText(words: Text): readonly string[] {
  const written = formatText(words, english);
  const faults: string[] = [];
  for (const [whole, from, to] of written.matchAll(/(\d[\d.]* (?:ms|s|min)) (?:to|and) (\d[\d.]* (?:ms|s|min))/g)) {
    if (from === to) faults.push(`a range without width: ${whole}`);
  }
  if (/(?:^|[ (])-\d/.test(written) && durationsOf(words).some((ms) => ms < 0)) {
    faults.push(`a negative time: ${written}`);
  }
  if (/NaN|Infinity|undefined/.test(written)) faults.push(`no number: ${written}`);
  return faults;
}

/** The durations that a text names, those of the texts within it as well. */
function durationsOf({ args }: Text): readonly number[] {
  return Object.values(args).flatMap((arg: TextArg): readonly number[] => {
    if (typeof arg !== 'object') return [];
    if ('ms' in arg) return [arg.ms];
    return 'template' in arg ? durationsOf(arg) : [];
  });
}

/**
 * How much later than its schedule a probe may be asked on a node that is busy, startedAt being cut to the second as
 * well.
 */
const LATE = 2500;

/**
 * The first probe that is asked comes within a period; a longer wait needs a try that failed. Only where failures can
 * be seen.
 */
function ofProbes({ phases, eventsState, findings }: Timeline): readonly string[] {
  if (eventsState !== 'listed') return [];
  return phases.flatMap(({ id, probe, start, end, outcome }) => {
    if (!probe || !end || outcome !== 'done' || probe.failedAt.length > 0) return [];
    const asked = Math.max(start.at, probe.askedFrom ?? start.at);
    const blamed = findings.some(
      (finding) =>
        finding.id === 'readiness-delay' && finding.phases.includes(id) && /every/.test(finding.sentence.template),
    );
    return blamed && end.at - asked > probe.periodSeconds * 1000 + LATE
      ? [`${id} waited ${end.at - asked} for a probe every ${probe.periodSeconds} s`]
      : [];
  });
}

/** An object is created in the second that its API server wrote. */
function ofCreation({ instants }: Timeline, evidence: PodEvidence | undefined): readonly string[] {
  const stamp = evidence?.pods[0]?.pod.creationAt;
  const created = instants['created'];
  if (stamp === undefined || !created || evidence?.pods[0]?.pod.staticPod) return [];
  return created.at < stamp - ROUNDING || created.at >= stamp + 1000 + ROUNDING
    ? [`created ${created.at - stamp} ms from its own stamp`]
    : [];
}
