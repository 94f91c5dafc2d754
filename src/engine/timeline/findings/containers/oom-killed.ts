import { type Text, text } from '../../model/text.ts';
import { type Rule, yamlAt } from '../parts/case.ts';
import { type FailedRuns, failedRuns } from '../parts/failed-runs.ts';

/** A container used more memory than its limit. */
export const oomKilled: Rule = {
  id: 'oom-killed',
  docs: 'https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/#exceed-a-container-s-memory-limit',
  find: (start) =>
    failedRuns(start)
      .filter(({ last }) => last?.reason === 'OOMKilled')
      .map((runs) => ({
        severity: 'error' as const,
        title: text('{container} runs out of memory', { container: runs.container.name }),
        sentence: sentence(runs),
        advice: text(
          'Raise resources.limits.memory, or make the application use less (for example by telling its runtime the limit).',
        ),
        explains: runs.cost,
        saves: runs.cost,
        phases: runs.phases.map(({ id }) => id),
        evidence: runs.evidence,
        ...yamlAt(runs.container, start, 'resources', 'limits', 'memory'),
      })),
};

function sentence({ container, count, backoff }: FailedRuns): Text {
  const limit = container.spec?.limits['memory'];
  const args = { container: container.name, count, waited: { ms: backoff } };
  const killed = limit === undefined ? ofNode(args) : ofLimit({ ...args, limit });
  return count === 1 || backoff === 0
    ? text('{killed}.', { killed })
    : text('{killed}; {waited} went by in back-off.', { killed, waited: args.waited });
}

type Args = Readonly<{ container: string; count: number }>;

const ofNode = (args: Args): Text =>
  args.count === 1
    ? text('{container} was killed because the node ran out of memory', args)
    : text('{container} was killed {count} times because the node ran out of memory', args);

const ofLimit = (args: Args & { readonly limit: string }): Text =>
  args.count === 1
    ? text('{container} was killed for using more memory than its limit of {limit}', args)
    : text('{container} was killed {count} times for using more memory than its limit of {limit}', args);
