import { phaseKinds, stepKind, stepName, stepOf, type Step } from '../../src/engine/timeline/model/phase-kinds.ts';
import { type Text, text } from '../../src/engine/timeline/model/text.ts';
import type { Phase, PhaseKind } from '../../src/engine/timeline/model/timeline.ts';

/** What a colour stands for. Kinds of the same nature share one, so that the legend stays short. */
export type Meaning =
  'sched' | 'node' | 'wait' | 'queue' | 'pull' | 'backoff' | 'start' | 'run' | 'startup' | 'ready' | 'gate' | 'end';

const meanings: Readonly<Record<PhaseKind, Meaning>> = {
  gated: 'sched',
  unschedulable: 'sched',
  preempting: 'sched',
  scheduling: 'sched',
  'node-wait': 'sched',
  'kubelet-pickup': 'node',
  attach: 'node',
  mount: 'node',
  sandbox: 'node',
  'config-wait': 'wait',
  turn: 'wait',
  'pull-queue': 'queue',
  pull: 'pull',
  'pull-backoff': 'backoff',
  'crash-backoff': 'backoff',
  'retry-backoff': 'backoff',
  create: 'start',
  start: 'start',
  'post-start': 'start',
  run: 'run',
  'startup-probe': 'startup',
  readiness: 'ready',
  'readiness-gate': 'gate',
  terminating: 'end',
};

/** The colour class of a kind of phase. */
export const meaningOf = (kind: PhaseKind): Meaning => meanings[kind];

/** In the order in which a pod goes through them. */
export const legend: readonly { readonly meaning: Meaning; readonly name: Text }[] = [
  { meaning: 'sched', name: text('scheduling') },
  { meaning: 'node', name: text('volumes, sandbox') },
  { meaning: 'wait', name: text('waits') },
  { meaning: 'queue', name: text('pull queue') },
  { meaning: 'pull', name: text('image pull') },
  { meaning: 'backoff', name: text('back-off') },
  { meaning: 'start', name: text('create, start') },
  { meaning: 'run', name: text('runs') },
  { meaning: 'startup', name: text('startup probe') },
  { meaning: 'ready', name: text('readiness') },
  { meaning: 'gate', name: text('readiness gate') },
  { meaning: 'end', name: text('terminating') },
];

export interface LegendEntry {
  readonly meaning: Meaning;
  readonly name: Text;
  /** Hatched. */
  readonly waiting: boolean;
}

/** With more names than these an entry would be a sentence. */
const namesInEntry = 3;

/** The colours of these steps, each by the names of those that have it, in the order in which they are given. */
export function legendOfSteps(steps: readonly Step[]): LegendEntry[] {
  return legend.flatMap(({ meaning, name }): LegendEntry[] => {
    const own = steps.filter((step) => meaningOf(stepKind(step)) === meaning);
    const [first, ...others] = own.length > namesInEntry ? [name] : own.map(stepName);
    if (!first) return [];
    return [
      {
        meaning,
        name: others.reduce((list, one) => text('{list}, {one}', { list, one }), first),
        waiting: own.every((step) => phaseKinds[stepKind(step)].activity === 'waiting'),
      },
    ];
  });
}

/** The colours of these phases, each by the names that its bars have. */
export const legendOfPhases = (phases: readonly Phase[]): LegendEntry[] =>
  legendOfSteps([...new Set([...phases].sort((a, b) => a.start.at - b.start.at).map(stepOf))]);
