import {
  english,
  rowOf,
  rolloutsOf,
  formatText,
  type Language,
  type Text,
  text,
  type Timeline,
  togetherWords,
  type Cause,
  overviewOf,
  readyOnes,
} from '../engine/engine.ts';
import { type Aside, drawTimeline, type DrawOptions, PROSE } from './draw-timeline.ts';
import { colours, plain } from './paint.ts';
import { wrap, safeLine } from './terminal-text.ts';

/** More pods than this are summed up, and only those that stand out are drawn. */
const MANY = 12;

/** So many of the slowest are drawn then, and of those that did not become ready. */
const SLOWEST = 3;
const ODD = 5;

/**
 * Several pods for a terminal: what is to be said of all of them, then one after another, each with what only the
 * others tell of it.
 */
export function drawTimelines(timelines: readonly Timeline[], options: DrawOptions): string {
  const asides = asidesOf(timelines);
  const drawn = options.all === true || timelines.length <= MANY ? timelines : outstanding(timelines, options);
  const each = drawn.map((timeline) =>
    drawTimeline(timeline, { ...options, aside: asides.get(timeline.pod.uid) ?? {} }),
  );
  return [
    ...(timelines.length > 1 ? [overview(timelines, options)] : []),
    ...each,
    ...(drawn === timelines ? [] : [rest(timelines.length - drawn.length)]),
  ].join('\n');
}

/** The slowest, and some of those that did not become ready, as they came. */
function outstanding(timelines: readonly Timeline[], { now }: DrawOptions): readonly Timeline[] {
  const ready = readyOnes(timelines, now);
  const slowest = [...ready].sort((a, b) => (rowOf(b).total ?? 0) - (rowOf(a).total ?? 0)).slice(0, SLOWEST);
  const odd = timelines.filter((timeline) => !ready.includes(timeline)).slice(0, ODD);
  return timelines.filter((timeline) => slowest.includes(timeline) || odd.includes(timeline));
}

const rest = (count: number): string =>
  `${formatText(text('{count} more pods are not drawn; --all draws each, and a pod that is named is drawn.', { count }), english)}\n`;

/** Causes that are worth a line; the pods below tell the rest. */
const CAUSES = 3;

function overview(
  timelines: readonly Timeline[],
  { now, width: columns, color, language = english, predicted }: DrawOptions,
): string {
  const width = Math.min(columns, PROSE);
  const paint = color ? colours : plain;
  const { headline, causes, groups } = overviewOf(timelines, now);
  const changed = [...(predicted?.values() ?? [])].map(({ model, prediction }) => ({
    from: model.ready.ms,
    to: prediction.ready.ms,
  }));
  const together = togetherWords(changed, language);
  const shared = causes.filter(({ pods }) => pods.length > 1).slice(0, CAUSES);
  const lines = [
    ...wrap(safeLine(headline.map((one) => formatText(one, language)).join(' ')), width).map(paint.strong),
    ...(together ? wrap(safeLine(formatText(together, language)), width).map(paint.strong) : []),
    ...shared.flatMap((cause) =>
      indented(
        text('{count} of {all} pods: {title} ({range})', {
          count: cause.pods.length,
          all: timelines.length,
          title: cause.title,
          range: rangeOf(cause, language),
        }),
        width,
        language,
      ),
    ),
    ...(groups.length > 1
      ? groups.flatMap(({ title, detail }) => indented(text('{title}: {detail}', { title, detail }), width, language))
      : []
    ).map(paint.faint),
  ];
  return `${lines.join('\n')}\n`;
}

/** A range whose ends read alike is one figure. */
function rangeOf({ explains: { shortest, longest } }: Cause, language: Language): Text {
  const [least, most] = [{ ms: shortest }, { ms: longest }];
  return language.duration(shortest) === language.duration(longest)
    ? text('{most}', { most })
    : text('{least} to {most}', { least, most });
}

const indented = (line: Text, width: number, language: Language): string[] =>
  wrap(safeLine(formatText(line, language)), width - 4).map((part, index) => `${index === 0 ? '  ' : '    '}${part}`);

/** What only the other pods tell of each: its revision at the time, and who had to go for whom. */
function asidesOf(timelines: readonly Timeline[]): ReadonlyMap<string, Aside> {
  const asides = new Map<string, Aside>();
  const add = (uid: string, aside: Aside): void => void asides.set(uid, { ...asides.get(uid), ...aside });
  for (const { revision, pods } of rolloutsOf(timelines)) {
    for (const { pod } of pods) add(pod.uid, { revision: revision ?? 'unknown' });
  }
  for (const victim of timelines) {
    const by = preemptorOf(victim, timelines);
    if (!by) continue;
    add(victim.pod.uid, { note: text('It was preempted to make room for {pod}.', { pod: by.pod.name }) });
    add(by.pod.uid, { note: text('{pod} was preempted to make room for it.', { pod: victim.pod.name }) });
  }
  return asides;
}

/**
 * "Preempted by pod UID on node N"; before 1.28 "Preempted by NAMESPACE/NAME on node N"
 * (pkg/scheduler/framework/preemption).
 */
function preemptorOf({ events }: Timeline, timelines: readonly Timeline[]): Timeline | undefined {
  const by = /^Preempted by (?:pod )?(\S+)/.exec(
    events.find(({ reason }) => reason === 'Preempted')?.message ?? '',
  )?.[1];
  return by === undefined
    ? undefined
    : timelines.find(({ pod }) => pod.uid === by || `${pod.namespace}/${pod.name}` === by);
}
