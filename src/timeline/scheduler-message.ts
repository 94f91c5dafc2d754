/**
 * Why no node was good enough, out of "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint(s). preemption: ...".
 * (pkg/scheduler/framework/types.go, FitError). What is said about preemption after it is left out.
 */
export function reasonsIn(message: string): string {
  const reasons = /^\d+\/\d+ nodes are available: ([^]*)$/.exec(message)?.[1] ?? message;
  const end = /\. (?:preemption:|no new claims to deallocate)|\.?$/.exec(reasons)?.index ?? reasons.length;
  return reasons.slice(0, end);
}
