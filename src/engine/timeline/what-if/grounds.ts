import { type Text, text } from '../model/text.ts';
import type { Plan, PlannedContainer } from './change.ts';
import type { AnswerTime } from './start-model.ts';

/** What a prediction rests on, the weightiest first. */
export function groundsOf(plan: Plan): readonly Text[] {
  const asks = plan.containers.some(({ steps }) => steps.some(({ asksOnly }) => asksOnly));
  const grounds = plan.containers.flatMap(answerWords);
  if (plan.containers.some(isAskedByChance)) {
    grounds.push(text('When within its period a readiness probe asks is chance.'));
  }
  if (plan.parallelPulls) {
    grounds.push(text('Pulls at the same time are taken to share the way to the registry, more or less.'));
  }
  if (asks) {
    grounds.push(
      text('With imagePullPolicy: Always the registry is still asked; how long it takes to answer is not known.'),
    );
  }
  return [...grounds, text('The other steps are taken to be about as long as they were.')];
}

/** Its ticker begins at one of the kubelet's looks; a startup probe's does not. */
const isAskedByChance = ({ readinessAnswer, startup, role }: PlannedContainer): boolean =>
  role !== 'init' && readinessAnswer !== undefined && startup === undefined;

/** When the application answers decides where a probe's settings change. */
function answerWords({ name, changed, startup, startupAnswer, readinessAnswer }: PlannedContainer): Text[] {
  const answer = startup ? startupAnswer : readinessAnswer;
  return answer && changed ? [wordsFor(name, answer)] : [];
}

function wordsFor(container: string, { basis, after, until, likely = until }: AnswerTime): Text {
  const args = { container, after: { ms: after }, until: { ms: until }, likely: { ms: likely } };
  switch (basis) {
    case 'said':
      return text('{container} answers {likely} after its start: its log says so then.', args);
    case 'log':
      return text(
        '{container} answers about {likely} after its start, when its log fell silent; that is not certain.',
        args,
      );
    case 'tries':
      return text(
        '{container} answers {after} to {until} after its start: between a try that failed and one that passed.',
        args,
      );
    case 'starts':
      return text('{container} answers {after} to {until} after its start, as at other starts of this workload.', args);
    case 'nothing':
      return text(
        '{container} answers some time in the {until} after its start: nobody asked earlier, and no log line tells.',
        args,
      );
  }
}
