import { text } from '../../model/text.ts';
import { durationMs } from '../../model/units.ts';
import type { Rule } from '../parts/case.ts';
import { missingEvents } from '../parts/missing-events.ts';

/** Some events never came: client-go lets a reporter send a limited number of events on one object at once. */
export const eventsLost: Rule = {
  id: 'events-lost',
  docs: 'https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/',
  find({ reading, timeline }) {
    const missing = timeline.eventsState === 'listed' ? missingEvents(reading) : undefined;
    if (!missing || missing.containers.length === 0) return [];
    const args = { containers: missing.containers.join(', '), count: missing.containers.length };
    return [
      {
        severity: 'info',
        title: text('events are missing'),
        sentence:
          missing.containers.length === 1
            ? text(
                'Container {containers} runs, but the event of its start never came; its times here rest on the pod’s status, which has whole seconds.',
                args,
              )
            : text(
                '{count} containers run without the events of their start ({containers}); their times here rest on the pod’s status, which has whole seconds.',
                args,
              ),
        advice: text(
          'A kubelet sends at most 25 events of a pod at once and then one in 5 minutes; pods with many containers lose some.',
        ),
        explains: durationMs(0),
        phases: [],
        evidence: [],
      },
    ];
  },
};
