import type { PodRecord } from '../../engine/engine.ts';
import type { PanelSubject } from '../../shared/protocol.ts';

/** Whether a pod is one of those that the panel is about. */
export function belongs({ pod, workload }: PodRecord, subject: PanelSubject): boolean {
  switch (subject.kind) {
    case 'pod':
      return pod.uid === subject.pod.uid;
    case 'rollout':
      return (workload ?? pod.owner)?.uid === subject.of.workload.uid;
    case 'pods':
      return subject.pods.some((ref) => ref.uid === pod.uid);
    case 'node':
      return pod.spec.nodeName === subject.node;
  }
}
