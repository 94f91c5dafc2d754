import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildTimeline } from '../../../../../src/engine/timeline/build-timeline.ts';
import { english } from '../../../../../src/engine/timeline/model/duration.ts';
import type { NodePull, PodEvidence } from '../../../../../src/engine/timeline/model/facts.ts';
import { formatText } from '../../../../../src/engine/timeline/model/text.ts';
import { epochMs } from '../../../../../src/engine/timeline/model/units.ts';
import { loadEvidence } from '../../../../accuracy/evidence.ts';
import { type Part, shiftClock } from '../../../../accuracy/shift-clock.ts';

const load = async (name: string): Promise<readonly PodEvidence[]> => [
  ...(await loadEvidence(path.join(import.meta.dirname, `../../../../recordings/${name}.ndjson.gz`), 'live')).values(),
];

const firstFinding = (evidence: PodEvidence): string => buildTimeline(evidence).findings[0]?.id ?? 'none';

describe.each<Part>(['kubelet', 'apiserver', 'scheduler', 'client'])('a %s clock that is wrong', (part) => {
  test.each([
    ['coldpull', -5000],
    ['samepull', 5000],
    ['readiness', -5000],
    ['inits', 800],
    ['unschedulable', 5000],
    ['crashthenok', 3_600_000],
  ])('changes the headline of %s by nothing (%i ms)', async (name, by) => {
    const pods = await load(name);
    expect(pods.map((evidence) => firstFinding(shiftClock(evidence, evidence, part, by)))).toEqual(
      pods.map(firstFinding),
    );
  });
});

test('a node clock that is 5 s ahead still names the pod whose pull was waited for', async () => {
  const ahead = (pull: NodePull): NodePull => ({
    ...pull,
    queuedAt: epochMs(pull.queuedAt! + 5000),
    endedAt: epochMs(pull.endedAt! + 5000),
  });
  const [, second] = (await load('samepull')).map((evidence) =>
    buildTimeline({ ...shiftClock(evidence, evidence, 'kubelet', 5000), nodePulls: evidence.nodePulls.map(ahead) }),
  );
  expect(formatText(second!.findings[0]!.sentence, english)).toContain('while twin-a pulled the same image');
});
