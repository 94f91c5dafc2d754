import type { VolumeFacts } from '../../model/facts.ts';
import { isLightVolume } from '../../model/light-volumes.ts';
import type { Phase } from '../../model/timeline.ts';
import { type Case, containerOfPhase, criticalPhases } from './case.ts';

/*
 * What a rule may blame. The kubelet says when it asks for an image and when a container is created; it says nothing of
 * the moment at which the volumes were mounted. Where the proof of a border is missing, the steps on its two sides are
 * told together or not at all.
 */

/**
 * Volumes whose mount can take long by itself: storage that is attached, formatted, or has its files' owner changed.
 */
export const heavyVolumes = ({ reading }: Case): readonly VolumeFacts[] =>
  (reading.pod?.spec.volumes ?? []).filter((volume) => !isLightVolume(volume));

/** Whether an event tells what became of the container's image: then the time after it is not a pull. */
export function isImageTold(phase: Phase, start: Case): boolean {
  const container = containerOfPhase(phase, start)?.name;
  return start.reading.events.some((event) => event.container === container && IMAGE_EVENTS.has(event.meaning.kind));
}

const IMAGE_EVENTS: ReadonlySet<string> = new Set(['pulling', 'pulled', 'present', 'pull-failed', 'pull-back-off']);

/**
 * Creating and starting containers of which no event tells whether an image was pulled first. Only of first runs: a
 * later one has its image.
 */
export const unprovenCreation = (start: Case): readonly Phase[] =>
  criticalPhases(start, 'create', 'start').filter(
    (phase) => phase.attempt === 1 && phase.outcome !== 'failed' && !isImageTold(phase, start),
  );

/** The shortest that a phase can have been, by the bounds of its ends. What still runs has run until now. */
const shortest = ({ start, end }: Phase, { reading }: Case): number =>
  Math.max(0, (end?.earliest ?? reading.now) - start.latest);

export const shortestLength = (phases: readonly Phase[], start: Case): number =>
  phases.reduce((sum, phase) => sum + shortest(phase, start), 0);

/**
 * From the kubelet's taking the pod on to its sandbox, where nothing failed: the steps between which the border is a
 * guess.
 */
export function nodeSteps(start: Case): readonly Phase[] {
  const phases = criticalPhases(start, 'mount', 'sandbox').filter(({ attempt }) => attempt === 1);
  const failed = start.timeline.phases.some(
    ({ kind, outcome }) => outcome === 'failed' && (kind === 'mount' || kind === 'attach' || kind === 'sandbox'),
  );
  return failed ? [] : phases;
}

/**
 * The same where nobody can be blamed for it: the pod has a volume that can take long, or its events, which tell of
 * failed mounts and sandboxes, cannot be had.
 */
export function unprovenNodeSteps(start: Case): readonly Phase[] {
  const isBlameless = start.timeline.eventsState !== 'listed' || heavyVolumes(start).length > 0;
  return isBlameless ? nodeSteps(start) : [];
}
