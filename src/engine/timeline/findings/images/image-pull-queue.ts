import { type Blocker, blockersOf } from '../../reading/pull-queue.ts';
import { type Text, text } from '../../model/text.ts';
import type { Phase } from '../../model/timeline.ts';
import {
  byLane,
  type Case,
  containerOfPhase,
  criticalPhases,
  explainedBy,
  isNotable,
  type Rule,
  type RuleFinding,
  yamlAt,
} from '../parts/case.ts';
import { imageOf, wasThere } from '../parts/pulled-image.ts';

/** Images waited for other pulls of their node. */
export const imagePullQueue: Rule = {
  id: 'image-pull-queue',
  docs: 'https://kubernetes.io/docs/concepts/containers/images/#serial-and-parallel-image-pulls',
  find(start) {
    const phases = criticalPhases(start, 'pull-queue').filter((phase) => !wasThere(phase, start));
    const explained = explainedBy(phases, start);
    const [first] = phases;
    if (!first || !isNotable(explained.explains, start)) return [];
    const node = start.timeline.pod.node;
    return [
      {
        severity: 'warning',
        title: node === undefined ? text('pull queue') : text('pull queue on {node}', { node }),
        ...wordsOf(phases, explained.explains, start),
        ...explained,
        ...yamlAt(containerOfPhase(first, start), start, 'image'),
      },
    ];
  },
};

function wordsOf(
  phases: readonly Phase[],
  explains: RuleFinding['explains'],
  start: Case,
): Pick<RuleFinding, 'sentence' | 'advice' | 'saves'> {
  const blockers = byName(phases.flatMap((phase) => blockersOf(phase, start.reading)));
  const waited = { ms: explains };
  const same = sameImage(phases, blockers, start);
  if (same) {
    return {
      sentence: text('The pull waited {waited} while {pod} pulled the same image.', { waited, pod: same.podName }),
      advice: text(
        'Have the image on the nodes before it is needed, or make it smaller. Parallel pulls would not help: all pods of a node wait for the same pull.',
      ),
      saves: explains,
    };
  }
  return {
    sentence: sentence(byLane(phases).length, namesOf(blockers), waited),
    advice: text(
      'Let the node pull in parallel (serializeImagePulls: false in the kubelet’s configuration), or start fewer pods with new images at once.',
    ),
    saves: explains,
  };
}

/** The one pull that was waited for, when it was of the very image. */
function sameImage(
  phases: readonly Phase[],
  [longest, ...others]: readonly Blocker[],
  start: Case,
): Blocker | undefined {
  const [first] = phases;
  if (!first || !longest || byLane(phases).length > 1 || longest.image !== imageOf(first, start)) return undefined;
  return others.every(({ waited }) => waited < longest.waited * 0.05) ? longest : undefined;
}

function sentence(pulls: number, behind: Text | undefined, waited: { readonly ms: number }): Text {
  if (!behind) {
    return pulls === 1
      ? text('The pull waited {waited} for others. This node pulls one image at a time.', { waited })
      : text('{pulls} pulls waited {waited} for others. This node pulls one image at a time.', { pulls, waited });
  }
  if (pulls === 1) {
    return text('The pull waited {waited} behind those of other pods: {behind}. This node pulls one image at a time.', {
      waited,
      behind,
    });
  }
  return text(
    '{pulls} pulls waited {waited} behind those of other pods: {behind}. This node pulls one image at a time.',
    { pulls, waited, behind },
  );
}

/** The longest first; what a pod made this one wait for is added up. */
function byName(blockers: readonly Blocker[]): readonly Blocker[] {
  const sums = new Map<string, Blocker>();
  for (const blocker of blockers) {
    sums.set(blocker.podUid, { ...blocker, waited: (sums.get(blocker.podUid)?.waited ?? 0) + blocker.waited });
  }
  return [...sums.values()].sort((a, b) => b.waited - a.waited);
}

const NAMED = 3;

function namesOf(blockers: readonly Blocker[]): Text | undefined {
  const [first, ...others] = blockers
    .slice(0, NAMED)
    .map(({ podName, waited }) => text('{pod} ({waited})', { pod: podName, waited: { ms: waited } }));
  if (!first) return undefined;
  const list = others.reduce((before, one) => text('{list}, {one}', { list: before, one }), first);
  const rest = blockers.slice(NAMED);
  if (rest.length === 0) return list;
  const waited = { ms: rest.reduce((sum, one) => sum + one.waited, 0) };
  return rest.length === 1
    ? text('{list} and one more ({waited})', { list, waited })
    : text('{list} and {count} more ({waited})', { list, count: rest.length, waited });
}
