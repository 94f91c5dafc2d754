import type { QueuedPull } from '../../src/engine/timeline/many/node-queue.ts';
import { text, type Text } from '../../src/engine/timeline/model/text.ts';

/** A wait below this is not worth a word, in ms. */
const notable = 100;

/** "web:1.8.1, 17.7 s behind recommender:0.9 +2". */
export function pullNote(pull: QueuedPull): Text {
  const image = pull.image ?? pull.container;
  if (pull.failed) return text('{image}, failed; part of it may be waiting', { image });
  if (pull.startedAt === undefined) return text('{image}, waiting', { image });
  const waited = pull.startedAt - pull.queuedAt;
  const [first, ...others] = pull.behind.filter((other) => other.waited >= notable);
  if (waited < notable || !first) return text('{image}', { image });
  const args = {
    image,
    waited: { ms: waited },
    behind: first.image ?? first.container,
    pod: first.pod,
    count: others.length,
  };
  if (first.image !== undefined && first.image === pull.image) {
    return text('{image}, waited {waited} while {pod} pulled it', args);
  }
  if (others.length === 0) return text('{image}, {waited} behind {behind}', args);
  return text('{image}, {waited} behind {behind} +{count}', args);
}

/** All that is known of whom it waited behind, for the tooltip. */
export function behindWords({ behind, behindCount }: QueuedPull): Text | undefined {
  const [first, ...others] = behind
    .filter(({ waited }) => waited >= notable)
    .map(({ image, container, pod, waited }) =>
      text('{image} for {pod} ({waited})', { image: image ?? container, pod, waited: { ms: waited } }),
    );
  if (!first) return undefined;
  const list = others.reduce((before, one) => text('{list}, {one}', { list: before, one }), first);
  return text('behind {list}', { list: behindCount > behind.length ? text('{list} and others', { list }) : list });
}
