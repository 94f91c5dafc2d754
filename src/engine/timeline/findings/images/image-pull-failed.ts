import { countOf } from '../../model/event-count.ts';
import { type Text, text } from '../../model/text.ts';
import type { Phase } from '../../model/timeline.ts';
import {
  byLane,
  type Case,
  containerOfPhase,
  explainedBy,
  isNotable,
  isUnfinished,
  type Rule,
  type RuleFinding,
  yamlAt,
} from '../parts/case.ts';
import { pullAdvice } from '../parts/pull-advice.ts';
import { imageOf } from '../parts/pulled-image.ts';

/** An image could not be pulled, for a while or at all. */
export const imagePullFailed: Rule = {
  id: 'image-pull-failed',
  docs: 'https://kubernetes.io/docs/concepts/containers/images/#imagepullbackoff',
  find: (start) => byLane(start.timeline.phases.filter(isFailure)).flatMap((phases) => failedPull(phases, start)),
};

const isFailure = ({ kind, outcome }: Phase): boolean =>
  kind === 'pull-backoff' || (kind === 'pull' && outcome === 'failed');

function failedPull(phases: readonly [Phase, ...Phase[]], start: Case): readonly RuleFinding[] {
  const error = phases.find(({ message }) => message !== undefined)?.message;
  if (error === undefined) return askedAgain(phases, start);
  const explained = explainedBy(phases, start);
  const volume = volumeImage(start);
  const args = {
    image: volume ?? imageOf(phases[0], start),
    tries: triesOf(phases, start),
    waited: { ms: explained.explains },
    error,
  };
  const isOver = !phases.some(isUnfinished);
  return [
    {
      severity: isOver ? 'warning' : 'error',
      title: isOver ? text('image could not be pulled at first') : text('image cannot be pulled'),
      sentence: sentence(args, isOver),
      advice: secretAdvice(start) ?? pullAdvice(error, isOver),
      ...explained,
      saves: explained.explains,
      ...(volume === undefined
        ? yamlAt(containerOfPhase(phases[0], start), start, 'image')
        : { yaml: ['spec', 'volumes'] }),
    },
  ];
}

/** The kubelet says which of imagePullSecrets it could not read (pkg/kubelet/kubelet_pods.go, getPullSecretsForPod). */
function secretAdvice({ reading, timeline }: Case): Text | undefined {
  const event = reading.events.findLast(({ newest }) => newest.reason === 'FailedToRetrieveImagePullSecret');
  const secrets = /image pull secrets \(([^)]*)\)/.exec(event?.newest.message ?? '')?.[1];
  return secrets === undefined
    ? undefined
    : text(
        'The kubelet could not read the pull secret {secrets} in namespace {namespace}: create it, or correct imagePullSecrets.',
        { secrets, namespace: timeline.pod.namespace },
      );
}

/**
 * The image of a volume, when that is what cannot be pulled: its events name no container (pkg/kubelet/kuberuntime,
 * getImageVolumes).
 */
function volumeImage({ reading }: Case): string | undefined {
  const failed = reading.events.find(
    ({ meaning, container }) => meaning.kind === 'pull-failed' && container === undefined,
  );
  return /image "([^"]*)"/.exec(failed?.newest.message ?? '')?.[1];
}

/** No failure was told, and the kubelet asked for the image once more. */
function askedAgain(phases: readonly [Phase, ...Phase[]], start: Case): readonly RuleFinding[] {
  const explained = explainedBy(phases, start);
  if (!isNotable(explained.explains, start)) return [];
  return [
    {
      severity: 'warning',
      title: text('image was asked for again'),
      sentence: text('A first pull of {image} led to nothing and cost {waited}: the kubelet asked for it again.', {
        image: imageOf(phases[0], start),
        waited: { ms: explained.explains },
      }),
      advice: text('Mostly the kubelet or the container runtime was restarted meanwhile: see their logs on {node}.', {
        node: start.timeline.pod.node ?? '',
      }),
      ...explained,
      saves: explained.explains,
      ...yamlAt(containerOfPhase(phases[0], start), start, 'image'),
    },
  ];
}

function sentence(
  args: {
    readonly image: string;
    readonly tries: number;
    readonly waited: { readonly ms: number };
    readonly error: string;
  },
  isOver: boolean,
): Text {
  if (isOver) {
    return args.tries === 1
      ? text('{image} could not be pulled at first, which cost {waited}: {error}.', args)
      : text(
          '{image} could not be pulled {tries} times, which cost {waited} with the back-off between: {error}.',
          args,
        );
  }
  return args.tries === 1
    ? text('{image} cannot be pulled: {error}.', args)
    : text('{image} cannot be pulled ({tries} tries): {error}.', args);
}

/** Tries that failed; identical ones are counted by the event, also those that nobody watched. */
function triesOf(phases: readonly Phase[], { reading }: Case): number {
  const counted = reading.events
    .filter(
      ({ meaning, newest }) =>
        meaning.kind === 'pull-failed' && phases.some(({ events }) => events.includes(newest.uid)),
    )
    .map(({ newest }) => countOf(newest));
  return Math.max(1, ...counted, phases.filter(({ kind }) => kind === 'pull').length);
}
