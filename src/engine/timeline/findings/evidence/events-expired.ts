import { text } from '../../model/text.ts';
import { durationMs } from '../../model/units.ts';
import type { Rule } from '../parts/case.ts';

/** The pod's events are gone, so what is left tells whole seconds. */
export const eventsExpired: Rule = {
  id: 'events-expired',
  docs: 'https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/',
  find({ reading, timeline }) {
    if (timeline.eventsState !== 'expired') return [];
    return [
      {
        severity: 'info',
        title: text('events have expired'),
        sentence:
          reading.events.length === 0
            ? text(
                'The API server has no events of this pod any more (it keeps them for an hour), so times here rest on the pod’s status, which has whole seconds.',
              )
            : text(
                'The API server has dropped the pod’s first events (it keeps them for an hour), so early times here rest on its status, which has whole seconds.',
              ),
        advice: text(
          'Open the timeline while the pod starts, or record the session: then every step is seen as it happens.',
        ),
        explains: durationMs(0),
        phases: [],
        evidence: [],
      },
    ];
  },
};
