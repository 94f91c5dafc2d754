import { english } from '../timeline/duration.ts';
import { formatText } from '../timeline/text.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** A timeline as JSON, in the form that the command line prints: sentences in English beside their parts. */
export function timelineJson(timeline: Timeline): string {
  const findings = timeline.findings.map((finding) => ({
    ...finding,
    title: formatText(finding.title, english),
    sentence: formatText(finding.sentence, english),
    advice: formatText(finding.advice, english),
  }));
  return `${JSON.stringify({ ...timeline, findings }, undefined, 2)}\n`;
}
