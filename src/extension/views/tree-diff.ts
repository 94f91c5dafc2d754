import type { NodeId, TreeSnapshot } from './tree-model.ts';

/** The rows that were open before, are still there, and have other children now, or the same in another order. */
export function changedNodes(before: TreeSnapshot, after: TreeSnapshot): ReadonlySet<NodeId> {
  const changed = new Set<NodeId>();
  for (const id of before.opened) {
    if (!sameList(before.childrenOf(id), after.childrenOf(id)) && after.node(id)) changed.add(id);
  }
  return changed;
}

const sameList = (a: readonly NodeId[], b: readonly NodeId[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index]);
