import { english } from '../timeline/model/duration.ts';
import type { ClockMargin } from '../timeline/instants/clock-skew.ts';
import { checkClocks } from '../timeline/instants/instants.ts';
import { formatText } from '../timeline/model/text.ts';
import type { Finding, Span, Timeline } from '../timeline/model/timeline.ts';
import type { Change } from '../timeline/what-if/change.ts';
import { predict } from '../timeline/what-if/predict.ts';
import type { StartModel } from '../timeline/what-if/start-model.ts';
import type { WriteOptions } from './exporter.ts';

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
type ExportedTimeline = Omit<Timeline, 'findings' | 'step'> & {
  readonly step?: Omit<NonNullable<Timeline['step']>, 'words'> & { readonly words: string };
  /** How far each clock could be off without the evidence showing it. */
  readonly clocks?: readonly ClockMargin[];
  /** When changes were asked for that apply to this pod. */
  readonly whatIf?: ExportedWhatIf;
  readonly findings: readonly (Omit<Finding, 'title' | 'sentence' | 'advice'> & {
    readonly title: string;
    readonly sentence: string;
    readonly advice: string;
  })[];
};

/** What a start would take after changes; sentences are in English. */
interface ExportedWhatIf {
  readonly changes: readonly Change[];
  /** Creation to ready: nine of ten starts lie from `shortest` to `longest`. */
  readonly ready: Span;
  readonly grounds: readonly string[];
}

const units = {
  times: 'Unix epoch in milliseconds, by the clock of the API server',
  durations: 'milliseconds',
  bounds: 'the truth lies from earliest to latest, or from shortest to longest',
} as const;

/**
 * Timelines as JSON in English, a pod a line: thousands of them indented would be longer than a string can be. No
 * character in it steers a terminal.
 */
export function* writeJson(
  timelines: readonly Timeline[],
  { now, evidence, models, changes }: WriteOptions,
): Generator<string, void> {
  const { pods: _, ...head }: ExportedTimelines = {
    format: 'podfall-timelines',
    version: 1,
    exportedAt: new Date(now).toISOString(),
    units,
    pods: [],
  };
  const starts = changes && models?.();
  yield `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "pods": [\n`;
  for (const [index, timeline] of timelines.entries()) {
    const { uid } = timeline.pod;
    const whatIf = predicted(starts?.get(uid), changes?.get(uid));
    const known = evidence?.(uid);
    const clocks = known && checkClocks(known);
    const exported = { ...inWords(timeline), ...(clocks && { clocks }), ...(whatIf && { whatIf }) };
    yield `${index === 0 ? '' : ',\n'}${asText(JSON.stringify(exported, rounded))}`;
  }
  yield '\n  ]\n}\n';
}

/** Nothing is known to less than a microsecond. */
const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Math.round(value * 1000) / 1000 : value;

/**
 * The same JSON, with everything in its strings that could steer a terminal, or turn the direction of a line, as `\\u`
 * escapes: `json` must have no line breaks of its own.
 */
function asText(json: string): string {
  return json.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped);
}

/** A character beyond U+FFFF is two of them. */
function escaped(character: string): string {
  let units = '';
  for (let at = 0; at < character.length; at += 1) {
    units += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }
  return units;
}

function predicted(model: StartModel | undefined, asked: readonly Change[] | undefined): ExportedWhatIf | undefined {
  if (!model || !asked) return undefined;
  const { changes, ready, grounds } = predict(model, asked);
  return { changes, ready, grounds: grounds.map((ground) => formatText(ground, english)) };
}

function inWords({ step, ...timeline }: Timeline): ExportedTimeline {
  const findings = timeline.findings.map((finding) => ({
    ...finding,
    title: formatText(finding.title, english),
    sentence: formatText(finding.sentence, english),
    advice: formatText(finding.advice, english),
  }));
  return { ...timeline, findings, ...(step && { step: { ...step, words: formatText(step.words, english) } }) };
}
