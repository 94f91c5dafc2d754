import type { YamlPath } from '../../src/engine/timeline/model/timeline.ts';
import { plain } from './plain.ts';

/** The telling end of a path: `initContainers[1]`, `readinessProbe`. */
export function pathName(path: YamlPath): string {
  const names = path
    .map((step, index) =>
      typeof step === 'number'
        ? ''
        : `${step}${typeof path[index + 1] === 'number' ? `[${path[index + 1] ?? ''}]` : ''}`,
    )
    .filter((name) => name !== '');
  return plain(names.at(-1) ?? 'YAML');
}
