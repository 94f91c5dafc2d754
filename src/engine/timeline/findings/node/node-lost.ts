import { text } from '../../model/text.ts';
import { durationMs } from '../../model/units.ts';
import { isUnfinished, type Rule } from '../parts/case.ts';

/** The node fell silent while the pod was starting on it: what its kubelet last said is what was going on then. */
export const nodeLost: Rule = {
  id: 'kubelet-slow',
  docs: 'https://kubernetes.io/docs/concepts/architecture/nodes/#node-heartbeats',
  isDecisive: true,
  find(start) {
    const { reading, timeline } = start;
    const event = reading.events.findLast(({ meaning }) => meaning.kind === 'node-not-ready');
    const at = event && reading.eventTimes.get(event.uid)?.at;
    if (at === undefined || start.isReady) return [];
    const cut = timeline.phases.filter((phase) => phase.critical && isUnfinished(phase));
    if (
      cut.length === 0 ||
      reading.events.some(
        ({ newest, uid }) => newest.component === 'kubelet' && (reading.eventTimes.get(uid)?.at ?? 0) > at,
      )
    ) {
      return [];
    }
    const node = timeline.pod.node ?? '';
    return [
      {
        severity: 'error',
        title: text('{node} is lost', { node }),
        sentence: text(
          '{node} fell silent: it was found not ready {after} after the creation of the pod, and its kubelet has said nothing since.',
          { node, after: { ms: at - (timeline.instants['created']?.at ?? at) } },
        ),
        advice: text(
          'See whether the node runs and reaches the API server: kubectl describe node {node}. After five minutes its pods are made anew elsewhere, if a controller owns them.',
          { node },
        ),
        explains: durationMs(Math.max(0, reading.now - at)),
        phases: cut.map(({ id }) => id),
        evidence: [
          { kind: 'event', uid: event?.uid ?? '', reason: 'NodeNotReady', stamp: 'name', clock: 'controller' },
        ],
      },
    ];
  },
};
