import { runningPull } from './reading/pull-queue.ts';
import type { Reading } from './reading/reading.ts';
import { shortError } from './model/failure-text.ts';
import { type Text, text } from './model/text.ts';
import type { CurrentStep, Phase, PhaseKind, PodIdentity } from './model/timeline.ts';

/** What a step is told from. */
interface StepParts {
  readonly phase: Phase;
  readonly pod: PodIdentity;
  readonly reading: Reading;
  /** The container whose lane the phase is on; the pod's name for the pod's own lane. */
  readonly name: string;
}

/** What readiness waits for now, with what is known of it. Absent when nothing that it waits for goes on. */
export function currentStepOf(
  pod: PodIdentity,
  phases: readonly Phase[],
  criticalPath: readonly string[],
  reading: Reading,
): CurrentStep | undefined {
  const phase = phases.find(({ id, outcome }) => outcome === 'running' && id === criticalPath.at(-1));
  if (!phase) return undefined;
  const words = WORDS[phase.kind]({ phase, pod, reading, name: phase.lane.replace(/^container\//, '') });
  return words && { phase: phase.id, since: phase.start.at, words };
}

/** By kind of phase, in the present tense: it follows "Starting for 12.4 s:". */
const WORDS: Readonly<Record<PhaseKind, (parts: StepParts) => Text | undefined>> = {
  gated: ({ phase }) => withMessage(phase, text('a scheduling gate holds it back')),
  unschedulable: () => text('no node can take it'),
  preempting: () => text('pods of a lower priority are being stopped to make room for it'),
  scheduling: () => text('waiting for the scheduler'),
  'node-wait': () => text('waiting for a new node'),
  'kubelet-pickup': ({ pod }) => text('waiting for the kubelet of {node} to take it on', { node: pod.node ?? '' }),
  attach: () => text('attaching its volumes'),
  mount: () => text('preparing its volumes and its network'),
  'config-wait': ({ phase, name }) => withMessage(phase, text('{container} cannot be created', { container: name })),
  sandbox: () => text('preparing its volumes and its network'),
  'retry-backoff': ({ phase }) => withMessage(phase, text('waiting to try again')),
  turn: ({ name }) => text('{container} waits for its turn', { container: name }),
  'pull-queue': queued,
  pull: pulling,
  'pull-backoff': ({ phase, name }) =>
    withMessage(phase, text('waiting to pull the image of {container} again', { container: name })),
  create: ({ name }) => text('creating {container}', { container: name }),
  start: ({ name }) => text('starting {container}', { container: name }),
  'post-start': ({ name }) => text('the postStart hook of {container} is running', { container: name }),
  'startup-probe': (parts) =>
    probed(parts, text('the startup probe of {container} has not passed', { container: parts.name })),
  readiness: waitsForReadiness,
  'crash-backoff': ({ name }) => text('waiting to start {container} again', { container: name }),
  run: ({ name }) => text('{container} is running', { container: name }),
  'readiness-gate': ({ phase }) => withMessage(phase, text('a readiness gate is not true')),
  terminating: () => undefined,
};

const withMessage = ({ message }: Phase, words: Text): Text =>
  message === undefined ? words : text('{step}: {message}', { step: words, message: shortError(message) });

/** The image that a container's pull is of, as its events or else its manifest name it. */
function imageOf({ reading, name }: StepParts): string {
  const container = reading.containers.find((one) => one.name === name);
  const event = reading.events.findLast((one) => one.container === name && one.meaning.kind === 'pulling');
  return /image "([^"]*)"/.exec(event?.newest.message ?? '')?.[1] ?? container?.spec?.image ?? name;
}

function queued(parts: StepParts): Text {
  const args = { node: parts.pod.node ?? '', image: imageOf(parts) };
  const ahead = runningPull(parts.phase, parts.reading);
  return ahead
    ? text('{image} waits in the pull queue of {node} behind {ahead} of {pod}', {
        ...args,
        ahead: ahead.image,
        pod: ahead.podName,
      })
    : text('{image} waits in the pull queue of {node}', args);
}

function pulling(parts: StepParts): Text {
  return text('pulling {image}', { image: imageOf(parts) });
}

function probed({ phase, reading }: StepParts, words: Text): Text {
  const askedFrom = phase.probe?.askedFrom;
  if (askedFrom === undefined || askedFrom <= reading.now) return words;
  return text('{step}: it is not asked for another {wait} (initialDelaySeconds: {delay})', {
    step: words,
    wait: { ms: askedFrom - reading.now },
    delay: phase.probe?.delaySeconds ?? 0,
  });
}

function waitsForReadiness(parts: StepParts): Text {
  if (parts.phase.lane === 'pod') return text('waiting for the kubelet to report that it is ready');
  return probed(parts, text('{container} is not ready', { container: parts.name }));
}
