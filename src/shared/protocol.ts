import type { Text } from '../timeline/text.ts';
import type { Timeline, YamlPath } from '../timeline/timeline.ts';

/** Whether what is shown is still being watched. */
export type Liveness =
  | { readonly state: 'live' }
  | { readonly state: 'connecting' }
  | { readonly state: 'stale'; readonly reason: Text };

/** Extension to webview: always the whole, since VS Code drops messages to a hidden webview. */
export type HostMessage =
  | { readonly type: 'timeline'; readonly timeline: Timeline; readonly liveness: Liveness; /** The host's clock now, in epoch ms. */ readonly now: number; readonly language: LanguageBundle; readonly selected?: Selection }
  | { readonly type: 'message'; readonly title: Text; readonly detail: Text; readonly language: LanguageBundle };

/** Translations for the page: English template to the text in the user's language. */
export interface LanguageBundle {
  /** BCP 47, for example `en` or `zh-cn`. */
  readonly locale: string;
  readonly templates: Readonly<Record<string, string>>;
}

/** What is highlighted in the chart and in the events table. */
export type Selection = { readonly kind: 'phase'; readonly id: string } | { readonly kind: 'event'; readonly uid: string };

/** Webview to extension: what the user asked for. */
export type WebviewMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'select'; readonly selection?: Selection }
  | { readonly type: 'openYaml'; readonly paths: readonly YamlPath[] }
  | { readonly type: 'openEvent'; readonly uid: string }
  | { readonly type: 'openDocs'; readonly url: string }
  | { readonly type: 'copy'; readonly text: string };
