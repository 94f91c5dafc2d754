import { phaseLength } from '../timeline/model/phase-length.ts';
import { phaseName } from '../timeline/model/phase-kinds.ts';
import { rowOf } from '../timeline/many/pod-row.ts';
import { formatText, text, type Language, type Text } from '../timeline/model/text.ts';
import type { Outcome, Phase, Timeline } from '../timeline/model/timeline.ts';
import type { Change } from '../timeline/what-if/change.ts';
import { orderByGain } from '../timeline/what-if/order-by-gain.ts';
import { predict } from '../timeline/what-if/predict.ts';
import type { StartModel } from '../timeline/what-if/start-model.ts';
import { changesWritten, predictionWords } from '../timeline/what-if/words.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { changesOf } from './changes-of.ts';
import type { WriteOptions } from './exporter.ts';

/** How many phases a summary names. */
const longest = 8;

/**
 * A summary of one pod: the total, what was slow, what to change, what that would bring where it is known, and the
 * longest phases. Whatever comes from the cluster is escaped.
 */
export function podMarkdown(timeline: Timeline, options: WriteOptions): string {
  const { now, language } = options;
  const model = options.models?.().get(timeline.pod.uid);
  const say = (sentence: Text): string => escapeMarkdown(formatText(sentence, language));
  const { pod } = timeline;
  const { created } = rowOf(timeline);
  const lines = [
    `### ${escapeMarkdown(`${pod.namespace}/${pod.name}`)}: ${say(outcomeText(timeline.outcome))}`,
    '',
    aboutPod(timeline, created, say),
    '',
  ];
  for (const finding of model ? orderByGain(timeline.findings, model) : timeline.findings) {
    lines.push(
      `- **${finding.explains > 0 ? `${language.duration(finding.explains)} ` : ''}${say(finding.title)}**: ${say(finding.sentence)} ${say(finding.advice)}`,
    );
  }
  const changes = model ? changesOf(timeline.pod.uid, model, options.changes) : [];
  if (model && changes.length > 0) lines.push(`- ${say(whatIfWords(model, changes, language))}`);
  if (timeline.findings.length > 0) lines.push('');
  const heads = [text('Row'), text('Phase'), text('Start'), text('Duration')].map(say);
  lines.push(`| ${heads.join(' | ')} |`, '| --- | --- | ---: | ---: |');
  for (const phase of longestPhases(timeline.phases, now)) {
    lines.push(
      `| ${laneName(phase, timeline, say)} | ${say(phaseName(phase))}${phase.critical ? ' \\*' : ''} | ${language.duration(phase.start.at - created)} | ${language.duration(phaseLength(phase, now))} |`,
    );
  }
  lines.push('', `\\* ${say(text('readiness waited for it'))}`, '');
  return lines.join('\n');
}

function whatIfWords(model: StartModel, changes: readonly Change[], language: Language): Text {
  const prediction = predictionWords(model.ready.ms, predict(model, changes).ready, language);
  return text('What if {changes}: {prediction}', { changes: changesWritten(changes), prediction });
}

function outcomeText(outcome: Outcome): Text {
  switch (outcome.state) {
    case 'starting':
      return text('starting');
    case 'stuck':
      return text('stuck: {reason}', { reason: outcome.reason });
    case 'ready':
      return text('ready in {total}', { total: { ms: outcome.startup.ms } });
    case 'unready':
      return text('was ready in {total}, is not now', { total: { ms: outcome.startup.ms } });
    case 'completed':
      return text('completed in {total}', { total: { ms: outcome.startup.ms } });
    case 'failed':
      return text('failed: {reason}', { reason: outcome.reason });
  }
}

const longestPhases = (phases: readonly Phase[], now: number): readonly Phase[] =>
  phases
    .filter(({ kind }) => kind !== 'terminating')
    .sort((a, b) => phaseLength(b, now) - phaseLength(a, now))
    .slice(0, longest)
    .sort((a, b) => a.start.at - b.start.at);

function laneName(phase: Phase, { lanes }: Timeline, say: (sentence: Text) => string): string {
  const lane = lanes.find(({ id }) => id === phase.lane);
  return lane?.role === 'pod' ? say(text('Pod')) : escapeMarkdown(lane?.name ?? phase.lane);
}

/** "Deployment/payments · revision 1 · node1 · created 2026-11-21 08:51:55 UTC". */
function aboutPod({ pod }: Timeline, created: number, say: (sentence: Text) => string): string {
  const workload = pod.workload ?? pod.owner;
  const time = Number.isFinite(created) ? new Date(created).toISOString().slice(0, 19).replace('T', ' ') : undefined;
  const parts = [
    workload && escapeMarkdown(`${workload.kind}/${workload.name}`),
    pod.revision !== undefined && say(text('revision {revision}', { revision: pod.revision })),
    pod.node !== undefined && escapeMarkdown(pod.node),
    time !== undefined && say(text('created {time} UTC', { time })),
  ];
  return parts.filter((part) => typeof part === 'string').join(' · ');
}
