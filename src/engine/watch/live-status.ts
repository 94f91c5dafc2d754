import type { Problem } from '../access/problem.ts';
import { Emitter } from '../signal.ts';
import type { EpochMs } from '../timeline/model/units.ts';
import type { ConnectionStatus } from './cluster.ts';
import { withOneRefusal, type Hindrance } from './one-refusal.ts';

/** How one reflect loop stands. */
export type LoopState =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | { readonly state: 'retrying'; readonly problem: Problem; readonly attempt: number; readonly nextTryAt: EpochMs }
  | { readonly state: 'denied'; readonly problem: Problem };

/** Puts the loops' states together: pods decide, everything else can be missing. */
export class LiveStatus {
  readonly changed = new Emitter<ConnectionStatus>();
  readonly #now: () => EpochMs;
  #status: ConnectionStatus = { state: 'idle' };
  readonly #pods = new Map<string, LoopState>();
  readonly #others = new Map<string, LoopState>();
  /** About the choice of what is watched: see `scope-fallback`. */
  #notes: readonly Problem[] = [];

  constructor(now: () => EpochMs) {
    this.#now = now;
  }

  get current(): ConnectionStatus {
    return this.#status;
  }

  idle(): void {
    this.#clear();
    this.#set({ state: 'idle' });
  }

  connecting(): void {
    this.#clear();
    this.#set({ state: 'connecting', since: this.#now() });
  }

  denied(problem: Problem): void {
    this.#clear();
    this.#set({ state: 'denied', problem });
  }

  /** Something to tell once beside the state. */
  note(problem: Problem): void {
    this.#notes = [...this.#notes, problem];
    this.#combine();
  }

  loop(need: 'needed' | 'optional', name: string, state: LoopState): void {
    (need === 'needed' ? this.#pods : this.#others).set(name, state);
    this.#combine();
  }

  #clear(): void {
    this.#pods.clear();
    this.#others.clear();
    this.#notes = [];
  }

  #combine(): void {
    const pods = [...this.#pods.values()];
    const troubled = pods.filter((state) => state.state === 'retrying' || state.state === 'denied');
    if (pods.some(({ state }) => state === 'live')) {
      return this.#live([...this.#notes, ...troubled.flatMap(problemIn), ...withOneRefusal(this.#hindrances())]);
    }
    const retrying = troubled.find((state) => state.state === 'retrying');
    const denied = troubled.find((state) => state.state === 'denied');
    if (retrying) return this.#set(retrying);
    if (denied && !pods.some(({ state }) => state === 'connecting')) return this.#set(denied);
    if (this.#status.state !== 'connecting') this.#set({ state: 'connecting', since: this.#now() });
  }

  /** What the other loops lack: their names end with the resource's. */
  #hindrances(): readonly Hindrance[] {
    return [...this.#others].flatMap(([name, state]) => {
      const resource = name.slice(name.lastIndexOf('/') + 1);
      return problemIn(state).map((problem) => ({ resource, problem }));
    });
  }

  #live(problems: readonly Problem[]): void {
    const missing = problems.filter(
      (problem, index) => problems.findIndex((other) => sameProblem(other, problem)) === index,
    );
    const before = this.#status;
    if (
      before.state === 'live' &&
      before.missing.length === missing.length &&
      missing.every((problem, index) => sameProblem(problem, before.missing[index]))
    ) {
      return;
    }
    this.#set({ state: 'live', since: before.state === 'live' ? before.since : this.#now(), missing });
  }

  #set(status: ConnectionStatus): void {
    this.#status = status;
    this.changed.fire(status);
  }
}

const problemIn = (state: LoopState): readonly Problem[] => ('problem' in state ? [state.problem] : []);

const sameProblem = (a: Problem, b: Problem | undefined): boolean =>
  b !== undefined && JSON.stringify(a) === JSON.stringify(b);
