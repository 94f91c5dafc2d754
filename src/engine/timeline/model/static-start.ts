import { text, type Text } from './text.ts';
import type { Instant, InstantId } from './timeline.ts';

/** Says what times count from, where that is not the object's creation. */
export function originWords({ created, mirrored }: Readonly<Record<InstantId, Instant | undefined>>): Text | undefined {
  return (
    created &&
    mirrored &&
    text('Counted from its start by the kubelet; its mirror object was made {later} later.', {
      later: { ms: mirrored.at - created.at },
    })
  );
}
