import { expect, test } from 'vitest';
import { buildTimeline } from '../../../../../src/engine/timeline/build-timeline.ts';
import { english } from '../../../../../src/engine/timeline/model/duration.ts';
import { originWords } from '../../../../../src/engine/timeline/model/static-start.ts';
import { formatText } from '../../../../../src/engine/timeline/model/text.ts';
import { epochMs } from '../../../../../src/engine/timeline/model/units.ts';
import { loadEvidence } from '../../../../accuracy/evidence.ts';
import * as path from 'node:path';

const evidence = [
  ...(await loadEvidence(path.join(import.meta.dirname, '../../../../recordings/static.ndjson.gz'), 'stored')).values(),
][0]!;

/** The same pod, whose mirror the kubelet could make only so many seconds later: the API server was not there yet. */
const mirroredLater = (seconds: number) => ({
  ...evidence,
  pods: evidence.pods.map((seen) => ({
    ...seen,
    pod: {
      ...seen.pod,
      creationAt: epochMs(seen.pod.creationAt + seconds * 1000),
      statusAt: epochMs((seen.pod.statusAt ?? 0) + seconds * 1000),
    },
  })),
});

test('a static pod whose mirror was made long after its start counts from its start, and says so', () => {
  const { totals, instants } = buildTimeline(mirroredLater(60));
  expect(totals.kubeletTotal!.ms).toBeGreaterThanOrEqual(0);
  expect(instants['mirrored']!.at - instants['created']!.at).toBeGreaterThan(55_000);
  expect(formatText(originWords(instants)!, english)).toMatch(
    /^Counted from its start by the kubelet; its mirror object was made 5\d\.\d s later\.$|1 min/,
  );
});

test('one whose mirror came first counts from that', () => {
  const { instants } = buildTimeline(evidence);
  expect(originWords(instants)).toBeUndefined();
});
