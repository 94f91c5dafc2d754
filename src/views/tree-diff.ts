import type { NodeId, TreeSnapshot } from './tree-model.ts';

/** The rows whose children are others, or in another order, than before. */
export function changedNodes(before: TreeSnapshot, after: TreeSnapshot): ReadonlySet<NodeId> {
  const changed = new Set<NodeId>();
  for (const id of after.nodes.keys()) if (before.nodes.has(id) && !sameList(before.children.get(id), after.children.get(id))) changed.add(id);
  return changed;
}

const sameList = (a: readonly NodeId[] = [], b: readonly NodeId[] = []): boolean => a.length === b.length && a.every((id, index) => id === b[index]);
