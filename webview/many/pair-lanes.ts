import type { Lane } from '../../src/engine/timeline/model/timeline.ts';

/** A row of one pod and the row of another that is compared with it. Absent: the other has none. */
export interface LanePair {
  readonly first?: Lane;
  readonly second?: Lane;
}

/**
 * Which rows of two pods are compared: those of the same name, else of the same part in their pods: the first container
 * with the first one, init containers and sidecars in their order. Further containers of different names have nothing
 * to do with each other.
 */
export function pairLanes(first: readonly Lane[], second: readonly Lane[]): readonly LanePair[] {
  const isSame =
    (one: Lane) =>
    (other: Lane): boolean =>
      one.name === other.name && one.role === other.role;
  const left = second.filter((lane) => !first.some(isSame(lane)));
  const pairs = first.map((lane): LanePair => {
    const found =
      second.find(isSame(lane)) ??
      left.find(
        (other) =>
          other.role === lane.role && (lane.role !== 'container' || (isMain(lane, first) && isMain(other, second))),
      );
    if (!found) return { first: lane };
    if (left.includes(found)) left.splice(left.indexOf(found), 1);
    return { first: lane, second: found };
  });
  return [...pairs, ...left.map((lane) => ({ second: lane }))];
}

const isMain = (lane: Lane, all: readonly Lane[]): boolean => all.find(({ role }) => role === 'container') === lane;
