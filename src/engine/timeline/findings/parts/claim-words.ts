import type { ClaimFacts } from '../../model/facts.ts';
import { claimOf } from '../../model/needs.ts';
import type { Reading } from '../../reading/reading.ts';
import { type Text, text } from '../../model/text.ts';
import type { Phase } from '../../model/timeline.ts';
import { isUnfinished } from './case.ts';

/** A volume of the pod that is made by a claim. */
export interface ClaimedVolume {
  readonly index: number;
  readonly claim: string;
}

/**
 * The volume whose claim kept the pod waiting: the one that the scheduler names, else one that is known to have no
 * volume, else the first.
 */
export function waitedFor({ pod, evidence }: Reading, { message = '' }: Phase): ClaimedVolume | undefined {
  const volumes = (pod?.spec.volumes ?? []).flatMap((volume) => {
    const claim = pod && claimOf(volume, pod.name);
    return claim === undefined ? [] : [{ index: volume.index, claim }];
  });
  const pending = new Set((evidence.claims ?? []).filter(({ phase }) => phase !== 'Bound').map(({ name }) => name));
  return (
    volumes.find(({ claim }) => message.includes(`"${claim}"`)) ??
    volumes.find(({ claim }) => pending.has(claim)) ??
    volumes[0]
  );
}

/** What has to happen for a claim to get its volume, by its class; nothing when nothing is known of it. */
export function claimAdvice(claim: string, { evidence }: Reading, phase: Phase): Text | undefined {
  if (isUnfinished(phase) && phase.message?.includes(`persistentvolumeclaim "${claim}" not found`)) {
    return text('There is no claim {claim}: create it, or correct claimName in the pod.', { claim });
  }
  const facts = evidence.claims?.find(({ name }) => name === claim);
  return facts && byClass(facts);
}

/** Classes whose volumes someone makes by hand name this as their provisioner (pkg/apis/storage/v1). */
const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

function byClass({ name: claim, storageClass, class: found }: ClaimFacts): Text | undefined {
  if (storageClass === undefined) {
    return text(
      'The claim {claim} has no StorageClass: only a volume that someone makes and that fits can be bound to it. Name a class, or make one the default.',
      { claim },
    );
  }
  if (!found) return undefined;
  const args = { claim, class: storageClass };
  if (!found.exists) {
    return text(
      'The claim {claim} names the StorageClass {class}, which does not exist: create it, or correct the name.',
      args,
    );
  }
  if (found.provisioner === NO_PROVISIONER) {
    return text(
      'Nothing makes volumes of the StorageClass {class}: someone has to make one that fits the claim {claim}, or the claim needs another class.',
      args,
    );
  }
  return text(
    '{provisioner} makes the volumes of the StorageClass {class} of the claim {claim}: see its logs and quotas, and kubectl describe pvc {claim}.',
    { ...args, provisioner: found.provisioner },
  );
}
