import type { PodEvidence, PodFacts } from './facts.ts';
import { tooMuch } from './node-capacity.ts';

/**
 * Why no node was good enough, out of "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint(s).
 * preemption: ...". (pkg/scheduler/framework/types.go, FitError). What is said about preemption after it is left out.
 */
export function reasonsIn(message: string): string {
  const reasons = /^\d+\/\d+ nodes are available: ([^]*)$/.exec(message)?.[1] ?? message;
  const end =
    /\.? (?:preemption:|still not schedulable|no new claims to deallocate)|\.?$/.exec(reasons)?.index ?? reasons.length;
  return reasons.slice(0, end).replace(/^Failed to schedule pod, /, '');
}

/**
 * The nodes were refused because of volumes (pkg/scheduler/framework/plugins/volumebinding, volumezone,
 * nodevolumelimits), or the claim’s controllers say what it waits for.
 */
export const isVolumeReason = (message: string): boolean =>
  /persistent ?volume|volume node affinity|volume\(s\)|volume limit|volume zone|StorageClass|binding volumes|provisioning volume|volume to be created/i.test(
    reasonsIn(message),
  );

/** Every node lacks a resource, and nothing else. */
const lacksOnlyResources = (message: string): boolean =>
  reasonsIn(message)
    .split(', ')
    .every((reason) => /Insufficient /.test(reason));

/**
 * Nothing that other pods do could make room: every node lacks a resource, and preemption "is not helpful", which the
 * scheduler says when a node's whole allocatable is too small (pkg/scheduler/framework/plugins/noderesources/fit.go,
 * since 1.31). Before that it never says so, and only what the nodes have can tell.
 */
export function isNeverFit(message: string, evidence: PodEvidence, pod: PodFacts | undefined): boolean {
  if (!lacksOnlyResources(message)) return false;
  if (/Preemption is not helpful/.test(message) && !/No preemption victims/.test(message)) return true;
  return pod !== undefined && tooMuch(evidence, pod, message) !== undefined;
}
