import { withoutTokens } from '../../src/engine/access/secrets.ts';
import { NodePulls } from '../../src/engine/store/node-pulls.ts';
import { wrap, safeLine } from '../../src/cli/terminal-text.ts';
import { readManifests } from '../../src/extension/documents/read-manifest.ts';
import { escapeMarkdown } from '../../src/engine/export/escape-markdown.ts';
import { markdownText } from '../../src/extension/base/plain-text.ts';
import { parseLog } from '../../src/extension/panel/parse-log.ts';
import { classify, containerNamed, containerOf, goDuration } from '../../src/engine/timeline/instants/event-text.ts';
import { shortError } from '../../src/engine/timeline/model/failure-text.ts';
import { missingObject } from '../../src/engine/timeline/findings/parts/missing-object.ts';
import { quantity } from '../../src/engine/timeline/model/quantity.ts';
import { isVolumeReason, reasonsIn } from '../../src/engine/timeline/model/scheduler-message.ts';
import { imageIn, withoutRegistry } from '../../src/engine/timeline/many/workload/pulled-images.ts';
import { yamlScalar } from '../../src/engine/timeline/model/yaml-scalar.ts';
import { rejectionReason } from '../../src/extension/views/rejection-words.ts';
import { plain } from '../../webview/parts/plain.ts';
import { isSuperLinear } from './cpu-time.ts';
import { Random } from './random.ts';
import { containerSpec, eventFacts, podFacts } from '../unit/engine/timeline/facts-builder.ts';
import { KNOWN_TEXTS, pumped } from './hostile-texts.ts';

/* Everything that reads something out of a foreign text, and whether one of them is slow. */

/** Longer than any text that is read of the API, so that what is quadratic shows. */
const LENGTH = 64_000;

export const READERS: Readonly<Record<string, (text: string, reason: string) => unknown>> = {
  classify: (message, reason) => classify(eventFacts({ reason, message })),
  containerNamed: (message) =>
    [{ kind: 'started' }, { kind: 'pulling' }].map((meaning) =>
      containerNamed(eventFacts({ message }), meaning as { kind: 'started' }, [containerSpec(), containerSpec()]),
    ),
  containerOf: (fieldPath) =>
    [fieldPath, `spec.containers{${fieldPath}`].map((path) =>
      containerOf(eventFacts({ involved: { kind: 'Pod', name: 'web', fieldPath: path } })),
    ),
  nodePulls: (message, reason) =>
    new NodePulls().add(
      eventFacts({ reason, message, host: 'node1', involved: { kind: 'Pod', name: 'web', fieldPath: message } }),
      podFacts(),
    ),
  errors: (error) => [shortError(error), missingObject(error), rejectionReason(error), withoutTokens(error)],
  scheduler: (message) => [reasonsIn(message), isVolumeReason(message)],
  images: (image) => [imageIn(image), withoutRegistry(image), yamlScalar(image)],
  numbers: (written) => [quantity(written), goDuration(written)],
  manifest: (line) => readManifests(`kind: Pod ${line}\nmetadata:\n  ${line}\n  name: ${line}\n`, 0),
  shown: (words) => [plain(words), safeLine(words), escapeMarkdown(words), markdownText(words), parseLog(words)],
  wrapped: (words) => wrap(words, 80),
};

/** What the seeds begin with, in turn. */
export const TEXTS = [...KNOWN_TEXTS, ['', '1.5Gi'] as const, ['', ''] as const];

/**
 * A short form of the seed's text when `reader` takes more than its part longer for a longer one. The same seed makes
 * the same text; seeds that follow each other begin with each known text in turn.
 */
export function slownessOf(reader: string, seed: number): string | undefined {
  const [reason, known] = TEXTS[seed % TEXTS.length] ?? ['', ''];
  const textOf = (length: number): string => pumped(new Random(seed), known, length);
  const isSlow = isSuperLinear((text) => READERS[reader]?.(text, reason), textOf, LENGTH);
  return isSlow ? `${reader} is slow for ${JSON.stringify(textOf(known.length + 12))}` : undefined;
}
