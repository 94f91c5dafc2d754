import { text } from '../text.ts';
import { criticalPhases, explainedBy, isNotable, type Rule, yamlAt } from './case.ts';

/** Later containers waited for earlier ones to be pulled and started. */
export const sequentialContainers: Rule = {
  id: 'sequential-containers',
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/',
  find(start) {
    const containers = start.reading.containers.filter(({ role }) => role === 'container');
    if (containers.length < 2) return [];
    const onPath = containers.filter(({ name }) => start.timeline.phases.some(({ critical, lane }) => critical && lane === `container/${name}`));
    const last = onPath.at(-1);
    const before = onPath.slice(0, -1).map(({ name }) => `container/${name}`);
    const phases = criticalPhases(start, 'turn', 'pull-queue', 'pull', 'create', 'start', 'post-start').filter(({ lane }) => before.includes(lane));
    const explained = explainedBy(phases, start);
    if (!last || before.length === 0 || !isNotable(explained.explains, start)) return [];
    return [
      {
        severity: 'info',
        title: text('containers start one after another'),
        sentence: text('Container {container} had to wait {waited} until the {count} before it had been pulled and started: the kubelet starts the containers of a pod one after another.', { container: last.name, waited: { ms: explained.explains }, count: before.length }),
        advice: text('Have fewer containers in the pod, and put first what is quick to pull and start.'),
        ...explained,
        ...yamlAt(last, start),
      },
    ];
  },
};
