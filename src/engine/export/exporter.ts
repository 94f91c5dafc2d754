import type { PodEvidence } from '../timeline/model/facts.ts';
import type { Language, Text } from '../timeline/model/text.ts';
import type { Timeline } from '../timeline/model/timeline.ts';
import type { Change } from '../timeline/what-if/change.ts';
import type { StartModel } from '../timeline/what-if/start-model.ts';

/** What is known of the starts that are written, by pod uid: of those that became ready. */
export type StartModels = ReadonlyMap<string, StartModel>;

/** What an exporter may need besides the timelines. */
export interface WriteOptions {
  /** Our own clock in epoch milliseconds: what runs is counted up to it. */
  readonly now: number;
  /** The reader's language. What programs read is in English, whatever it is. */
  readonly language: Language;
  /** What several pods have in common, for a heading: `Deployment/shop`. */
  readonly title?: string;
  /** What a pod's timeline was built from, by uid, for exporters that tell how sure it is. */
  readonly evidence?: (uid: string) => PodEvidence | undefined;
  /** What predictions are made from. Called only by exporters that make some; absent: none are made. */
  readonly models?: () => StartModels;
  /** The changes that a prediction was asked for, by pod uid. Absent: each summary takes all that its findings ask for. */
  readonly changes?: ReadonlyMap<string, readonly Change[]>;
}

/** A way to write timelines as text. What reads the table of exporters needs to know nothing else of it. */
export interface Exporter {
  /** Names it on the command line, and between the page and the editor. */
  readonly id: string;
  /** For a menu. */
  readonly title: Text;
  /** What it is good for, in a few words. */
  readonly detail: Text;
  /** Of a file of it, without the dot. */
  readonly extension: string;
  /** Where an editor puts it. */
  readonly goesTo: 'clipboard' | 'file';
  /**
   * Writes one pod or many, piece after piece. A piece may be empty: then other work may have its turn. Timelines that
   * are not settled are written as they are; whoever exports waits for them.
   */
  readonly write: (timelines: readonly Timeline[], options: WriteOptions) => Generator<string, void>;
}
