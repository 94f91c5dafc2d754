import { explainedAt } from '../../findings/parts/explained-at.ts';
import { rowOf } from '../pod-row.ts';
import { spreadOf, type Spread } from '../statistics.ts';
import { text, type Text } from '../../model/text.ts';
import type { Finding, Timeline, YamlPath } from '../../model/timeline.ts';
import type { EpochMs } from '../../model/units.ts';

/** One finding that several pods share, told once. */
export interface Cause {
  readonly id: Finding['id'];
  readonly severity: Finding['severity'];
  readonly title: Text;
  /** Which of the pods that were looked at have it: their places in the list, ascending. */
  readonly pods: readonly number[];
  /** What it explains of a pod's start. */
  readonly explains: Spread;
  /** In the words of the pod that it cost most. */
  readonly example: {
    readonly uid: string;
    readonly pod: string;
    readonly sentence: Text;
    readonly advice: Text;
    readonly docs: string;
    readonly yaml?: YamlPath;
  };
}

/**
 * The findings of many pods, those of one kind about one container together; what costs the pods most altogether comes
 * first.
 */
export function* causesInSteps(timelines: readonly Timeline[], now: EpochMs): Generator<undefined, readonly Cause[]> {
  const groups = new Map<string, Member[]>();
  for (const [place, timeline] of timelines.entries()) {
    for (const finding of timeline.findings) {
      const key = `${finding.id} ${named('container', finding)}`;
      const member = { timeline, place, finding, explains: explainedAt(finding, timeline, now) };
      const group = groups.get(key);
      if (group) group.push(member);
      else groups.set(key, [member]);
    }
    yield undefined;
  }
  const causes: Cause[] = [];
  for (const group of [...groups.values()].sort((a, b) => costOf(b) - costOf(a))) {
    causes.push(...causeOf(group));
    yield undefined;
  }
  return causes;
}

/** What a finding's title names in a place. */
function named(place: 'container' | 'node', { title }: Finding): string {
  const name = title.args[place];
  return typeof name === 'string' ? name : '';
}

interface Member {
  readonly timeline: Timeline;
  readonly place: number;
  readonly finding: Finding;
  readonly explains: number;
}

/** Something failed weighs more than any wait. */
const costOf = (group: readonly Member[]): number =>
  group.reduce(
    (sum, { explains, finding }) => sum + explains + (finding.severity === 'error' && explains === 0 ? 1 : 0),
    0,
  );

function causeOf(members: readonly Member[]): readonly Cause[] {
  const [most] = [...members].sort((a, b) => b.explains - a.explains);
  const explains = spreadOf(members.map((member) => member.explains));
  if (!most || !explains) return [];
  const { finding, timeline } = most;
  const severity = members.some((member) => member.finding.severity === 'error') ? 'error' : finding.severity;
  const example = {
    uid: timeline.pod.uid,
    pod: timeline.pod.name,
    sentence: finding.sentence,
    advice: finding.advice,
    docs: finding.docs,
    ...(finding.yaml && { yaml: finding.yaml }),
  };
  return [
    {
      id: finding.id,
      severity,
      title: titleOf(members, finding),
      pods: [...new Set(members.map(({ place }) => place))],
      explains,
      example,
    },
  ];
}

/** A title that names the node is true of one node only. */
function titleOf(members: readonly Member[], { title }: Finding): Text {
  const nodes = new Set(members.map((member) => named('node', member.finding)));
  return nodes.size > 1 ? text('{title} and other nodes', { title }) : title;
}

/**
 * Pods of the same template that got opposite diagnoses of their readiness, said so: where the application comes up at
 * about the time of a probe, chance decides whether it is asked too early or too late.
 */
export function contradictionOf(causes: readonly Cause[], timelines: readonly Timeline[]): Text | undefined {
  const late = causes.find(({ id }) => id === 'readiness-delay');
  const slow = causes.find(({ id }) => id === 'app-slow-to-ready');
  if (!late || !slow) return undefined;
  const [early, waited] = [slow, late].map((cause) =>
    cause.pods.filter((place) => !(cause === slow ? late : slow).pods.includes(place)),
  );
  const templates = new Set(early?.map((place) => templateOf(timelines[place])));
  if (!early || !waited?.some((place) => templates.has(templateOf(timelines[place])))) return undefined;
  return text(
    'The pods disagree about readiness: in {early} the application was still starting when the probe looked, in {late} it was up and waited for the probe. Where the two times are close, chance decides; both causes apply.',
    { early: early.length, late: waited.length },
  );
}

const templateOf = (timeline: Timeline | undefined): string =>
  timeline === undefined ? '' : (timeline.pod.owner?.uid ?? rowOf(timeline).uid);
