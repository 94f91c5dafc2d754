import { type Text, text } from '../../model/text.ts';
import type { Phase } from '../../model/timeline.ts';
import { type Case, criticalPhases, explainedBy, isNotable, type Rule, totalLength, yamlAt } from '../parts/case.ts';

/** Later containers waited for earlier ones to be pulled and started. */
export const sequentialContainers: Rule = {
  id: 'sequential-containers',
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/',
  find(start) {
    const containers = start.reading.containers.filter(({ role }) => role === 'container');
    if (containers.length < 2) return [];
    const onPath = containers.filter(({ name }) =>
      start.timeline.phases.some(({ critical, lane }) => critical && lane === `container/${name}`),
    );
    const last = onPath.at(-1);
    const before = onPath.slice(0, -1).map(({ name }) => `container/${name}`);
    const phases = criticalPhases(start, 'turn', 'pull-queue', 'pull', 'create', 'start', 'post-start').filter(
      ({ lane }) => before.includes(lane),
    );
    const explained = explainedBy(phases, start);
    if (!last || before.length === 0 || !isNotable(explained.explains, start)) return [];
    return [
      {
        severity: 'info',
        title: text('containers start one after another'),
        sentence: sentence(last.name, containers.indexOf(last), phases, start),
        advice: text(
          'Their order changes nothing for the pod as a whole: have their images on the node beforehand, or move what the pod can be ready without into a pod of its own.',
        ),
        ...explained,
        ...yamlAt(last, start),
      },
    ];
  },
};

function sentence(container: string, count: number, phases: readonly Phase[], start: Case): Text {
  const pulled = totalLength(
    phases.filter(({ kind }) => kind === 'pull' || kind === 'pull-queue'),
    start,
  );
  const args = { container, count, waited: { ms: totalLength(phases, start) }, pulled: { ms: pulled } };
  return pulled === 0
    ? text(
        'Container {container} had to wait {waited} until the {count} before it had been started: the kubelet starts the containers of a pod one after another.',
        args,
      )
    : text(
        'Container {container} had to wait {waited} until the {count} before it had been started, one after another; {pulled} of that were their image pulls, which are counted as such too.',
        args,
      );
}
