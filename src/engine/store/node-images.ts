import type { NodeFacts, NodeImage } from '../timeline/model/facts.ts';
import type { EpochMs } from '../timeline/model/units.ts';

/**
 * The node as it is now, each image with when it was first seen to have it: an image that was there before a pull need
 * not have been pulled.
 */
export function withFirstSeen(node: NodeFacts, before: NodeFacts | undefined, at: EpochMs | undefined): NodeFacts {
  if (!node.images || at === undefined) return node;
  const known = new Map<string, EpochMs>();
  for (const { names, knownAt } of before?.images ?? []) {
    if (knownAt !== undefined) for (const name of names) known.set(name, knownAt);
  }
  return { ...node, images: node.images.map((image) => ({ ...image, knownAt: earliest(image, known) ?? at })) };
}

/** By all of its names: a tag that has moved to another image is not the image that was known. */
function earliest({ names }: NodeImage, known: ReadonlyMap<string, EpochMs>): EpochMs | undefined {
  const times = names.map((name) => known.get(name));
  return times.some((time) => time === undefined) ? undefined : times[0];
}
