import type { Timeline } from '../../model/timeline.ts';

/**
 * The images that a pod's start had to pull, by the words of the events of these pulls, without the registry: `shop:2`.
 */
export function pulledImages(timeline: Timeline | undefined): readonly string[] {
  const pulls = new Set(
    timeline?.phases.flatMap(({ kind, id, critical }) => (kind === 'pull' && critical ? [id] : [])),
  );
  const images = timeline?.events.flatMap(({ phase, message }) =>
    phase !== undefined && pulls.has(phase) ? (imageIn(message) ?? []) : [],
  );
  return [...new Set(images?.map(withoutRegistry))];
}

/** The image that the message of a Pulling or Pulled event names. */
export const imageIn = (message: string): string | undefined => /image "([^"]{1,300})"/.exec(message)?.[1];

/** The part of an image's name after its last slash, a digest cut short. */
export const withoutRegistry = (image: string): string =>
  image.slice(image.lastIndexOf('/') + 1).replace(/(@sha256:.{8}).*/, '$1…');
