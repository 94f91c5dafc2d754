import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { EvidenceKind } from '../../../../../src/engine/recording/evidence-of-recording.ts';
import type { PodEvidence } from '../../../../../src/engine/timeline/model/facts.ts';
import { buildInstants, checkClocks } from '../../../../../src/engine/timeline/instants/instants.ts';
import { loadEvidence } from '../../../../accuracy/evidence.ts';
import type { Truth } from '../../../../accuracy/score.ts';
import type { Part } from '../../../../accuracy/shift-clock.ts';
import { shiftClock } from '../../../../accuracy/shift-clock.ts';
import { at, kubeletEvent, podEvidence, scheduledEvent, secondsOf, watched } from '../facts-builder.ts';

const folder = path.join(import.meta.dirname, '../../../../recordings');
const files = [
  'coldpull',
  'cached',
  'multi',
  'inits',
  'shop',
  'readiness',
  'statefulset',
  'crashthenok',
  'unschedulable',
  'pvc',
  'noconfig',
  'v1.29/coldpull',
];

const recordings = await Promise.all(
  files.map(async (file) => ({
    live: await loadEvidence(path.join(folder, `${file}.ndjson.gz`), 'live'),
    stored: await loadEvidence(path.join(folder, `${file}.ndjson.gz`), 'stored'),
    truth: JSON.parse(fs.readFileSync(path.join(folder, `${file}.truth.json`), 'utf8')) as Truth,
  })),
);

interface Found {
  /** Pods with a truth outside of the bounds, although the timeline knows of a wrong clock or should have. */
  readonly wrong: string[];
  /** Pods whose timeline blames the clock, and the offsets that it reports. */
  readonly offsets: number[];
  readonly pods: number;
}

function shift(kind: EvidenceKind, part: Part, by: number): Found {
  const found: Found & { pods: number } = { wrong: [], offsets: [], pods: 0 };
  for (const { truth, ...evidence } of recordings) {
    for (const [uid, { pod, instants }] of Object.entries(truth)) {
      const live = evidence.live.get(uid);
      const of = evidence[kind].get(uid);
      if (live === undefined || of === undefined) continue;
      found.pods += 1;
      judge(found, shiftClock(of, live, part, by), pod, instants, part, by);
    }
  }
  return found;
}

function judge(
  found: Found,
  evidence: PodEvidence,
  pod: string,
  truth: Readonly<Record<string, number>>,
  part: Part,
  by: number,
): void {
  const built = buildInstants(evidence);
  found.offsets.push(...built.skews.filter(({ clock }) => clock.startsWith(part)).map(({ offset }) => offset));
  const outside = Object.entries(truth).filter(([id, time]) => {
    const said = built.instants[id];
    return said !== undefined && (time < said.earliest - 10 || time > said.latest + 10);
  });
  if (outside.length > 0 && !cannotKnow(evidence, built.skews.length, part, by)) {
    found.wrong.push(`${pod} ${outside.map(([id]) => id).join(' ')}`);
  }
}

/** No clock is blamed, and the timeline says itself that it would not notice such a shift. */
function cannotKnow(evidence: PodEvidence, blamed: number, part: Part, by: number): boolean {
  const margins = checkClocks(evidence).filter(({ clock }) => clock.startsWith(part));
  return (
    blamed === 0 &&
    margins.some(({ ahead = Infinity, behind = -Infinity }) => (by > 0 ? ahead >= by - 100 : behind <= by + 100))
  );
}

describe.each(['kubelet', 'scheduler', 'controller', 'apiserver', 'client'] as const)(
  'when the clock of the %s is wrong',
  (part) => {
    test.each([-5000, -800, 800, 5000, 3_600_000])('by %d ms, live bounds still hold the truth', (by) => {
      expect(shift('live', part, by).wrong).toEqual([]);
    });
  },
);

describe.each(['kubelet', 'scheduler', 'controller', 'apiserver'] as const)(
  'when the clock of the %s was wrong',
  (part) => {
    test.each([-5000, -800, 800, 5000, 3_600_000])(
      'by %d ms, what is stored still gives bounds that hold the truth',
      (by) => {
        expect(shift('stored', part, by).wrong).toEqual([]);
      },
    );
  },
);

test.each([-5000, 5000, 3_600_000])(
  'a kubelet that is off by %d ms is named, to a tenth of a second, by nearly every pod that it ran',
  (by) => {
    const { offsets, pods } = shift('live', 'kubelet', by);
    const near = offsets.filter((offset) => Math.abs(offset - by) < 150);
    expect(near.length / pods).toBeGreaterThan(0.8);
  },
);

test('clocks that agree are not blamed', () => {
  expect(
    recordings.flatMap(({ live }) => [...live.values()].flatMap((evidence) => buildInstants(evidence).skews)),
  ).toEqual([]);
});

test('an impossible order is shown as a clock that is behind, and the times are corrected', () => {
  const startedBeforeItWasCreated = podEvidence({
    pods: [
      watched(1, 10.003, { creationAt: at(10) }),
      watched(2, 10.2, { creationAt: at(10), spec: { nodeName: 'node1' } }),
    ],
    events: [
      scheduledEvent(10.01),
      kubeletEvent('Pulled', 'Container image "a" already present on machine', 7.3, 'app'),
      kubeletEvent('Created', 'Container created', 7.35, 'app'),
      kubeletEvent('Started', 'Container started', 7.4, 'app'),
    ],
  });
  const late = {
    ...startedBeforeItWasCreated,
    events: startedBeforeItWasCreated.events.map((seen) =>
      seen.event.component === 'kubelet'
        ? { ...seen, event: { ...seen.event, creationAt: at(10) }, arrivedAt: at(secondsOf(seen.arrivedAt!) + 3) }
        : seen,
    ),
  };
  const { skews, instants } = buildInstants(late);
  expect([
    skews.map(({ clock, offset }) => [clock, Math.round(offset / 100) / 10]),
    secondsOf(instants['container/app/started']!.at),
  ]).toEqual([[['kubelet/node1', -3]], expect.closeTo(10.4, 1)]);
});
