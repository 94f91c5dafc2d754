import { type Text, text } from '../text.ts';
import type { Phase, YamlPath } from '../timeline.ts';
import { byLane, type Case, containerOfPhase, explainedBy, isUnfinished, type Rule, type RuleFinding, withRetries, yamlAt } from './case.ts';
import { isMissingObject, missingObject } from './missing-object.ts';

/** A ConfigMap or Secret was missing, or the container could not be created from its configuration. */
export const configMissing: Rule = {
  id: 'config-missing',
  docs: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/',
  find: (start) => [...mountsWithout(start), ...byLane(start.timeline.phases.filter(isForConfig)).flatMap((phases) => withoutConfig(phases, start))],
};

const isForConfig = ({ kind, outcome }: Phase): boolean => kind === 'config-wait' || (kind === 'create' && outcome === 'failed');

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
  const args = { kind: missing?.kind ?? '', name: missing?.name ?? '', waited: { ms: explained.explains }, error: message };
  return {
    severity: goesOn ? 'error' : 'warning',
    title: title(missing !== undefined, goesOn, args),
    sentence: missing ? missingSentence(args, goesOn) : goesOn ? text('The container cannot be created: {error}.', args) : text('The container could not be created at first, which cost {waited}: {error}.', args),
    advice: missing ? missingAdvice(phases[0]?.kind === 'mount', args) : text('Correct what the message names in the container’s spec.'),
    ...explained,
    saves: explained.explains,
    ...(yaml && { yaml }),
  };
}

function title(isMissing: boolean, goesOn: boolean, args: Args): Text {
  if (!isMissing) return text('container cannot be created');
  return goesOn ? text('{kind} {name} is missing', args) : text('{kind} {name} was missing at first', args);
}

const missingAdvice = (isVolume: boolean, args: Args): Text =>
  isVolume
    ? text('Create the {kind} before the pods that need it (or mark it optional); the kubelet looks again by itself, but up to two minutes later.', args)
    : text('Create the {kind} before the pods that need it (or mark it optional); the kubelet looks again by itself.', args);

type Args = Readonly<Record<'kind' | 'name', string>> & { readonly waited: { readonly ms: number } };

const missingSentence = (args: Args, goesOn: boolean): Text => (goesOn ? text('The {kind} {name} is not there, and the pod waits for it.', args) : text('The {kind} {name} was not there at first; that cost {waited}.', args));
