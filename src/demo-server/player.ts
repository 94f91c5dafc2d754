import {
  type Disposable,
  own,
  epochMs,
  type EpochMs,
  type KubeObject,
  reasonOf,
  typeFromPath,
} from '../engine/engine.ts';
import type { ApiState } from './api-state.ts';
import type { LogStore } from './logs.ts';
import { offsetFor, playedLog, playedObject, timeOf } from './play-list.ts';
import type { Change, Playing, Tape } from './play-list.ts';

export interface PlayerOptions {
  readonly tapes: readonly Tape[];
  readonly state: ApiState;
  readonly logs: LogStore;
  readonly now: () => number;
  /** Plays once and stays at the end. Otherwise it starts over, with new uids, after `restMs`. */
  readonly once: boolean;
  readonly restMs: number;
  /** Called with the first object that is not what the API promises, and why: such are left out. */
  readonly onLeftOut?: (what: string) => void;
}

/** A change that is still to come. */
interface Due {
  readonly at: EpochMs;
  readonly tape: Tape;
  readonly change: Change;
  readonly playing: Playing;
}

/** Between the deletion of the last round's objects and the next round. */
const pauseMs = 1000;

/** A timer of more would end at once; what is so far away is looked at again then. */
const longestTimerMs = 2 ** 31 - 1;

/** Lets recordings happen again in an {@link ApiState}, from `play` on, as fast as they happened. */
export class Player implements Disposable {
  readonly #options: PlayerOptions;
  #timer: NodeJS.Timeout | undefined;
  #round = 0;
  #due: readonly Due[] = [];
  #next = 0;
  #hasLeftOut = false;

  constructor(options: PlayerOptions) {
    this.#options = options;
    for (const tape of options.tapes) addTypes(options.state, tape);
  }

  /** Which life it is, from 0. */
  get round(): number {
    return this.#round;
  }

  /** Begins at `start`; a start in the past catches up at once. */
  play(start: EpochMs): void {
    const { tapes, state, logs } = this.#options;
    const playings = tapes.map((tape) => ({ tape, playing: { offset: offsetFor(tape, start), round: this.#round } }));
    for (const { tape, playing } of playings) {
      addNamespaces(state, tape, playing);
      for (const change of tape.initial) this.#apply({ at: start, tape, change, playing });
      for (const log of tape.logs) {
        this.#orLeaveOut(`the log of ${log.container}`, () => {
          const { metadata, container, previous, text } = playedLog(tape, log, playing);
          logs.set(metadata.uid, container, previous, text);
        });
      }
    }
    this.#due = playings
      .flatMap(({ tape, playing }) =>
        tape.changes.map((change) => ({ at: timeOf(tape, change, playing), tape, change, playing })),
      )
      .sort((a, b) => a.at - b.at);
    this.#next = 0;
    const end = Math.max(
      start,
      ...playings.map(({ tape, playing }) => tape.recording.header.t + playing.offset + tape.duration),
    );
    this.#advance(epochMs(end));
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #advance(end: EpochMs): void {
    const now = this.#options.now();
    for (let due = this.#due[this.#next]; due && due.at <= now; due = this.#due[++this.#next]) this.#apply(due);
    const next = this.#due[this.#next];
    if (next) this.#at(next.at, () => this.#advance(end));
    else if (!this.#options.once) this.#at(epochMs(end + this.#options.restMs), () => this.#startOver());
  }

  #at(time: EpochMs, then: () => void): void {
    const wait = time - this.#options.now();
    if (wait > longestTimerMs) this.#timer = setTimeout(() => this.#at(time, then), longestTimerMs);
    else this.#timer = setTimeout(then, Math.max(0, wait));
  }

  /** What the header of the recording does not name cannot be served. */
  #apply({ tape, change, playing }: Due): void {
    const { state } = this.#options;
    if (!state.resource(change.resource)) return;
    this.#orLeaveOut(`${change.resource} ${change.object.metadata.name ?? ''}`, () => {
      const object = playedObject(tape, change.object, playing);
      state.apply(
        change.resource,
        change.type,
        isLasting(change.resource) ? keepCreation(state, change.resource, object) : object,
      );
    });
  }

  /** A recording may come from anywhere: what cannot be moved in time, or written, must not end the demo. */
  #orLeaveOut(what: string, play: () => void): void {
    try {
      play();
    } catch (error) {
      if (!this.#hasLeftOut) this.#options.onLeftOut?.(`${what} (${reasonOf(error)})`);
      this.#hasLeftOut = true;
    }
  }

  /** The last round's objects are deleted as a cluster deletes them, one by one, so that every client sees it. */
  #startOver(): void {
    const { state, logs, now } = this.#options;
    for (const { name } of state.types) {
      if (isLasting(name)) continue;
      for (const { object } of state.resource(name)?.items() ?? []) state.apply(name, 'DELETED', object);
    }
    logs.clear();
    this.#round += 1;
    this.#at(epochMs(now() + pauseMs), () => this.play(epochMs(now())));
  }
}

const isLasting = (resource: string): boolean => resource === 'nodes' || resource === 'namespaces';

/** A node of a later round is the same node: it was made when it was made. */
function keepCreation(state: ApiState, resource: string, object: KubeObject): KubeObject {
  const known = state.resource(resource)?.get('', object.metadata.name ?? '')?.object.metadata;
  return known
    ? {
        ...object,
        metadata: {
          ...object.metadata,
          ...(known.creationTimestamp && { creationTimestamp: known.creationTimestamp }),
        },
      }
    : object;
}

/** Resources that are no usual ones are served as well, if they can be told from their objects. */
function addTypes(state: ApiState, { recording, initial, changes }: Tape): void {
  for (const { resource, object } of [...initial, ...changes]) {
    const path = own(recording.header.resources, resource);
    if (state.resource(resource) || path === undefined) continue;
    const type = typeFromPath(
      resource,
      path,
      typeof object.kind === 'string' ? object.kind : resource,
      object.metadata.namespace !== undefined,
    );
    if (type) state.addType(type);
  }
}

/** Recordings hold no namespaces, but their objects are in some. */
function addNamespaces(state: ApiState, tape: Tape, playing: Playing): void {
  const names = new Set([
    'default',
    ...[...tape.initial, ...tape.changes].flatMap(({ object }) => object.metadata.namespace ?? []),
  ]);
  const creationTimestamp = new Date(tape.recording.header.t + playing.offset).toISOString().replace(/\.\d+Z$/, 'Z');
  for (const name of names) {
    if (state.resource('namespaces')?.get('', name)) continue;
    const labels = { 'kubernetes.io/metadata.name': name };
    state.apply('namespaces', 'ADDED', {
      kind: 'Namespace',
      apiVersion: 'v1',
      metadata: { name, uid: namespaceUid(name), creationTimestamp, labels },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
  }
}

/** In the form of a uid, and the same each time. */
function namespaceUid(name: string): string {
  const hex = Buffer.from(name.padEnd(16, '-')).toString('hex').slice(0, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
