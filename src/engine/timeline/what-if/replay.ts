import type { LaneId, PhaseKind } from '../model/timeline.ts';
import type { Plan, PlannedContainer, PlannedStep } from './change.ts';
import type { Draw } from './draws.ts';
import { type OtherPull, pullAtOnce, pullInTurn, type PullTimes } from './node-pulls.ts';
import {
  answerAt,
  nextRelist,
  type Probed,
  REACTION,
  readinessPasses,
  type StartupPass,
  startupPasses,
} from './probing.ts';

/** A stretch of a replayed start, in ms since creation. */
export interface ReplayedStep {
  readonly lane: LaneId;
  readonly kind: PhaseKind;
  readonly from: number;
  readonly to: number;
}

export interface Replayed {
  /** Creation to ready, in ms. */
  readonly ready: number;
  readonly steps: readonly ReplayedStep[];
}

/**
 * `again`: everything as another start may have it. `same`: what the changes do not reach is as it was, and takes as
 * long as it took.
 */
export type Manner = 'again' | 'same';

/**
 * One start by the plan, step by step as the kubelet takes them (pkg/kubelet/kuberuntime, SyncPod), with what `draw`
 * decides.
 */
export function replay(plan: Plan, draw: Draw, manner: Manner): Replayed {
  return new Replay(plan, draw, manner).run();
}

/** What is known to less than this is the same. In ms. */
const SAME = 1;

/**
 * How much a step of the node varies from start to start, as a factor up or down. Sandboxes of one node: 90 to 141 ms.
 */
const VARIES: Readonly<Record<PhaseKind, number | undefined>> = {
  gated: undefined,
  unschedulable: undefined,
  preempting: undefined,
  scheduling: 1.5,
  'node-wait': undefined,
  'kubelet-pickup': 1.5,
  attach: undefined,
  mount: 1.04,
  'config-wait': undefined,
  sandbox: 1.6,
  'retry-backoff': undefined,
  turn: undefined,
  'pull-queue': undefined,
  pull: 1.1,
  'pull-backoff': undefined,
  create: 1.7,
  start: 1.5,
  'post-start': undefined,
  'startup-probe': undefined,
  readiness: undefined,
  'crash-backoff': undefined,
  run: undefined,
  'readiness-gate': undefined,
  terminating: undefined,
};

/** From this minor version a status is written as soon as all containers are started; before, with the next look. */
const TELLS_AT_ONCE = 36;

/**
 * An answer of a registry about an image that has not changed takes at least this long, and rarely longer than that. In
 * ms.
 */
const REGISTRY = { quick: 30, slow: 2500 } as const;

class Replay {
  readonly #plan: Plan;
  readonly #draw: Draw;
  readonly #manner: Manner;
  readonly #steps: ReplayedStep[] = [];
  /** This pod's own pulls: those of other pods queue behind them. */
  readonly #pulls: OtherPull[] = [];
  #count = 0;
  #mounted = 0;

  constructor(plan: Plan, draw: Draw, manner: Manner) {
    this.#plan = plan;
    this.#draw = draw;
    this.#manner = manner;
  }

  run(): Replayed {
    const { model } = this.#plan;
    let turn = this.#lead();
    const ready: number[] = [];
    const running: { readonly container: PlannedContainer; readonly started: number; readonly answer: number }[] = [];
    for (const container of this.#plan.containers) {
      const started = this.#start(container, turn);
      if (container.role === 'init') turn = this.#runInit(container, started);
      else if (container.role === 'sidecar') {
        const up = this.#sidecar(container, started);
        turn = up.handedOn;
        ready.push(up.ready);
      } else {
        turn = this.#hook(container, started);
        running.push({ container, started, answer: turn });
      }
    }
    const allStarted = turn;
    const known = this.#knownAt(allStarted, this.#isAsBefore(allStarted, model.allStarted) ? model.known : undefined);
    for (const { container, started } of running) ready.push(this.#ready(container, started, { allStarted, known }));
    return this.#finish(Math.max(known, ...ready));
  }

  #finish(last: number): Replayed {
    const { report, gate } = this.#plan.model;
    const told = last + (this.#manner === 'same' ? report : this.#vary(report, 1.4));
    this.#add('pod', 'readiness', last, told);
    this.#add('pod', 'readiness-gate', told, told + gate);
    return { ready: told + gate, steps: this.#steps };
  }

  #lead(): number {
    let at = 0;
    for (const step of this.#plan.lead) {
      const to = at + this.#lengthOf(step);
      if (step.kind !== 'sandbox' && step.kind !== 'retry-backoff') this.#mounted = to;
      this.#add('pod', step.kind, at, to);
      at = to;
    }
    return at;
  }

  /** From a container's turn to its process. */
  #start(container: PlannedContainer, turn: number): number {
    const lane: LaneId = `container/${container.name}`;
    const asBefore = this.#isAsBefore(turn, container.turn);
    const gap = Math.max(0, container.begin - container.turn);
    // What is longer was the wait until an init container's end was noticed, which is replayed there.
    let at = turn + (gap < TURN ? gap : 0);
    if (asBefore) at = container.begin;
    this.#add(lane, 'turn', turn, at);
    for (const step of container.steps) at = this.#step(container, step, at);
    return this.#isAsBefore(at, container.started) ? container.started : at;
  }

  #step(container: PlannedContainer, step: PlannedStep, at: number): number {
    const lane: LaneId = `container/${container.name}`;
    if (step.kind !== 'pull' || step.failed) {
      const to = at + this.#lengthOf(step);
      this.#add(lane, step.kind, at, to);
      return to;
    }
    const { begins, ends } = this.#pull(container, step, at);
    this.#add(lane, 'pull-queue', at, begins);
    this.#add(lane, 'pull', begins, ends);
    this.#pulls.push({ image: container.image, queued: at, took: ends - begins });
    return ends;
  }

  #pull({ image, begin, steps }: PlannedContainer, step: PlannedStep, asked: number): PullTimes {
    const { parallelPulls, model } = this.#plan;
    const took = step.asksOnly ? this.#registryTakes(step.ms) : this.#lengthOf(step);
    if (steps[0] === step && !parallelPulls && Math.abs(asked - begin) < TURN && !step.asksOnly) {
      const begins = Math.max(asked, begin + step.wait);
      return { begins, ends: begins + took };
    }
    const others = [...model.otherPulls, ...this.#pulls].sort((a, b) => a.queued - b.queued);
    if (parallelPulls) return pullAtOnce({ image, asked, took }, others, this.#draw.sharing);
    return pullInTurn({ image, asked, took }, others);
  }

  #registryTakes(pulled: number): number {
    const slow = Math.min(REGISTRY.slow, pulled);
    const quick = Math.min(REGISTRY.quick, slow);
    return quick <= 0 ? 0 : quick * (slow / quick) ** this.#draw.registry;
  }

  /** An init container's end is noticed at the kubelet's next look. */
  #runInit(container: PlannedContainer, started: number): number {
    const { run, name } = container;
    if (!run) return started;
    const asBefore = this.#isAsBefore(started, container.started);
    const ran = run.shortest + (run.longest - run.shortest) * this.#draw.step(this.#count++);
    const ended = started + (asBefore ? run.ms : ran);
    const noticed = asBefore ? started + run.untilNext : nextRelist(ended, this.#draw) + REACTION;
    this.#add(`container/${name}`, 'run', started, ended);
    return asBefore ? ended : noticed;
  }

  #hook({ hook = 0, name }: PlannedContainer, started: number): number {
    this.#add(`container/${name}`, 'post-start', started, started + hook);
    return started + hook;
  }

  /** What comes after a sidecar waits until it is started; the pod's readiness waits for its readiness too. */
  #sidecar(container: PlannedContainer, started: number): { readonly handedOn: number; readonly ready: number } {
    const up = this.#hook(container, started);
    const asBefore = !container.changed && this.#isAsBefore(started, container.started);
    const probed = this.#probed(started, this.#knownAt(up, undefined));
    const pass = this.#startup(container, probed, asBefore);
    if (pass) this.#add(`container/${container.name}`, 'startup-probe', up, pass.passed);
    const handedOn = pass?.noticed ?? up;
    const ready = container.readiness ? this.#readinessPassed(container, probed, pass?.noticed) : handedOn;
    return { handedOn, ready: asBefore ? (container.ready ?? handedOn) : ready };
  }

  #ready(
    container: PlannedContainer,
    started: number,
    { allStarted, known }: { readonly allStarted: number; readonly known: number },
  ): number {
    const { model } = this.#plan;
    const asBefore =
      !container.changed &&
      this.#isAsBefore(started, container.started) &&
      this.#isAsBefore(allStarted, model.allStarted);
    const lane: LaneId = `container/${container.name}`;
    const probed = this.#probed(started, known);
    const pass = this.#startup(container, probed, asBefore);
    if (pass) this.#add(lane, 'startup-probe', started, pass.passed);
    const ready =
      asBefore && container.ready !== undefined
        ? container.ready
        : this.#readinessPassed(container, probed, pass?.noticed);
    this.#add(lane, 'readiness', pass?.passed ?? Math.max(started, allStarted), ready);
    return ready;
  }

  #probed(started: number, known: number): Probed {
    return { draw: this.#draw, minor: this.#plan.model.minor, ticking: this.#mounted, started, known };
  }

  #startup(
    { startup, startupAnswer, startupPassed }: PlannedContainer,
    probed: Probed,
    asBefore: boolean,
  ): StartupPass | undefined {
    if (asBefore && startupPassed !== undefined) return { passed: startupPassed, noticed: startupPassed };
    return startup && startupAnswer && startupPasses(probed, startup, answerAt(startupAnswer, this.#draw.answers));
  }

  #readinessPassed(
    { readiness, readinessAnswer }: PlannedContainer,
    probed: Probed,
    after: number | undefined,
  ): number {
    if (!readiness || !readinessAnswer) return Math.max(probed.known, after ?? 0);
    return readinessPasses(probed, readiness, answerAt(readinessAnswer, this.#draw.answers), after);
  }

  /** When the kubelet's own status shows what was started at `at`. */
  #knownAt(at: number, before: number | undefined): number {
    if (before !== undefined) return before;
    return this.#plan.model.minor >= TELLS_AT_ONCE ? at + REACTION : nextRelist(at, this.#draw) + REACTION;
  }

  #isAsBefore(at: number, before: number): boolean {
    return this.#manner === 'same' && Math.abs(at - before) < SAME;
  }

  #lengthOf({ kind, ms }: PlannedStep): number {
    const varies = VARIES[kind];
    return this.#manner === 'same' || varies === undefined ? ms : this.#vary(ms, varies);
  }

  #vary(ms: number, factor: number): number {
    return ms * factor ** (2 * this.#draw.step(this.#count++) - 1);
  }

  #add(lane: LaneId, kind: PhaseKind, from: number, to: number): void {
    if (to - from >= SAME) this.#steps.push({ lane, kind, from, to });
  }
}

/** The kubelet goes on to the next container that it may start within this. In ms. */
const TURN = 60;
