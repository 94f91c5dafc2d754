import { type Text, text } from '../../model/text.ts';
import type { Phase, YamlPath } from '../../model/timeline.ts';
import {
  byLane,
  type Case,
  containerOfPhase,
  explainedBy,
  isUnfinished,
  type Rule,
  type RuleFinding,
  withRetries,
  yamlAt,
} from '../parts/case.ts';
import { isMissingObject, missingObject, type MissingObject } from '../parts/missing-object.ts';
import { commandAdvice, isWrongCommand } from '../parts/start-error.ts';

/** A ConfigMap or Secret was missing, or the container could not be created from its configuration. */
export const configMissing: Rule = {
  id: 'config-missing',
  docs: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/',
  find: (start) => [
    ...mountsWithout(start),
    ...byLane(start.timeline.phases.filter(isForConfig)).flatMap((phases) => withoutConfig(phases, start)),
  ],
};

const isForConfig = ({ kind, outcome }: Phase): boolean =>
  kind === 'config-wait' || (kind === 'create' && outcome === 'failed');

/** Mounts since the first one that failed for want of an object. */
function mountsWithout(start: Case): readonly RuleFinding[] {
  const mounts = withRetries(start, 'mount');
  const failed = mounts.find(({ message }) => message !== undefined && isMissingObject(message));
  return failed ? [finding(mounts.slice(mounts.indexOf(failed)), failed.message ?? '', failed.yaml[0], start)] : [];
}

function withoutConfig(phases: readonly [Phase, ...Phase[]], start: Case): readonly RuleFinding[] {
  const message = phases.find((phase) => phase.message !== undefined)?.message ?? '';
  return [finding(phases, message, yamlAt(containerOfPhase(phases[0], start), start).yaml, start)];
}

function finding(phases: readonly Phase[], message: string, yaml: YamlPath | undefined, start: Case): RuleFinding {
  const explained = explainedBy(phases, start);
  const goesOn = phases.some(isUnfinished);
  const missing = missingObject(message);
  const waited = { ms: explained.explains };
  return {
    severity: goesOn ? 'error' : 'warning',
    ...(missing
      ? ofMissing(missing, { goesOn, waited, isVolume: phases[0]?.kind === 'mount' })
      : ofError(message, { goesOn, waited, node: start.timeline.pod.node ?? '' })),
    ...explained,
    saves: explained.explains,
    ...(yaml && { yaml }),
  };
}

type Words = Pick<RuleFinding, 'title' | 'sentence' | 'advice'>;

interface Wait {
  readonly goesOn: boolean;
  readonly waited: { readonly ms: number };
}

function ofError(error: string, { goesOn, waited, node }: Wait & { readonly node: string }): Words {
  const args = { error, waited };
  return {
    title: text('container cannot be created'),
    sentence: goesOn
      ? text('The container cannot be created: {error}.', args)
      : text('The container could not be created at first, which cost {waited}: {error}.', args),
    advice: errorAdvice(error, node),
  };
}

function errorAdvice(error: string, node: string): Text {
  if (/context deadline exceeded|is reserved for|timed out/i.test(error)) {
    return text('The container runtime on {node} did not answer in time: see how busy the node and its disk are.', {
      node,
    });
  }
  if (/seccomp/i.test(error)) {
    return text(
      'The seccomp profile (localhostProfile) has to be on {node}, below the folder seccomp of its kubelet: put it there, or use RuntimeDefault.',
      { node },
    );
  }
  if (/runAsNonRoot/.test(error)) {
    return text('Set runAsUser to a user other than root, or build the image with one (USER with a number).');
  }
  if (isWrongCommand(error)) return commandAdvice();
  return text('Correct what the message names in the container’s spec.');
}

function ofMissing(
  { kind, name, key }: MissingObject,
  { goesOn, waited, isVolume }: Wait & { readonly isVolume: boolean },
): Words {
  const object = name === undefined ? text('{kind} of the volume', { kind }) : text('{kind} {name}', { kind, name });
  const args = { kind, object, key: key ?? '', waited };
  if (key !== undefined) {
    return {
      title: goesOn ? text('{object} lacks a key', args) : text('{object} lacked a key at first', args),
      sentence: goesOn
        ? text('The {object} has no key {key}, and the pod waits for it.', args)
        : text('The {object} had no key {key} at first; that cost {waited}.', args),
      advice: text('Add the key {key}, or correct its name in the pod; the kubelet looks again by itself.', args),
    };
  }
  return {
    title: goesOn ? text('{object} is missing', args) : text('{object} was missing at first', args),
    sentence: goesOn
      ? text('The {object} is not there, and the pod waits for it.', args)
      : text('The {object} was not there at first; that cost {waited}.', args),
    advice: isVolume
      ? text(
          'Create the {kind} before the pods that need it (or mark it optional); the kubelet looks again by itself, but up to two minutes later.',
          args,
        )
      : text(
          'Create the {kind} before the pods that need it (or mark it optional); the kubelet looks again by itself.',
          args,
        ),
  };
}
