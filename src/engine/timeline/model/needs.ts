import type { PodFacts, VolumeFacts } from './facts.ts';
import type { FindingId, Timeline } from './timeline.ts';

/** What of a pod's surroundings its timeline has a use for. Nothing of it is read before. */
interface Needs {
  /** The name of its node. */
  readonly node?: string;
  /** Names of claims in its namespace. */
  readonly claims: readonly string[];
}

/** Findings that the node's own words make more exact: its conditions, and the images that it has. */
const ABOUT_THE_NODE: ReadonlySet<FindingId> = new Set([
  'kubelet-slow',
  'sandbox-failed',
  'image-pull',
  'image-pull-failed',
  'image-pull-policy-always',
]);

/** What to read for a pod, found in its timeline as it was built without those objects. */
export function needsOf({ findings, phases }: Timeline, pod: PodFacts): Needs {
  const node = pod.spec.nodeName;
  const waits = phases.some(
    ({ kind, outcome }) => outcome === 'running' && (kind === 'kubelet-pickup' || kind === 'pull'),
  );
  const aboutNode = waits || findings.some(({ id }) => ABOUT_THE_NODE.has(id));
  const aboutClaims = findings.some(({ id }) => id === 'volume-wait');
  return { claims: aboutClaims ? claimsOf(pod) : [], ...(node !== undefined && aboutNode && { node }) };
}

/** Names of the claims of a pod's volumes, in the order of the spec. */
export const claimsOf = ({ name, spec }: Pick<PodFacts, 'name' | 'spec'>): readonly string[] =>
  spec.volumes.flatMap((volume) => claimOf(volume, name) ?? []);

/** The claim that makes this volume, if one does; that of an ephemeral volume is named after the pod and the volume. */
export function claimOf({ source, name, refName }: VolumeFacts, podName: string): string | undefined {
  if (source === 'persistentVolumeClaim') return refName;
  return source === 'ephemeral' ? `${podName}-${name}` : undefined;
}
