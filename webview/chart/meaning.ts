import { type Text, text } from '../../src/timeline/text.ts';
import type { PhaseKind } from '../../src/timeline/timeline.ts';

/** What a colour stands for. Kinds of the same nature share one, so that the legend stays short. */
export type Meaning = 'sched' | 'node' | 'wait' | 'queue' | 'pull' | 'backoff' | 'start' | 'run' | 'startup' | 'ready' | 'gate' | 'end';

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
  { meaning: 'queue', name: text('waits for other pulls') },
  { meaning: 'pull', name: text('image pull') },
  { meaning: 'backoff', name: text('back-off') },
  { meaning: 'start', name: text('create, start') },
  { meaning: 'run', name: text('runs, boots') },
  { meaning: 'startup', name: text('startup probe') },
  { meaning: 'ready', name: text('readiness') },
  { meaning: 'gate', name: text('readiness gate') },
  { meaning: 'end', name: text('terminating') },
];
