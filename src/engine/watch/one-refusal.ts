import type { Problem } from '../access/problem.ts';
import { refusedTogether } from './cluster.ts';

/** What stands in the way of reading one resource. `resource` is its plural name: events. */
export interface Hindrance {
  readonly resource: string;
  readonly problem: Problem;
}

/** The problems in their order, but one for all refusals: a server that refuses one resource often refuses more. */
export function withOneRefusal(hindrances: readonly Hindrance[]): readonly Problem[] {
  const refused = hindrances.filter(({ problem }) => problem.code === 'forbidden');
  const resources = [...new Set(refused.map(({ resource }) => resource))];
  if (resources.length < 2) return hindrances.map(({ problem }) => problem);
  const others = hindrances.filter((hindrance) => !refused.includes(hindrance));
  return [...others.map(({ problem }) => problem), refusedTogether(resources)];
}
