import { formatText, text } from '../timeline/model/text.ts';
import type { Timeline } from '../timeline/model/timeline.ts';
import type { WriteOptions } from './exporter.ts';
import { manyMarkdown } from './many-markdown.ts';
import { podMarkdown } from './pod-markdown.ts';

/** A summary for an issue or a chat, in the reader's language: of one pod its phases, of many what stands out. */
export function* writeMarkdown(timelines: readonly Timeline[], options: WriteOptions): Generator<string, void> {
  const [first, second] = timelines;
  if (first && !second) {
    yield podMarkdown(first, options);
    return;
  }
  const title = options.title ?? formatText(text('{count} pods', { count: timelines.length }), options.language);
  const work = manyMarkdown(title, timelines, options);
  for (;;) {
    const step = work.next();
    yield step.value ?? '';
    if (step.done) return;
  }
}
