import { text } from '../../model/text.ts';
import { durationMs } from '../../model/units.ts';
import type { Rule } from '../parts/case.ts';

/** The pod has more containers than are read of one. */
export const containersLeftOut: Rule = {
  id: 'containers-left-out',
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/',
  find({ reading }) {
    const { containers = [], moreContainers: more = 0 } = reading.pod?.spec ?? {};
    if (more === 0) return [];
    const read = containers.length;
    return [
      {
        severity: 'info',
        title: text('containers are left out'),
        sentence: text('Only {read} of its {all} containers are shown.', { read, all: read + more }),
        advice: text('The YAML has all of them. Nobody who means well puts so many containers into one pod.'),
        explains: durationMs(0),
        phases: [],
        evidence: [],
      },
    ];
  },
};
