import { containerPath } from '../phases/phase-yaml.ts';
import { type Text, text } from '../text.ts';
import type { Phase } from '../timeline.ts';
import { type Blocker, blockersOf } from '../pull-queue.ts';
import { byLane, type Case, containerOfPhase, criticalPhases, evidenceOf, isNotable, type Rule, totalLength } from './case.ts';

/** Images waited for other pulls of their node. */
export const imagePullQueue: Rule = {
  id: 'image-pull-queue',
  docs: 'https://kubernetes.io/docs/concepts/containers/images/#serial-and-parallel-image-pulls',
  find(start) {
    const phases = criticalPhases(start, 'pull-queue');
    const explains = totalLength(phases, start);
    const [first] = phases;
    if (!first || !isNotable(explains, start)) return [];
    const node = start.timeline.pod.node;
    const container = containerOfPhase(first, start);
    const path = container && containerPath(container.name, start.reading);
    return [
      {
        severity: 'warning',
        title: node === undefined ? text('pull queue') : text('pull queue on {node}', { node }),
        sentence: sentence(phases, explains, start),
        advice: text('Set serializeImagePulls: false in the kubelet’s configuration, or start fewer pods with new images at once.'),
        explains,
        saves: explains,
        phases: phases.map(({ id }) => id),
        evidence: evidenceOf(phases),
        ...(path && { yaml: [...path, 'image'] }),
      },
    ];
  },
};

function sentence(phases: readonly Phase[], explains: number, start: Case): Text {
  const blockers = byName(phases.flatMap((phase) => blockersOf(phase, start.reading)));
  const waited = { ms: explains };
  const pulls = byLane(phases).length;
  const behind = namesOf(blockers);
  if (!behind) return pulls === 1 ? text('One pull waited {waited} in the node’s queue. This node pulls one image at a time.', { waited }) : text('{pulls} pulls waited {waited} in the node’s queue. This node pulls one image at a time.', { pulls, waited });
  if (pulls === 1) return text('The pull waited {waited} behind those of other pods: {behind}. This node pulls one image at a time.', { waited, behind });
  return text('{pulls} pulls waited {waited} behind those of other pods: {behind}. This node pulls one image at a time.', { pulls, waited, behind });
}

/** The longest first; what a pod made this one wait for is added up. */
function byName(blockers: readonly Blocker[]): readonly Blocker[] {
  const sums = new Map<string, Blocker>();
  for (const blocker of blockers) sums.set(blocker.podName, { ...blocker, waited: (sums.get(blocker.podName)?.waited ?? 0) + blocker.waited });
  return [...sums.values()].sort((a, b) => b.waited - a.waited);
}

const NAMED = 3;

function namesOf(blockers: readonly Blocker[]): Text | undefined {
  const [first, ...others] = blockers.slice(0, NAMED).map(({ podName, waited }) => text('{pod} ({waited})', { pod: podName, waited: { ms: waited } }));
  if (!first) return undefined;
  const named = others.reduce((list, name) => text('{list}, {name}', { list, name }), first);
  const rest = blockers.slice(NAMED);
  if (rest.length === 0) return named;
  const waited = { ms: rest.reduce((sum, one) => sum + one.waited, 0) };
  return rest.length === 1 ? text('{list} and one more ({waited})', { list: named, waited }) : text('{list} and {count} more ({waited})', { list: named, count: rest.length, waited });
}
