import { spreadOf, type Spread } from '../statistics.ts';
import { text, type Text } from '../../model/text.ts';
import type { Finding, Timeline, YamlPath } from '../../model/timeline.ts';

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
export function* causesInSteps(timelines: readonly Timeline[]): Generator<undefined, readonly Cause[]> {
  const groups = new Map<string, Member[]>();
  const verdicts = verdictsOf(timelines);
  yield undefined;
  for (const [place, timeline] of timelines.entries()) {
    for (const finding of timeline.findings) {
      if (isOfBusyNode(finding, timeline)) continue;
      const key = keyOf(finding, verdicts.get(templateOf(timeline)));
      const member = { timeline, place, finding, explains: finding.explains };
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

/**
 * Findings of one id that are about different things, as their titles say: a claim without a volume and a late
 * ConfigMap.
 */
const SEVERAL: ReadonlySet<string> = new Set<Finding['id']>([
  'volume-wait',
  'volume-attach',
  'config-missing',
  'kubelet-slow',
  'steps-unknown',
  'pod-failed',
]);

/** What findings have in common that are one cause. */
function keyOf(finding: Finding, verdict: Verdict | undefined): string {
  const container = named('container', finding);
  if (isVerdict(finding.id)) return `${verdict ?? finding.id} ${container}`;
  return SEVERAL.has(finding.id)
    ? `${finding.id} ${container} ${finding.title.template}`
    : `${finding.id} ${container}`;
}

/**
 * What may be said of the time between start and readiness: the same of all pods of a template, as chance decides when
 * each is asked.
 */
type Verdict = 'readiness-delay' | 'app-slow-to-ready';

const isVerdict = (id: Finding['id']): id is Verdict => id === 'readiness-delay' || id === 'app-slow-to-ready';

/** By template, what most of its pods were told. */
function verdictsOf(timelines: readonly Timeline[]): ReadonlyMap<string, Verdict> {
  const votes = new Map<string, number>();
  for (const timeline of timelines) {
    for (const { id } of timeline.findings) {
      if (isVerdict(id)) {
        votes.set(templateOf(timeline), (votes.get(templateOf(timeline)) ?? 0) + (id === 'readiness-delay' ? 1 : -1));
      }
    }
  }
  return new Map(
    [...votes].map(([template, vote]) => [template, vote > 0 ? 'readiness-delay' : 'app-slow-to-ready'] as const),
  );
}

/**
 * Where the node was so busy that this explains most, an application that was slow to be ready, or asked late, waited
 * for it as well.
 */
const isOfBusyNode = (finding: Finding, { findings }: Timeline): boolean =>
  isVerdict(finding.id) && findings.some(({ id, explains }) => id === 'kubelet-slow' && explains > finding.explains);

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
  const common = commonest(members);
  const [most] = members.filter(({ finding }) => finding.id === common).sort((a, b) => b.explains - a.explains);
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

/** What most of them say: the two verdicts on readiness may be one cause. */
function commonest(members: readonly Member[]): Finding['id'] | undefined {
  const late = members.filter(({ finding }) => finding.id === 'readiness-delay').length;
  if (late === 0) return members[0]?.finding.id;
  return late >= members.length / 2 ? 'readiness-delay' : 'app-slow-to-ready';
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
export function contradictionOf(timelines: readonly Timeline[]): Text | undefined {
  const only = (id: Verdict, other: Verdict): readonly Timeline[] =>
    timelines.filter(
      ({ findings }) => findings.some((one) => one.id === id) && !findings.some((one) => one.id === other),
    );
  const [early, waited] = [only('app-slow-to-ready', 'readiness-delay'), only('readiness-delay', 'app-slow-to-ready')];
  const templates = new Set(early.map(templateOf));
  if (!waited.some((timeline) => templates.has(templateOf(timeline)))) return undefined;
  return text(
    'The pods disagree about readiness: in {early} the application was still starting when the probe looked, in {late} it was up and waited for the probe. Where the two times are close, chance decides; both causes apply.',
    { early: early.length, late: waited.length },
  );
}

const templateOf = ({ pod }: Timeline): string => pod.owner?.uid ?? pod.uid;
