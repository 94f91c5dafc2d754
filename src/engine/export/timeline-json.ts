import { english } from '../timeline/model/duration.ts';
import { formatText } from '../timeline/model/text.ts';
import type { Finding, Span, Timeline } from '../timeline/model/timeline.ts';
import type { Change } from '../timeline/what-if/change.ts';
import type { Prediction } from '../timeline/what-if/predict.ts';

/**
 * What a JSON export holds, one pod or many; docs/exported-json.md tells its readers of it. The version goes up when a
 * field changes its meaning or goes.
 */
export interface ExportedTimelines {
  readonly format: 'podfall-timelines';
  readonly version: 1;
  /** ISO 8601. What runs then has no end. */
  readonly exportedAt: string;
  /** So that the file can be understood without anything else. */
  readonly units: typeof units;
  readonly pods: readonly ExportedTimeline[];
}

/** A {@link Timeline} whose sentences are in English. */
type ExportedTimeline = Omit<Timeline, 'findings'> & {
  readonly findings: readonly (Omit<Finding, 'title' | 'sentence' | 'advice'> & {
    readonly title: string;
    readonly sentence: string;
    readonly advice: string;
  })[];
};

/** What a start would take after changes; sentences are in English. */
export interface ExportedWhatIf {
  readonly changes: readonly Change[];
  /** Creation to ready: nine of ten starts lie from `shortest` to `longest`. */
  readonly ready: Span;
  readonly grounds: readonly string[];
}

/** A prediction as it stands in JSON. */
export const exportedWhatIf = ({ changes, ready, grounds }: Prediction): ExportedWhatIf => ({
  changes,
  ready,
  grounds: grounds.map((ground) => formatText(ground, english)),
});

const units = {
  times: 'Unix epoch in milliseconds, by the clock of the API server',
  durations: 'milliseconds',
  bounds: 'the truth lies from earliest to latest, or from shortest to longest',
} as const;

/**
 * Timelines as JSON, a pod a line: thousands of them indented would be longer than a string can be. `now` in epoch ms.
 */
export const timelinesJson = (timelines: readonly Timeline[], now: number): string =>
  [...jsonParts(timelines, now)].join('');

/** The same, piece after piece. */
export function* jsonParts(timelines: readonly Timeline[], now: number): Generator<string, void> {
  const { pods: _, ...head }: ExportedTimelines = {
    format: 'podfall-timelines',
    version: 1,
    exportedAt: new Date(now).toISOString(),
    units,
    pods: [],
  };
  yield `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "pods": [\n`;
  for (const [index, timeline] of timelines.entries()) {
    yield `${index === 0 ? '' : ',\n'}${JSON.stringify(inWords(timeline), rounded)}`;
  }
  yield '\n  ]\n}\n';
}

/** Nothing is known to less than a microsecond. */
const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Math.round(value * 1000) / 1000 : value;

function inWords(timeline: Timeline): ExportedTimeline {
  const findings = timeline.findings.map((finding) => ({
    ...finding,
    title: formatText(finding.title, english),
    sentence: formatText(finding.sentence, english),
    advice: formatText(finding.advice, english),
  }));
  return { ...timeline, findings };
}
