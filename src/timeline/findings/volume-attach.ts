import { type Text, text } from '../text.ts';
import type { Phase } from '../timeline.ts';
import { isMissingObject } from './missing-object.ts';
import { criticalPhases, explainedBy, isNotable, isUnfinished, type Rule } from './case.ts';

/** Attaching or mounting volumes took long or failed, for another reason than a missing ConfigMap or Secret. */
export const volumeAttach: Rule = {
  id: 'volume-attach',
  docs: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/',
  find(start) {
    const phases = criticalPhases(start, 'attach', 'mount');
    const error = phases.findLast(({ message }) => message !== undefined)?.message;
    const explained = explainedBy(phases, start);
    const goesOn = phases.some(isUnfinished);
    if (phases.some(isForMissing) || (!isNotable(explained.explains, start) && !(goesOn && error !== undefined))) return [];
    const args = { took: { ms: explained.explains }, error: error ?? '' };
    return [
      {
        severity: goesOn && error !== undefined ? 'error' : 'warning',
        title: text('attach and mount'),
        sentence: error === undefined ? text('Attaching and mounting the volumes took {took}.', args) : text('Attaching and mounting the volumes took {took}: {error}.', args),
        advice: adviceFor(error ?? ''),
        ...explained,
        saves: explained.explains,
        yaml: ['spec', 'volumes'],
      },
    ];
  },
};

const isForMissing = ({ message }: Phase): boolean => message !== undefined && isMissingObject(message);

function adviceFor(error: string): Text {
  if (/Multi-Attach|already exclusively attached|already used by pod/i.test(error)) return text('The volume is still attached to another node: the pod that used it there has to be gone first.');
  if (/failed to sync (?:configmap|secret) cache/.test(error)) return text('The kubelet was slow to fetch a ConfigMap or Secret, mostly because many pods started on the node at once; fewer volumes of that kind help.');
  return text('See how long the volume takes to be attached, and how many files fsGroup has to change (fsGroupChangePolicy: OnRootMismatch).');
}
