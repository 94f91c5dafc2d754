import type { VolumeFacts } from './facts.ts';

/**
 * The kubelet makes these itself, from the API server's objects or on the node: nothing is attached, and no files are
 * changed.
 */
const LIGHT: ReadonlySet<string> = new Set(['secret', 'configMap', 'projected', 'downwardAPI', 'emptyDir', 'hostPath']);

/** Whether a volume is there at once unless something is missing; one of storage can take long by itself. */
export const isLightVolume = ({ source }: VolumeFacts): boolean => LIGHT.has(source);
