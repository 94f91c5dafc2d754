import type { VolumeFacts } from '../../model/facts.ts';
import { type Text, text } from '../../model/text.ts';
import type { Phase } from '../../model/timeline.ts';
import { heavyVolumes, shortestLength } from '../parts/proven-steps.ts';
import { isMissingObject } from '../parts/missing-object.ts';
import {
  type Case,
  explainedBy,
  isNotable,
  isUnfinished,
  type Rule,
  type RuleFinding,
  withRetries,
} from '../parts/case.ts';

const DOCS = 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/';

/** Attaching volumes took long or failed. */
export const volumeAttach: Rule = {
  id: 'volume-attach',
  docs: DOCS,
  find: (start) =>
    slowVolumes(start)
      .filter(({ attached }) => attached)
      .map(({ finding }) => finding),
};

/**
 * The volumes were there, and mounting them took long or failed, for another reason than a missing ConfigMap or Secret.
 */
export const volumeMount: Rule = {
  id: 'volume-wait',
  docs: DOCS,
  find: (start) =>
    slowVolumes(start)
      .filter(({ attached }) => !attached)
      .map(({ finding }) => finding),
};

function slowVolumes(start: Case): readonly { readonly attached: boolean; readonly finding: RuleFinding }[] {
  const phases = withRetries(start, 'attach', 'mount');
  const error = (
    phases.find(({ message }) => isAboutAttaching(message ?? '')) ??
    phases.findLast(({ message }) => message !== undefined)
  )?.message;
  const explained = explainedBy(phases, start);
  const goesOn = phases.some(isUnfinished);
  if (phases.some(isForMissing) || (!isNotable(explained.explains, start) && !(goesOn && error !== undefined))) {
    return [];
  }
  if (error === undefined && !isProven(phases, start)) return [];
  const attached = phases.some(({ kind }) => kind === 'attach') || isAboutAttaching(error ?? '');
  const finding: RuleFinding = {
    severity: goesOn && error !== undefined ? 'error' : 'warning',
    title: attached ? text('attach and mount') : text('mount of the volumes'),
    sentence:
      goesOn && error !== undefined
        ? goingOn(attached, error)
        : sentence(attached, { took: { ms: explained.explains }, error }),
    advice: adviceFor(error ?? '', attached, start),
    ...explained,
    saves: explained.explains,
    yaml: ['spec', 'volumes'],
  };
  return [{ attached, finding }];
}

/** The volume that admission adds for the token of the service account (plugin/pkg/admission/serviceaccount). */
const isToken = ({ name, source }: VolumeFacts): boolean =>
  source === 'projected' && name.startsWith('kube-api-access-');

/** Without an error: the volumes can take long, and took it whichever way the unknown border to the sandbox lies. */
const isProven = (phases: readonly Phase[], start: Case): boolean =>
  heavyVolumes(start).length > 0 && isNotable(shortestLength(phases, start), start);

function sentence(
  attached: boolean,
  { took, error }: { readonly took: { readonly ms: number }; readonly error: string | undefined },
): Text {
  if (error === undefined) {
    return attached
      ? text('Attaching and mounting the volumes took {took}.', { took })
      : text('Mounting the volumes took {took}.', { took });
  }
  return attached
    ? text('Attaching and mounting the volumes took {took}: {error}.', { took, error })
    : text('Mounting the volumes took {took}: {error}.', { took, error });
}

const isForMissing = ({ message }: Phase): boolean => message !== undefined && isMissingObject(message);

const isAboutAttaching = (error: string): boolean =>
  /Multi-Attach|already exclusively attached|already used by pod|AttachVolume/i.test(error);

const goingOn = (attached: boolean, error: string): Text =>
  attached
    ? text('The volumes cannot be attached: {error}.', { error })
    : text('The volumes cannot be mounted: {error}.', { error });

function adviceFor(error: string, attached: boolean, { timeline, reading }: Case): Text {
  const driver = /driver name (\S+) not found in the list of registered CSI drivers/.exec(error)?.[1];
  if (driver !== undefined) {
    return text('The CSI driver {driver} does not run on {node}: see the pods of its DaemonSet there.', {
      driver,
      node: timeline.pod.node ?? '',
    });
  }
  if (/Multi-Attach|already exclusively attached|already used by pod/i.test(error)) {
    return text('The volume is still attached to another node: the pod that used it there has to be gone first.');
  }
  if (/failed to sync (?:configmap|secret) cache/.test(error) && reading.pod?.spec.volumes.every(isToken) === true) {
    return text(
      'The only volume is the token of its service account, and the kubelet was slow to fetch the ConfigMap in it, mostly because many pods started on the node at once. A pod that does not call the API server needs no token: automountServiceAccountToken: false.',
    );
  }
  if (/failed to sync (?:configmap|secret) cache/.test(error)) {
    return text(
      'The kubelet was slow to fetch a ConfigMap or Secret, mostly because many pods started on the node at once; fewer volumes of that kind help.',
    );
  }
  if (attached && error !== '') {
    return text(
      'See what keeps the storage: the log of the CSI driver’s controller, and kubectl get volumeattachments.',
    );
  }
  if (error !== '') {
    return text('Correct what the message names; the kubelet tries again by itself, up to two minutes apart.');
  }
  return text(
    'See how long the volume takes to be attached, and how many files fsGroup has to change (fsGroupChangePolicy: OnRootMismatch).',
  );
}
