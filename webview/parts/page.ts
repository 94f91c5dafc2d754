import type { HostMessage } from '../../src/shared/protocol.ts';
import type { Scene } from './actions.ts';
import type { Speech } from './language.ts';
import type { LegendEntry } from './meaning.ts';
import type { Measure } from './measure.ts';

/** All that a page is drawn from. */
export interface PageInput<Message> extends Scene {
  readonly message: Message;
  /** The host's time now, in epoch ms. */
  readonly now: number;
  /** The room for the chart, in px. */
  readonly width: number;
  readonly speech: Speech;
  readonly measure: Measure;
  /** Present when there is a list to go back to. */
  readonly back?: () => void;
}

/** What stands around a chart that is passed on: whose it is, what there is to say of it, and what its colours mean. */
export interface Caption {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly legend: readonly LegendEntry[];
}

/** What shows messages of some type, in its place. */
export interface Page<Message> {
  /** Everything: after a snapshot or an act of the user. */
  draw(input: PageInput<Message>): void;
  /** Only what moves with the clock. */
  tick(now: number): void;
  /** Its chart for an export, as long as `use` looks at it. Undefined where there is no chart. */
  picture<T>(use: (chart: SVGElement, caption: Caption) => T): T | undefined;
  /** Whether anything on it grows with the clock. */
  readonly isRunning: boolean;
}

/** A kind of page. */
export interface PageKind<Message> {
  /** Puts a page into `place`, in the place of what was there. */
  enter(place: HTMLElement): Page<Message>;
}

/** By type of message, the kind of page that shows it. */
export type PageTable = {
  readonly [Type in HostMessage['type']]: PageKind<Extract<HostMessage, { readonly type: Type }>>;
};
