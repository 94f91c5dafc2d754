import { expect, test } from 'vitest';
import { decodeChange } from '../../../src/engine/decode/decode.ts';
import { LONGEST_TEXT } from '../../../src/engine/decode/bounded-text.ts';
import { NodePulls } from '../../../src/engine/store/node-pulls.ts';
import { readEvent } from '../../../src/engine/decode/protobuf/protobuf-event.ts';
import { readPod } from '../../../src/engine/decode/protobuf/protobuf-pod.ts';
import { Wire } from '../../../src/engine/decode/protobuf/wire.ts';
import { wrap, safeLine } from '../../../src/cli/terminal-text.ts';
import { readManifests } from '../../../src/extension/documents/read-manifest.ts';
import { escapeMarkdown } from '../../../src/engine/export/escape-markdown.ts';
import { markdownText } from '../../../src/extension/base/plain-text.ts';
import { parseLog } from '../../../src/extension/panel/parse-log.ts';
import { classify, containerNamed, containerOf, goDuration } from '../../../src/engine/timeline/instants/event-text.ts';
import { shortError } from '../../../src/engine/timeline/model/failure-text.ts';
import { missingObject } from '../../../src/engine/timeline/findings/parts/missing-object.ts';
import { quantity } from '../../../src/engine/timeline/model/quantity.ts';
import { isVolumeReason, reasonsIn } from '../../../src/engine/timeline/model/scheduler-message.ts';
import { imageIn, withoutRegistry } from '../../../src/engine/timeline/many/workload/pulled-images.ts';
import { yamlScalar } from '../../../src/engine/timeline/model/yaml-scalar.ts';
import { rejectionReason } from '../../../src/extension/views/rejection-words.ts';
import { plain } from '../../../webview/parts/plain.ts';
import { isSuperLinear } from '../../attack/cpu-time.ts';
import { KNOWN_TEXTS, pumped } from '../../attack/hostile-texts.ts';
import { Random } from '../../attack/random.ts';
import { encodeMessage } from '../../cluster/engine/decode/protobuf-encode.ts';
import { containerSpec, eventFacts, podFacts } from '../engine/timeline/facts-builder.ts';

/** Longer than any text that is read of the API, so that what is quadratic shows. */
const LENGTH = 64_000;
const ROUNDS = 6;

const READERS: Readonly<Record<string, (text: string, reason: string) => unknown>> = {
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
  errors: (error) => [shortError(error), missingObject(error), rejectionReason(error)],
  scheduler: (message) => [reasonsIn(message), isVolumeReason(message)],
  images: (image) => [imageIn(image), withoutRegistry(image), yamlScalar(image)],
  numbers: (written) => [quantity(written), goDuration(written)],
  manifest: (line) => readManifests(`kind: Pod ${line}\nmetadata:\n  ${line}\n  name: ${line}\n`, 0),
  shown: (words) => [plain(words), safeLine(words), escapeMarkdown(words), markdownText(words), parseLog(words)],
  wrapped: (words) => wrap(words, 80),
};

test.each(Object.entries(READERS))('%s takes no more than its part longer for a longer text', (_name, read) => {
  const slow: string[] = [];
  for (const [index, [reason, known]] of [...KNOWN_TEXTS, ['', '1.5Gi'] as const, ['', ''] as const].entries()) {
    for (let round = 0; round < ROUNDS; round += 1) {
      const textOf = (length: number): string => pumped(new Random(index * ROUNDS + round), known, length);
      if (isSuperLinear((text) => read(text, reason), textOf, LENGTH)) slow.push(textOf(known.length + 12));
    }
  }
  expect(slow).toEqual([]);
});

const metadata = {
  name: 'web.17',
  namespace: 'shop',
  uid: 'e1',
  resourceVersion: '7',
  creationTimestamp: '2026-01-01T00:00:00Z',
};
const hostile = 'é'.repeat(60_000);
const event = {
  metadata,
  involvedObject: { kind: 'Pod', name: 'web', uid: 'u1', namespace: 'shop', fieldPath: `spec.containers{${hostile}}` },
  reason: 'Pulled',
  message: `Successfully pulled image "${hostile}`,
  firstTimestamp: '2026-01-01T00:00:00Z',
  lastTimestamp: '2026-01-01T00:00:00Z',
  source: { component: 'kubelet', host: 'node1' },
};
const waiting = {
  containerStatuses: [
    {
      name: 'app',
      image: 'app:1',
      imageID: '',
      ready: false,
      restartCount: 0,
      state: { waiting: { reason: 'Failed', message: hostile } },
    },
  ],
  conditions: [{ type: 'Ready', status: 'False', message: hostile }],
  message: hostile,
};

/** All texts in what was decoded. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

test.each([
  ['an event in JSON', () => decodeChange({ resource: 'events', how: 'watched', object: event })?.facts],
  ['an event in protobuf', () => readEvent(new Wire(encodeMessage('Event', event)))],
  [
    'a pod in JSON',
    () => decodeChange({ resource: 'pods', how: 'watched', object: { metadata, status: waiting } })?.facts,
  ],
  ['a pod in protobuf', () => readPod(new Wire(encodeMessage('Pod', { metadata, spec: {}, status: waiting })))],
])('of a text of 60,000 characters in %s no more than 4 kB is read', (_name, decode) => {
  expect(Math.max(...textsIn(decode()).map(({ length }) => length))).toBe(LONGEST_TEXT);
});

test('a long text is cut alike in both forms', () => {
  expect({ ...readEvent(new Wire(encodeMessage('Event', event))) }).toEqual({
    ...decodeChange({ resource: 'events', how: 'watched', object: event })?.facts,
  });
});
