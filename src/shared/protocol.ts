import type { LogLine } from '../engine/timeline/model/facts.ts';
import type { Text } from '../engine/timeline/model/text.ts';
import type { QueuedPull } from '../engine/timeline/many/node-queue.ts';
import type { Timeline, YamlPath } from '../engine/timeline/model/timeline.ts';
import type { StartModel } from '../engine/timeline/what-if/start-model.ts';
import type { WorkloadOverview } from '../engine/timeline/many/workload/overview.ts';
import type { PackedRows } from './packed-rows.ts';
import type { PanelSubject, PodRef } from './subject.ts';

/** Whether what is shown is still being watched. */
export type Liveness =
  | {
      readonly state: 'live';
      /** What cannot be seen although the pod is watched, for example events. */ readonly missing?: readonly Text[];
    }
  | { readonly state: 'connecting' }
  | { readonly state: 'stale'; readonly reason: Text };

/** Extension to webview: always the whole, since VS Code drops messages to a hidden webview. */
export type HostMessage =
  | ({
      readonly type: 'timeline';
      readonly timeline: Timeline;
      /** Of a start that came to readiness: what it would take after changes follows from it. */
      readonly model?: StartModel;
      readonly logs?: readonly LogSnapshot[];
      readonly cpu?: readonly CpuBand[];
      readonly reveal?: Reveal;
    } & Surroundings)
  /** Places in `overview` are those of `rows`. */
  | ({
      readonly type: 'pods';
      readonly title: string;
      readonly rows: PackedRows;
      readonly overview: WorkloadOverview;
      /**
       * What each start took, and would take with all changes that its findings ask for, in ms; absent where there are
       * none.
       */
      readonly whatIf?: readonly {
        readonly from: number;
        readonly to: number;
      }[];
    } & MaybeReading &
      Details &
      Surroundings)
  | ({
      readonly type: 'node';
      readonly node: string;
      readonly headline: readonly Text[];
      readonly pulls: readonly QueuedPull[];
    } & MaybeReading &
      Details &
      Surroundings)
  /** Nothing to draw: loading, not found, forbidden, failed. */
  | ({
      readonly type: 'message';
      readonly tone: 'busy' | 'empty' | 'error';
      readonly title: Text;
      readonly detail: Text;
    } & Pick<Surroundings, 'language'>);

/** How many of the pods that a page is about have been read. */
export interface Reading {
  readonly read: number;
  readonly all: number;
}

interface MaybeReading {
  /** Rows are missing that will come: nothing is said of all of them yet. Absent: they are all there. */
  readonly reading?: Reading;
}

/** What a page of many pods knows of some. */
interface Details {
  /** The pods of which the page wants all. */
  readonly details: readonly Timeline[];
  /** Of those that came to readiness, by pod uid. */
  readonly models?: Readonly<Record<string, StartModel>>;
  /** Logs that were asked for, of one of them. */
  readonly podLogs?: { readonly uid: string; readonly logs: readonly LogSnapshot[] };
}

export interface Surroundings {
  readonly liveness: Liveness;
  /** The host's clock now, in epoch ms: running bars end here. */
  readonly now: number;
  readonly language: LanguageBundle;
}

/** Translations for the page: English template to the text in the user's language. */
export interface LanguageBundle {
  /** BCP 47, for example `en` or `zh-cn`. */
  readonly locale: string;
  readonly templates: Readonly<Record<string, string>>;
}

/** What is highlighted in the chart and in the events table. */
export type Selection =
  { readonly kind: 'phase'; readonly id: string } | { readonly kind: 'event'; readonly uid: string };

/**
 * A selection that comes from the host (the cursor in the YAML). The page follows each `serial` once, so that a later
 * snapshot undoes nothing.
 */
export interface Reveal {
  readonly serial: number;
  readonly selection: Selection;
}

/** Which log was asked for, and what became of it. */
export interface LogSnapshot {
  readonly container: string;
  readonly previous: boolean;
  readonly log:
    | { readonly state: 'loading' }
    | {
        readonly state: 'lines';
        readonly lines: readonly LogLine[];
        /** Only the last lines are here. */ readonly cut: boolean;
      }
    | { readonly state: 'failed'; readonly reason: Text };
}

/** CPU use of one container over time, as the metrics API told it. */
export interface CpuBand {
  readonly container: string;
  /** By time, in epoch ms: the mean number of cores between `from` and `to`. */
  readonly samples: readonly CpuSample[];
}

export interface CpuSample {
  readonly from: number;
  readonly to: number;
  readonly cores: number;
}

/**
 * What can be saved or copied. What is drawn comes from the page (PNG as base64); the rest the host writes itself: HTML
 * in the page's theme, text with the exporter of that id.
 */
export type SaveRequest =
  | { readonly format: 'svg' | 'png'; readonly content: string }
  | { readonly format: 'text'; readonly exporter: string }
  | { readonly format: 'html'; readonly theme: PageTheme };

/** A way to write what is shown as text, as the host offers it in the page's document. */
export interface OfferedExport {
  readonly id: string;
  readonly title: Text;
}

/** The class of the theme's kind and the theme variables, by name (`--vscode-...`). */
export interface PageTheme {
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Webview to extension: what the user asked for. */
export type WebviewMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'select'; readonly selection?: Selection }
  /** `podUid`: which of several pods; absent in a panel of one. */
  | { readonly type: 'openYaml'; readonly paths: readonly YamlPath[]; readonly podUid?: string }
  | { readonly type: 'openEvent'; readonly uid: string; readonly podUid?: string }
  | { readonly type: 'openDocs'; readonly url: string }
  | { readonly type: 'openPod'; readonly uid: string }
  /** Of which of many pods the page needs the whole timelines, from now on: those that are opened. */
  | { readonly type: 'want'; readonly uids: readonly string[] }
  | { readonly type: 'openSubject'; readonly subject: PanelSubject }
  | { readonly type: 'readLog'; readonly container: string; readonly previous: boolean; readonly podUid?: string }
  | { readonly type: 'save'; readonly request: SaveRequest; readonly podUid?: string }
  | { readonly type: 'copy'; readonly text: string };

/** What the page keeps over a reload (`setState`) and what the serializer gets back. */
export interface PageState {
  readonly subject: PanelSubject;
}

export type { PanelSubject, PodRef };
