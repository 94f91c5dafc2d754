import type { Cluster, Signal, YamlPath, EpochMs } from '../../engine/engine.ts';
import type { LanguageBundle, PanelSubject } from '../../shared/protocol.ts';

/** What panels need of the rest of the extension; `extension.ts` gives it to them. */
export interface PanelCollaborators {
  /** The cluster that is watched now; absent while none is chosen or it is still being loaded. */
  readonly cluster: () => Cluster | undefined;
  /** Fires when `cluster()` gives another one. Changes inside of it are followed by the panels themselves. */
  readonly clusterChanged: Signal<void>;
  readonly now: () => EpochMs;
  readonly language: () => LanguageBundle;
  /** Opens the pod's YAML beside the panel with these lines selected. */
  readonly showYaml: (podUid: string, paths: readonly YamlPath[]) => Promise<void>;
  /** Opens the event as YAML beside the panel. */
  readonly showEvent: (podUid: string, eventUid: string) => Promise<void>;
}

/** What a panel asks of the panels together. */
export interface PanelSiblings {
  open(subject: PanelSubject): void;
}
