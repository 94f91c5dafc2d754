import type { ContainerStart, StartModel, StartStep } from '../../../../../src/engine/timeline/what-if/start-model.ts';
import { durationMs, epochMs } from '../../../../../src/engine/timeline/model/units.ts';

export const step = (kind: StartStep['kind'], ms: number, facts: Partial<StartStep> = {}): StartStep => ({
  kind,
  ms,
  wait: 0,
  failed: false,
  ...facts,
});

/** A container that begins when the sandbox is there (430 ms) and has its process 70 ms later. */
export function containerStart(facts: Partial<ContainerStart> = {}): ContainerStart {
  const begin = facts.begin ?? 430;
  const steps = facts.steps ?? [step('create', 20), step('start', 50)];
  const started = begin + steps.reduce((sum, { ms, wait }) => sum + ms + wait, 0);
  return {
    name: 'app',
    role: 'container',
    image: 'app:1',
    pullPolicy: 'IfNotPresent',
    turn: begin,
    begin,
    steps,
    started,
    ...facts,
  };
}

/** A start whose last container was told 16 ms after it was known; `ready` in ms. */
export function startModel(
  containers: readonly ContainerStart[],
  ready: number,
  facts: Partial<StartModel> = {},
): StartModel {
  const regular = containers.filter(({ role }) => role === 'container');
  const allStarted = Math.max(...regular.map(({ started, hook = 0 }) => started + hook));
  const probed = Math.max(...containers.map((container) => container.ready ?? 0));
  return {
    created: epochMs(Date.UTC(2026, 0, 1)),
    ready: { ms: durationMs(ready), shortest: durationMs(ready), longest: durationMs(ready) },
    minor: 36,
    lead: [step('scheduling', 10), step('mount', 300), step('sandbox', 120)],
    containers,
    allStarted,
    known: probed > allStarted ? allStarted : ready - 16,
    report: probed > allStarted ? ready - probed : 16,
    gate: 0,
    otherPulls: [],
    found: {},
    ...facts,
  };
}
