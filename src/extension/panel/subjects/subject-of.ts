import type { PanelSubject } from '../../../shared/protocol.ts';
import { NodeSubject } from './node.ts';
import { PodSubject } from './pod.ts';
import { PodsSubject } from './pods.ts';
import type { Subject } from './subject.ts';
import { WorkloadSubject } from './workload.ts';

/** The only place that tells the kinds of subjects apart. */
export function subjectOf(data: PanelSubject): Subject {
  switch (data.kind) {
    case 'pod':
      return new PodSubject(data);
    case 'rollout':
      return new WorkloadSubject(data);
    case 'pods':
      return new PodsSubject(data);
    case 'node':
      return new NodeSubject(data);
  }
}
