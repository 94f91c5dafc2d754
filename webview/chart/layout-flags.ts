import { failuresSinceReady } from '../../src/engine/timeline/many/failures-since-ready.ts';
import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import type { Timeline } from '../../src/engine/timeline/model/timeline.ts';
import { rough } from '../../src/engine/timeline/what-if/words.ts';
import { lastFailure } from '../parts/last-failure.ts';
import { short } from '../parts/plain.ts';
import type { LayoutContext } from './layout-context.ts';
import { sizes, type Flag } from './waterfall.ts';

/** The lines that say how it ended, or how far it is. */
export function layoutFlags(context: LayoutContext): Flag[] {
  const placed: (Flag & Extent)[] = [];
  for (const flag of [...flagsOf(context), ...predictedFlag(context)]) {
    const x = context.scale.x(flag.at - context.origin);
    if (x < context.scale.left - 1 || x > context.scale.right + 1) continue;
    const label = context.speech.say(flag.label);
    const length = context.measure(label, sizes.font, true) + gap;
    const anchor = length <= context.width - x ? 'start' : 'end';
    const extent = anchor === 'start' ? { from: x, to: x + length } : { from: x - length, to: x };
    placed.push({ kind: flag.kind, x, label, anchor, level: freeLevel(extent, placed), ...extent });
  }
  return placed;
}

/** Between a line and its label, and after it. */
const gap = 8;

interface Extent {
  readonly from: number;
  readonly to: number;
}

function freeLevel({ from, to }: Extent, placed: readonly (Flag & Extent)[]): number {
  let level = 0;
  while (placed.some((other) => other.level === level && other.from < to && from < other.to)) level += 1;
  return level;
}

/** A pod that failed since was ready for the first time there, not for good. */
const readyWords = (timeline: Timeline): Text =>
  timeline.outcome.state === 'unready' || failuresSinceReady(timeline) > 0 ? text('first ready') : text('ready');

interface FlagAt {
  readonly kind: Flag['kind'];
  readonly at: number;
  readonly label: Text;
}

function predictedFlag({ predicted, timeline, origin, speech }: LayoutContext): FlagAt[] {
  if (predicted === undefined) return [];
  const created = timeline.instants['created']?.at ?? origin;
  const total = rough(predicted.ms, predicted.longest - predicted.shortest, speech);
  return [{ kind: 'predicted', at: created + predicted.ms, label: text('predicted: about {total}', { total }) }];
}

function flagsOf({ timeline, origin, at }: LayoutContext): FlagAt[] {
  const deleted: FlagAt[] = timeline.deleted
    ? [{ kind: 'deleted', at: timeline.deleted.at, label: text('deleted') }]
    : [];
  const { outcome } = timeline;
  switch (outcome.state) {
    case 'starting':
      return timeline.deleted ? deleted : [{ kind: 'now', at, label: text('now') }];
    case 'stuck':
      return timeline.deleted
        ? deleted
        : [{ kind: 'stuck', at, label: text('now: {reason}', { reason: short(outcome.reason, 60) }) }];
    case 'ready':
    case 'unready':
      return [
        {
          kind: 'ready',
          at: timeline.instants['podReady']?.at ?? origin + outcome.startup.ms,
          label: readyWords(timeline),
        },
        ...deleted,
      ];
    case 'completed':
      return [{ kind: 'completed', at: origin + outcome.startup.ms, label: text('completed') }, ...deleted];
    case 'failed':
      return outcome.startup
        ? [
            { kind: 'failed', at: lastFailure(timeline)?.at ?? origin + outcome.startup.ms, label: text('failed') },
            ...deleted,
          ]
        : deleted;
  }
}
