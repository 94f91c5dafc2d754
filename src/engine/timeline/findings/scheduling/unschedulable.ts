import { isNeverFit, isVolumeReason, reasonsIn } from '../../model/scheduler-message.ts';
import { type Text, text } from '../../model/text.ts';
import type { Phase, YamlPath } from '../../model/timeline.ts';
import {
  type Case,
  criticalPhases,
  explainedBy,
  isNotable,
  isUnfinished,
  isWorthSaying,
  type Rule,
  type RuleFinding,
  yamlAt,
} from '../parts/case.ts';
import { admission } from '../admission.ts';
import { untilAsked } from './waiting-for-node.ts';

/** No node fitted for a while, for another reason than volumes. */
export const unschedulable: Rule = {
  id: 'unschedulable',
  docs: 'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/',
  find(start) {
    const silent = silentWait(start);
    if (silent) return [silent];
    const all = criticalPhases(start, 'unschedulable');
    if (all.length === 0) return [];
    const asked = untilAsked(start);
    const phases = all.filter((phase) => !isVolumeReason(phase.message ?? '') && !asked.includes(phase));
    const last = phases.at(-1);
    const explained = explainedBy(phases, start);
    if (
      !last ||
      !isWorthSaying(phases, start) ||
      (isUnfinished(last) && isNeverFit(last.message ?? '', start.reading.evidence, start.reading.pod))
    ) {
      return [];
    }
    return [
      {
        severity: isUnfinished(last) ? 'error' : 'warning',
        title: text('no node fits'),
        sentence: sentence(phases, { ms: explained.explains }),
        ...withAutoscaler(changeFor(phases, start), isUnfinished(last), start),
        ...explained,
        saves: explained.explains,
      },
    ];
  },
};

/** A long wait for the scheduler of which nothing tells why: what was said is gone, or nobody said anything. */
function silentWait(start: Case): RuleFinding | undefined {
  const phases = criticalPhases(start, 'scheduling');
  const explained = explainedBy(phases, start);
  if (
    !isNotable(explained.explains, start) ||
    start.timeline.phases.some(({ kind }) => kind === 'unschedulable' || kind === 'gated') ||
    admission.find(start).length > 0
  ) {
    return undefined;
  }
  const took = { ms: explained.explains };
  return {
    severity: 'warning',
    title: text('scheduling'),
    sentence: silentSentence(start, took),
    advice: text(
      'A scheduling gate that is gone, a scheduler that was busy or not running, an admission webhook for pods or their bindings that answered late, or events that have expired: look at the scheduler of schedulerName, and at kubectl get validatingwebhookconfigurations.',
    ),
    ...explained,
    yaml: ['spec', 'schedulerName'],
  };
}

function silentSentence({ reading, timeline }: Case, took: { readonly ms: number }): Text {
  if (reading.instants['scheduled']) {
    return text('The pod was bound to a node only after {took}, and nothing that is left tells why.', { took });
  }
  if (timeline.eventsState !== 'listed') {
    return text('The pod has no node yet; what the scheduler said of it is not known without events.');
  }
  return text('The scheduler has not bound the pod to a node yet and has said nothing.', { took });
}

function sentence(phases: readonly Phase[], waited: { readonly ms: number }): Text {
  const last = phases.at(-1);
  const first = reasonsIn(phases[0]?.message ?? '');
  const reason = reasonsIn(last?.message ?? '');
  if (last && isUnfinished(last)) return text('No node can take the pod: {reason}.', { reason });
  if (first !== reason) {
    return text('For {waited} no node could take the pod: at first {first}, then {reason}.', { waited, first, reason });
  }
  return text('For {waited} no node could take the pod: {reason}.', { waited, reason });
}

interface Change {
  readonly advice: Text;
  readonly yaml?: YamlPath;
}

/** That no autoscaler helps is worth knowing before anything is changed. */
function withAutoscaler(change: Change, goesOn: boolean, { reading }: Case): Change {
  const last = reading.events.findLast(({ meaning }) => meaning.kind === 'scale-up');
  if (!goesOn || last?.meaning.kind !== 'scale-up' || last.meaning.answer !== 'not-triggered') return change;
  const reason = last.newest.message.replace(/^pod didn't trigger scale-up(?: \([^)]*\))?: /, '');
  return {
    ...change,
    advice: text('The autoscaler adds no node for it either: {reason}. {advice}', { reason, advice: change.advice }),
  };
}

/** What to look at depends on what the scheduler missed. */
function changeFor(phases: readonly Phase[], start: Case): Change {
  const spec = start.reading.pod?.spec;
  const message = phases.at(-1)?.message ?? '';
  // The taint of a cordoned node is told by another name a moment later.
  if (phases.some((phase) => /were unschedulable/.test(phase.message ?? ''))) {
    return {
      advice: text(
        'A node is cordoned: kubectl get nodes shows which (SchedulingDisabled), and kubectl uncordon lets it take pods again.',
      ),
    };
  }
  if (/nodepool|instance type/i.test(message)) {
    return {
      advice: text(
        'No NodePool can make a node for the pod: compare its requests, selectors and tolerations with theirs, kubectl get nodepools.',
      ),
      yaml: ['spec'],
    };
  }
  if (/anti-affinity/i.test(message)) {
    return {
      advice: text(
        'The nodes are held by pods that this one must not stand beside (podAntiAffinity): add a node, or make the rule a preferred one; kubectl get pods -A -o wide shows where they run.',
      ),
      yaml: ['spec', 'affinity'],
    };
  }
  if (/affinity|selector/i.test(message)) {
    return {
      advice: selectorAdvice(spec?.nodeSelector ?? {}),
      yaml: ['spec', spec?.hasAffinity ? 'affinity' : 'nodeSelector'],
    };
  }
  if (/taint/i.test(message)) {
    return {
      advice: text(
        'A taint keeps pods off: see whether the nodes are ready, or tolerate it: kubectl get nodes -o custom-columns=NAME:.metadata.name,TAINTS:.spec.taints.',
      ),
      yaml: ['spec', 'tolerations'],
    };
  }
  if (/Insufficient|Too many pods/i.test(message)) {
    return {
      advice: text('Lower the resource requests, add nodes, or make room.'),
      ...yamlAt(
        start.reading.containers.find(({ role }) => role === 'container'),
        start,
        'resources',
      ),
    };
  }
  if (/resource ?claim|allocate all claims/i.test(message)) {
    return {
      advice: text(
        'The pod waits for a device: compare its ResourceClaims with what the nodes offer, kubectl get resourceclaims,resourceslices.',
      ),
      yaml: ['spec', 'resourceClaims'],
    };
  }
  if (/no nodes available/.test(message)) return { advice: text('The cluster has no node yet: see why none joins.') };
  if (/missing required label/i.test(message)) {
    return {
      advice: text(
        'Nodes lack the label by which topologySpreadConstraints counts (topologyKey): give them that label, or count by another one; kubectl get nodes --show-labels.',
      ),
      yaml: ['spec', 'topologySpreadConstraints'],
    };
  }
  if (/topology spread/i.test(message)) {
    return {
      advice: text('Compare topologySpreadConstraints with where the other pods are.'),
      yaml: ['spec', 'topologySpreadConstraints'],
    };
  }
  if (/free ports|host port/i.test(message)) {
    return {
      advice: text(
        'Other pods have the host port on every node that would fit; in a rollout that may be the old pod, until it has ended. Use a Service, or let the old pod go first and end quickly (maxSurge: 0, terminationGracePeriodSeconds).',
      ),
    };
  }
  return { advice: text('Compare what the pod asks for with what the nodes have.'), yaml: ['spec'] };
}

function selectorAdvice(nodeSelector: Readonly<Record<string, string>>): Text {
  const selector = Object.entries(nodeSelector)
    .map(([label, value]) => (value === '' ? label : `${label}=${value}`))
    .join(',');
  return selector === ''
    ? text('Compare affinity with the labels of the nodes: kubectl get nodes --show-labels.')
    : text(
        'The pod asks for nodes with {selector}: kubectl get nodes -l {selector} shows those that have it. Label one, or correct nodeSelector.',
        { selector },
      );
}
