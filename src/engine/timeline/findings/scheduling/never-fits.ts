import { isNeverFit, reasonsIn } from '../../model/scheduler-message.ts';
import { tooMuch } from '../../model/node-capacity.ts';
import { text } from '../../model/text.ts';
import { criticalPhases, explainedBy, isUnfinished, type Rule, yamlAt } from '../parts/case.ts';

/** The pod asks for more than any node has, so waiting does not help. */
export const neverFits: Rule = {
  id: 'never-fits',
  docs: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#my-pods-are-pending-with-event-message-failedscheduling',
  find(start) {
    const phases = criticalPhases(start, 'unschedulable');
    const last = phases.at(-1);
    if (!last || !isUnfinished(last) || !isNeverFit(last.message ?? '', start.reading.evidence, start.reading.pod)) {
      return [];
    }
    const explained = explainedBy(phases, start);
    const container = start.reading.containers.find(({ spec }) => Object.keys(spec?.requests ?? {}).length > 0);
    const requests = Object.entries(container?.spec?.requests ?? {}).map(
      ([resource, amount]) => `${resource}: ${amount}`,
    );
    const lacking = start.reading.pod && tooMuch(start.reading.evidence, start.reading.pod, last.message ?? '');
    const args = { reason: reasonsIn(last.message ?? ''), waited: { ms: explained.explains } };
    return [
      {
        severity: 'error',
        title: text('asks for more than any node has'),
        sentence:
          requests.length > 0 && container
            ? text(
                'No node is large enough, even if it were empty: {reason}. Container {container} requests {requests}.',
                { ...args, container: container.name, requests: requests.join(', ') },
              )
            : text('No node is large enough, even if it were empty: {reason}.', args),
        advice: lacking
          ? text(
              'The largest node has {most} of {resource} for pods. Lower the requests to what a node can have, or add a larger one; waiting does not help.',
              { most: lacking.most, resource: lacking.resource },
            )
          : text('Lower the requests to what a node can have, or add a larger node; waiting does not help.'),
        ...explained,
        ...yamlAt(container, start, 'resources', 'requests'),
      },
    ];
  },
};
