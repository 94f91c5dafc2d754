import type { ProbeFacts } from '../../model/facts.ts';
import type { ContainerReading } from '../../reading/reading.ts';
import { yamlScalar } from '../../model/yaml-scalar.ts';
import type { Case } from './case.ts';

/** What is to become of one container: the lines below its name. */
export interface ContainerChange {
  readonly container: ContainerReading;
  readonly lines: readonly string[];
}

/**
 * The change as YAML, from the top of the object that is to be edited: the pod's workload, or the pod. Also what
 * `kubectl patch --patch-file` takes.
 */
export function changeYaml(changes: readonly ContainerChange[], { timeline }: Case): string {
  const { workload, owner, name } = timeline.pod;
  const object = [workload, owner].find((each) => each && TEMPLATED.has(each.kind)) ?? { kind: 'Pod', name };
  const path = pathOf(object.kind);
  const depth = '  '.repeat(path.length);
  let yaml = `# ${object.kind}/${object.name.replace(/\s+/g, ' ')}\n`;
  for (const [level, key] of path.entries()) yaml += `${'  '.repeat(level)}${key}:\n`;
  for (const list of ['initContainers', 'containers']) {
    const own = changes.filter(({ container }) => listOf(container) === list);
    if (own.length > 0) yaml += `${depth}${list}:\n`;
    for (const { container, lines } of own) {
      yaml += `${depth}- name: ${yamlScalar(container.name)}\n${lines.map((line) => `${depth}  ${line}\n`).join('')}`;
    }
  }
  return yaml;
}

/** These make pods of a template. Of other owners it is not known where they keep it. */
const TEMPLATED: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'ReplicationController',
]);

const listOf = ({ role }: ContainerReading): string =>
  role === 'init' || role === 'sidecar' ? 'initContainers' : 'containers';

/** Where an object of this kind has the pod's spec. */
function pathOf(kind: string): readonly string[] {
  if (kind === 'Pod') return ['spec'];
  return kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template', 'spec'] : ['spec', 'template', 'spec'];
}

const indent = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

/**
 * A probe with what it checks; fields that have their default are left out, unless `set` names them. Absent where the
 * check is not known.
 */
export function probeYaml(
  name: 'startupProbe' | 'readinessProbe',
  probe: ProbeFacts,
  set: Partial<ProbeFacts>,
): readonly string[] | undefined {
  if (probe.check === undefined) return undefined;
  const defaults = {
    initialDelaySeconds: 0,
    periodSeconds: 10,
    timeoutSeconds: 1,
    successThreshold: 1,
    failureThreshold: 3,
  } as const;
  const settings = (Object.keys(defaults) as (keyof typeof defaults)[]).filter(
    (key) => set[key] !== undefined || probe[key] !== defaults[key],
  );
  return [
    `${name}:`,
    ...indent([
      `${probe.handler}:`,
      ...indent(probe.check.split('\n')),
      ...settings.map((key) => `${key}: ${set[key] ?? probe[key]}`),
    ]),
  ];
}
