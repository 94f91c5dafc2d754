import { text } from '../../model/text.ts';
import { durationMs } from '../../model/units.ts';
import type { Rule } from '../parts/case.ts';

/** This account may not list events, so most of the proof is missing. */
export const eventsDenied: Rule = {
  id: 'events-denied',
  docs: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/',
  find({ timeline }) {
    if (timeline.eventsState !== 'denied') return [];
    return [
      {
        severity: 'info',
        title: text('events cannot be listed'),
        sentence: text(
          'Podfall could not list the events of this namespace, so times here rest on the pod’s status alone, and pulls, mounts and probes are not told apart.',
        ),
        advice: text('Allow this account to list and watch events; the README has the Role.'),
        explains: durationMs(0),
        phases: [],
        evidence: [],
      },
    ];
  },
};
