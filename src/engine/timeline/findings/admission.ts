import { occurrencesOf, offsetOf } from '../reading/occurrences.ts';
import { text } from '../model/text.ts';
import { durationMs } from '../model/units.ts';
import { type Case, criticalPhases, evidenceOf, isNotable, type Rule } from './parts/case.ts';

/**
 * So soon after it is stored a pod is bound when nothing holds the scheduler up, in ms; with some room for a busy one.
 */
const AT_ONCE = 500;

/**
 * The API server stamps a pod before it asks the validating webhooks and stores it after: who watches sees it for the
 * first time that much later than it was created, and the scheduler takes it at once.
 */
export const admission: Rule = {
  id: 'admission',
  docs: 'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/',
  find(start) {
    const phases = criticalPhases(start, 'scheduling');
    const { created, scheduled } = start.reading.instants;
    const stored = storedAt(start);
    if (
      !created ||
      !scheduled ||
      stored === undefined ||
      start.timeline.phases.some(({ kind }) => kind === 'unschedulable' || kind === 'gated')
    ) {
      return [];
    }
    // The stamp is cut to the second: only what goes beyond that is sure.
    const took = stored - created.at;
    if (
      scheduled.at - stored > AT_ONCE ||
      isLateNews(stored, scheduled.at) ||
      stored - created.latest < AT_ONCE ||
      !isNotable(took, start)
    ) {
      return [];
    }
    return [
      {
        severity: 'warning',
        title: text('admission'),
        sentence: text(
          'The pod was stored only {took} after the API server had begun to create it; the scheduler then took it at once.',
          { took: { ms: took, within: (created.latest - created.earliest) / 2 } },
        ),
        advice: text(
          'Admission webhooks that are asked for pods hold up their creation: kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations shows them with their timeoutSeconds. See why the one behind it answers late, or leave pods of this namespace out of its rules.',
        ),
        explains: durationMs(took),
        saves: durationMs(took),
        phases: phases.map(({ id }) => id),
        evidence: evidenceOf(phases),
      },
    ];
  },
};

/** What was bound before it was first seen had been there: the connection was late. */
const isLateNews = (stored: number, scheduled: number): boolean => scheduled < stored - 100;

/** When the pod was there at the latest: as it was first watched, or as its controller reported that it had made it. */
function storedAt({ reading }: Case): number | undefined {
  const [first] = reading.versions;
  const watched =
    first?.how === 'watched' && first.arrivedAt !== undefined ? [first.arrivedAt - offsetOf('client', reading)] : [];
  const reported = reading.relatedEvents.flatMap((event) =>
    event.meaning.kind === 'pod-created' && event.meaning.pod === first?.pod.name
      ? occurrencesOf(event, reading)
          .slice(0, 1)
          .map(({ at }) => at.at)
      : [],
  );
  const times = [...watched, ...reported];
  return times.length === 0 ? undefined : Math.min(...times);
}
