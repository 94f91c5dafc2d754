import { imageOnNode } from '../../reading/node-words.ts';
import { type Text, text } from '../../model/text.ts';
import type { Phase } from '../../model/timeline.ts';
import {
  byLane,
  type Case,
  containerOfPhase,
  criticalPhases,
  explainedBy,
  isNotable,
  isUnfinished,
  type Rule,
  totalLength,
  yamlAt,
} from '../parts/case.ts';
import { imageOf, wasThere } from '../parts/pulled-image.ts';

/** Downloading and unpacking images took long. */
export const imagePull: Rule = {
  id: 'image-pull',
  docs: 'https://kubernetes.io/docs/concepts/containers/images/',
  find(start) {
    const phases = criticalPhases(start, 'pull').filter(
      (phase) => phase.outcome !== 'failed' && !wasThere(phase, start),
    );
    const pulls = [...byLane(phases)].sort((a, b) => totalLength(b, start) - totalLength(a, start));
    const [longest] = pulls;
    const explained = explainedBy(phases, start);
    if (!longest || !isNotable(explained.explains, start)) return [];
    const container = containerOfPhase(longest[0], start);
    return [
      {
        severity: 'warning',
        title:
          pulls.length === 1 && container
            ? text('image pull of {container}', { container: container.name })
            : text('image pulls'),
        sentence:
          pulls.length === 1
            ? sentenceOfOne(longest, start)
            : text('Pulling {count} images took {took}: {images}.', {
                count: pulls.length,
                took: { ms: explained.explains },
                images: listOf(pulls, start),
              }),
        advice: adviceFor(pulls, explained.explains, start),
        ...explained,
        saves: explained.explains,
        ...yamlAt(container, start, 'image'),
      },
    ];
  },
};

/**
 * Slower than this, the way to the image is to blame before its size; in bytes a second. Nodes commonly see ten times
 * as much.
 */
const SLOW_RATE = 5e6;

/** A registry that is on the node itself cannot come nearer. */
const LOCAL = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?\//;

/** Smaller than this nobody makes an image, in bytes. */
const SMALL = 10e6;

function adviceFor(pulls: readonly (readonly [Phase, ...Phase[]])[], took: number, start: Case): Text {
  const sizes = pulls.map((phases) => pulledBytes(phases, start));
  const bytes = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  const isSlow = !sizes.includes(undefined) && (bytes / took) * 1000 < SLOW_RATE;
  const isLocal = pulls.every(([first]) => LOCAL.test(imageOf(first, start)));
  if (isSlow && bytes < SMALL) {
    return isLocal
      ? text('That is little data for so long: see what keeps the registry on this node busy.')
      : text(
          'That is little data for so long: see whether the registry and the way to it are slow, and keep the image in a registry near the nodes.',
        );
  }
  if (isSlow && !isLocal) {
    return text(
      'That is a slow way: keep the image in a registry near the nodes, or have it on the nodes before it is needed (for example by a DaemonSet that runs it). A smaller image helps as well.',
    );
  }
  if (isLocal) {
    return text(
      'Have the image on the nodes before it is needed (for example by a DaemonSet that runs it), or make it smaller.',
    );
  }
  return text(
    'Have the image on the nodes before it is needed (for example by a DaemonSet that runs it), make it smaller, or keep it in a registry near the nodes.',
  );
}

function sentenceOfOne(phases: readonly [Phase, ...Phase[]], start: Case): Text {
  const image = imageOf(phases[0], start);
  const took = { ms: totalLength(phases, start) };
  const bytes = pulledBytes(phases, start);
  if (phases.some(({ outcome }) => outcome === 'abandoned')) {
    return text('{image} was still being pulled after {took}, when the pod was stopped.', { image, took });
  }
  if (phases.some(isUnfinished)) return text('The node has been pulling {image} for {took}.', { image, took });
  if (bytes === undefined) return text('Pulling {image} took {took}.', { image, took });
  return text('Pulling {image} ({size}) took {took}, which is {rate} a second.', {
    image,
    took,
    size: { bytes },
    rate: { bytes: (bytes / took.ms) * 1000 },
  });
}

function listOf(pulls: readonly (readonly [Phase, ...Phase[]])[], start: Case): Text {
  const named = pulls.map((phases) => {
    const bytes = pulledBytes(phases, start);
    const args = { image: imageOf(phases[0], start), took: { ms: totalLength(phases, start) } };
    return bytes === undefined
      ? text('{image} {took}', args)
      : text('{image} ({size}) {took}', { ...args, size: { bytes } });
  });
  return named.reduce((list, one) => text('{list}, {one}', { list, one }));
}

/** Kubelets before 1.30 do not say the size, but their node does. */
function pulledBytes(phases: readonly [Phase, ...Phase[]], start: Case): number | undefined {
  const { events, evidence } = start.reading;
  for (const { newest, meaning } of events) {
    if (meaning.kind === 'pulled' && phases.some((phase) => phase.events.includes(newest.uid))) {
      return meaning.bytes ?? imageOnNode(evidence, imageOf(phases[0], start))?.sizeBytes;
    }
  }
  return undefined;
}
