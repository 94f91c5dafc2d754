import { drawTimeline } from '../../src/cli/draw-timeline.ts';
import { exporters } from '../../src/engine/export/exporters.ts';
import { buildTimeline } from '../../src/engine/timeline/build-timeline.ts';
import { english } from '../../src/engine/timeline/model/duration.ts';
import type { PodEvidence } from '../../src/engine/timeline/model/facts.ts';
import type { Timeline } from '../../src/engine/timeline/model/timeline.ts';
import { epochMs } from '../../src/engine/timeline/model/units.ts';

/** What a Date can hold, in ms before and after 1970. */
const MOST = 8.64e15;
const NOW = epochMs(Date.UTC(2026, 0, 1, 0, 10));

/** What no evidence may do to a timeline or to what is made of it; empty when all holds. */
export function timelineFaults(evidence: PodEvidence): readonly string[] {
  try {
    const timeline = buildTimeline(evidence);
    const faults = [
      ...numberFaults(timeline, ''),
      ...boundFaults(timeline),
      ...idFaults(timeline),
      ...totalFaults(timeline),
    ];
    drawTimeline(timeline, { width: 80, now: NOW, color: false });
    const options = { now: NOW, language: english, evidence: () => evidence };
    for (const { write } of exporters) [...write([timeline], options)].join('');
    return faults;
  } catch (error) {
    return [
      `throws ${error instanceof Error ? `${error.message} ${error.stack?.split('\n')[1]?.trim() ?? ''}` : String(error)}`,
    ];
  }
}

/** Every number is finite. */
function numberFaults(value: unknown, place: string): readonly string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${place} is ${value}`];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    numberFaults(item, Array.isArray(value) ? `${place}[]` : `${place}.${key}`),
  );
}

/** Every instant lies within its bounds, and these are dates; nothing ends before it starts. */
function boundFaults({ instants, phases, events }: Timeline): readonly string[] {
  const all = [
    ...Object.entries(instants),
    ...phases.flatMap(({ id, start, end }) => [
      [`start of ${id}`, start] as const,
      ...(end ? [[`end of ${id}`, end] as const] : []),
    ]),
    ...events.map(({ uid, at }) => [`event ${uid}`, at] as const),
  ];
  return [
    ...all.flatMap(([name, { at, earliest, latest }]) =>
      at >= earliest && at <= latest ? [] : [`${name} is outside of its bounds`],
    ),
    ...all.flatMap(([name, { earliest, latest }]) =>
      Math.abs(earliest) <= MOST && Math.abs(latest) <= MOST ? [] : [`${name} is no date`],
    ),
    ...phases.flatMap(({ id, start, end }) => (end && end.at < start.at ? [`${id} ends before it starts`] : [])),
  ];
}

/** Lanes and phases are told apart by their ids. */
function idFaults({ lanes, phases }: Timeline): readonly string[] {
  const seen = new Set<string>();
  return [...lanes, ...phases].flatMap(({ id }) => {
    const fault = seen.has(id) ? [`${id} is there twice`] : [];
    seen.add(id);
    return fault;
  });
}

/** No time that something took is negative. */
function totalFaults({ totals, findings, phases, outcome }: Timeline): readonly string[] {
  const spans = [...Object.entries(totals), ...('startup' in outcome ? [['startup', outcome.startup] as const] : [])];
  return [
    ...spans.flatMap(([name, { ms, shortest, longest }]) =>
      ms >= 0 && shortest >= 0 && longest >= 0 ? [] : [`total ${name} is negative`],
    ),
    ...findings.flatMap(({ id, explains, saves }) =>
      explains >= 0 && (saves ?? 0) >= 0 ? [] : [`finding ${id} explains a negative time`],
    ),
    ...phases.flatMap(({ id, slack }) => ((slack ?? 0) >= 0 ? [] : [`${id} has a negative slack`])),
  ];
}
