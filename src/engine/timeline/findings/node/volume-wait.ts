import { isVolumeReason } from '../../model/scheduler-message.ts';
import { type Text, text } from '../../model/text.ts';
import type { Finding } from '../../model/timeline.ts';
import { claimAdvice, waitedFor } from '../parts/claim-words.ts';
import { type Case, criticalPhases, explainedBy, isUnfinished, isWorthSaying, type Rule } from '../parts/case.ts';

/** A claim had no volume yet, so the pod had no node. */
export const volumeWait: Rule = {
  id: 'volume-wait',
  docs: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding',
  find(start) {
    const phases = criticalPhases(start, 'unschedulable').filter(({ message = '' }) => isVolumeReason(message));
    const last = phases.at(-1);
    const explained = explainedBy(phases, start);
    if (!last || !isWorthSaying(phases, start)) return [];
    const volume = waitedFor(start.reading, last);
    const yaml: Pick<Finding, 'yaml'> = volume ? { yaml: ['spec', 'volumes', volume.index] } : {};
    return [
      {
        severity: isUnfinished(last) ? 'error' : 'warning',
        title: text('waits for a volume'),
        sentence: sentence(volume?.claim, { ms: explained.explains }, isUnfinished(last)),
        advice:
          claimProblem(start) ??
          (volume && claimAdvice(volume.claim, start.reading, last)) ??
          text(
            'See what the claim waits for (kubectl describe pvc): a provisioner, a StorageClass, or a volume that someone has to make.',
          ),
        ...explained,
        saves: explained.explains,
        ...yaml,
      },
    ];
  },
};

function sentence(claim: string | undefined, waited: { readonly ms: number }, goesOn: boolean): Text {
  if (claim === undefined) {
    return goesOn
      ? text('The pod waits for a persistent volume.', { waited })
      : text('The pod waited {waited} for a persistent volume.', { waited });
  }
  return goesOn
    ? text('There is no volume for the claim {claim} yet.', { claim, waited })
    : text('It took {waited} until there was a volume for the claim {claim}.', { claim, waited });
}

/** Whom the claim waits for, in the words of its controller: a Normal event, although the provisioner may not exist. */
function provisionerWords({ relatedEvents }: Case['reading']): Text | undefined {
  const waits = relatedEvents.findLast(({ newest }) => newest.reason === 'ExternalProvisioning');
  const driver = /external provisioner '?([^\s']{1,200}?)'? /.exec(waits?.newest.message ?? '')?.[1];
  return driver === undefined
    ? undefined
    : text(
        'It waits for the provisioner {driver} to make the volume: see whether the pods of that driver run, and their log.',
        { driver },
      );
}

/** What the claim's own events say went wrong. */
function claimProblem({ reading }: Case): Text | undefined {
  const failed = reading.relatedEvents.findLast(({ meaning }) => meaning.kind === 'claim' && meaning.step === 'failed');
  if (!failed) return provisionerWords(reading);
  return text('The claim says: {message}', { message: failed.newest.message });
}
