import type { PanelSubject, SaveRequest, Selection } from '../../src/shared/protocol.ts';
import type { YamlPath } from '../../src/engine/timeline/model/timeline.ts';
import type { Meaning } from './meaning.ts';
import type { Domain } from './time-scale.ts';
import type { EventColumn, ManyView, Ruler, ViewState } from './state.ts';

/** What a part of the page can ask for. `main.ts` turns it into a new state, a message to the host, or both. */
export interface Actions {
  /** `open`: also show what proves it, the YAML beside the panel. */
  readonly select: (selection: Selection | undefined, open?: 'open') => void;
  /** `podUid`: which of many pods; the one that is shown when absent. */
  readonly openYaml: (paths: readonly YamlPath[], podUid?: string) => void;
  readonly openEvent: (uid: string) => void;
  readonly openDocs: (url: string) => void;
  readonly openPod: (uid: string) => void;
  readonly openSubject: (subject: PanelSubject) => void;
  readonly show: (domain: Domain | undefined) => void;
  readonly measure: (ruler: Ruler | undefined) => void;
  readonly toggleMeasuring: () => void;
  readonly toggleMeaning: (meaning: Meaning) => void;
  /** Shows what the start would take with these changes, by their keys, or no longer. */
  readonly tryChanges: (keys: readonly string[], on: boolean) => void;
  readonly filter: (words: string) => void;
  readonly sort: (column: EventColumn) => void;
  readonly readLog: (container: string, previous: boolean) => void;
  readonly closeLog: () => void;
  readonly many: (change: Partial<ManyView>) => void;
  /** Shows the chart of one of many pods. */
  readonly drill: (uid: string) => void;
  readonly back: () => void;
  readonly toggleRow: (uid: string) => void;
  readonly toggleGroup: (key: string) => void;
  readonly togglePick: (uid: string) => void;
  readonly toggleCause: (cause: string) => void;
  readonly savePicture: (format: PictureFormat) => void;
  /** Saves or copies what is shown, as the exporter of that id writes it. */
  readonly saveText: (exporter: string) => void;
  readonly copy: (text: string) => void;
}

/** What the page draws, or knows the colours of. */
export type PictureFormat = Exclude<SaveRequest['format'], 'text'>;

/** What a part of the page draws from. */
export interface Scene {
  readonly state: ViewState;
  readonly actions: Actions;
}
