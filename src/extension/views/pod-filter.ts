import { type PodRecord, own } from '../../engine/engine.ts';

/**
 * Whether a pod is meant by the words of a filter: parts of its or its workload's name, and labels (`app=web`). All
 * must hold.
 */
export function matchesFilter({ pod, workload }: PodRecord, filter: string): boolean {
  const names = `${pod.name} ${workload?.name ?? ''}`.toLowerCase();
  return wordsOf(filter).every((word) => {
    const [key, value] = word.split('=');
    return value === undefined ? names.includes(word.toLowerCase()) : own(pod.labels, key ?? '') === value;
  });
}

/** The same for what has a name only: labels cannot be told. */
export const matchesName = (name: string, filter: string): boolean =>
  wordsOf(filter).every((word) => name.toLowerCase().includes(word.toLowerCase()));

const wordsOf = (filter: string): readonly string[] => filter.split(/[\s,]+/).filter((word) => word !== '');
