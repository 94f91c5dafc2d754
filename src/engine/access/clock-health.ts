import { durationMs, type DurationMs } from '../timeline/model/units.ts';
import type { Answered } from './connection.ts';

export interface ConnectionHealth {
  /** From a request to the head of its answer: the least of the last ones. */
  readonly latency: DurationMs;
  /**
   * The server's clock minus ours lies between these (the Date header has whole seconds). Absent when the server tells
   * no date.
   */
  readonly clockOffset?: { readonly least: DurationMs; readonly most: DurationMs };
}

const KEPT = 16;

/** Latency and the clock's offset, from the answers to requests that are made anyway. */
export class ClockHealth {
  readonly #answers: Answered[] = [];

  answered(answer: Answered): void {
    this.#answers.push(answer);
    if (this.#answers.length > KEPT) this.#answers.shift();
  }

  /**
   * The Date header is the server's clock cut to the second at some moment between sending and answering, so each
   * answer bounds the offset to a second and the round trip; several together bound it better.
   */
  get health(): ConnectionHealth | undefined {
    if (this.#answers.length === 0) return undefined;
    const latency = durationMs(Math.min(...this.#answers.map(({ sentAt, answeredAt }) => answeredAt - sentAt)));
    const dated = this.#answers.filter((answer): answer is Required<Answered> => answer.serverDate !== undefined);
    if (dated.length === 0) return { latency };
    const least = Math.max(...dated.map(({ serverDate, answeredAt }) => serverDate - answeredAt));
    const most = Math.min(...dated.map(({ serverDate, sentAt }) => serverDate + 1000 - sentAt));
    // A clock that was set in between leaves nothing that fits all answers: the last one is what holds now.
    if (least <= most) return { latency, clockOffset: { least: durationMs(least), most: durationMs(most) } };
    const last = dated.at(-1);
    this.#answers.splice(0, this.#answers.length - 1);
    return last
      ? {
          latency,
          clockOffset: {
            least: durationMs(last.serverDate - last.answeredAt),
            most: durationMs(last.serverDate + 1000 - last.sentAt),
          },
        }
      : { latency };
  }
}
