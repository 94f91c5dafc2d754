import { epochMs } from '../timeline/model/units.ts';
import { rowOf } from '../timeline/many/pod-row.ts';
import { formatText, text, type Language, type Text } from '../timeline/model/text.ts';
import type { Timeline } from '../timeline/model/timeline.ts';
import type { Cause } from '../timeline/many/workload/causes.ts';
import { overviewInSteps } from '../timeline/many/workload/overview.ts';
import { weightiest } from '../timeline/many/workload/weightiest.ts';
import { likelyReady } from '../timeline/what-if/predict.ts';
import { togetherWords } from '../timeline/what-if/words.ts';
import { changesOf } from './changes-of.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import type { WriteOptions } from './exporter.ts';

/** How many pods a summary lists, the slowest first, and how many causes and rollouts. */
const listed = 20;
const causesListed = 5;
const groupsListed = 12;

/**
 * A summary of many pods for an issue or a chat, made in steps: what stands out, what the changes that findings ask for
 * would bring, the causes, how each rollout went, the slowest pods.
 */
export function* manyMarkdown(
  title: string,
  timelines: readonly Timeline[],
  options: WriteOptions,
): Generator<undefined, string> {
  const { now, language } = options;
  const say = (sentence: Text): string => escapeMarkdown(formatText(sentence, language));
  const { headline, causes, contradiction, groups } = yield* overviewInSteps(timelines, epochMs(now));
  const after = yield* whatIfLines(timelines, options);
  const [told, others] = weightiest(causes, causesListed);
  const rows = timelines.map(rowOf).sort((a, b) => (b.total ?? Infinity) - (a.total ?? Infinity));
  return [
    `### ${escapeMarkdown(title)}`,
    '',
    headline.map(say).join(' '),
    '',
    ...after.map((line) => `${say(line)}\n`),
    ...told.map((cause) => `- ${causeLine(cause, timelines.length, say, language)}`),
    ...(others.length > 0
      ? [
          `- ${say(text('{count} more, which cost less altogether', { count: others.length }))}: ${[...new Set(others.map(({ title }) => say(title)))].slice(0, listed).join(', ')}`,
        ]
      : []),
    ...(contradiction ? [`- ${say(contradiction)}`] : []),
    ...(groups.length > 0
      ? ['', ...groups.slice(-groupsListed).map((group) => `- **${say(group.title)}**, ${say(group.detail)}`)]
      : []),
    '',
    `| ${say(text('Pod'))} | ${say(text('Ready after'))} |`,
    '| --- | ---: |',
    ...rows
      .slice(0, listed)
      .map(
        (row) =>
          `| ${escapeMarkdown(row.name)} | ${row.total === undefined ? say(row.state === 'deleted' ? text('deleted') : text('not ready')) : language.duration(row.total)} |`,
      ),
    ...(rows.length > listed ? ['', say(text('and {count} more', { count: rows.length - listed }))] : []),
    '',
  ].join('\n');
}

/** Without changes to make there is nothing to tell. */
function* whatIfLines(
  timelines: readonly Timeline[],
  { models, changes, language }: WriteOptions,
): Generator<undefined, readonly Text[]> {
  const known = models?.();
  const found = timelines.flatMap(({ pod: { uid } }) => {
    const model = known?.get(uid);
    return model ? [{ model, changes: changesOf(uid, model, changes) }] : [];
  });
  if (!found.some((start) => start.changes.length > 0)) return [];
  const starts: { readonly from: number; readonly to: number }[] = [];
  for (const start of found) {
    starts.push({ from: start.model.ready.ms, to: likelyReady(start.model, start.changes) });
    yield;
  }
  const words = togetherWords(starts, language);
  return words ? [words] : [];
}

function causeLine(
  { title, pods, explains, example }: Cause,
  count: number,
  say: (sentence: Text) => string,
  language: Language,
): string {
  const range =
    language.duration(explains.shortest) === language.duration(explains.longest)
      ? language.duration(explains.p50)
      : say(text('{least} to {most}', { least: { ms: explains.shortest }, most: { ms: explains.longest } }));
  return `**${say(text('{pods} of {count} pods', { pods: pods.length, count }))}: ${say(title)}** (${range}). ${say(example.sentence)} ${say(example.advice)}`;
}
