import { english } from '../timeline/duration.ts';
import { formatText } from '../timeline/text.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** A timeline as JSON, in the form that the command line prints: sentences in English beside their parts. */
export const timelineJson = (timeline: Timeline): string => `${JSON.stringify(inWords(timeline), undefined, 2)}\n`;

/** Many timelines as one JSON list, one a line: thousands of them indented would be longer than a string can be. */
export const timelinesJson = (timelines: readonly Timeline[]): string => `[\n${timelines.map((timeline) => JSON.stringify(inWords(timeline))).join(',\n')}\n]\n`;

function inWords(timeline: Timeline) {
  const findings = timeline.findings.map((finding) => ({
    ...finding,
    title: formatText(finding.title, english),
    sentence: formatText(finding.sentence, english),
    advice: formatText(finding.advice, english),
  }));
  return { ...timeline, findings };
}
