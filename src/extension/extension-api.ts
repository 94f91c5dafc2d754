import type { Session } from '../engine/engine.ts';
import type { PodTree } from './views/pod-tree.ts';
import type { PodView } from './views/pod-view.ts';

/** What `activate` gives to the tests inside the extension host. */
export interface ExtensionApi {
  readonly session: Session;
  readonly tree: PodTree;
  readonly view: PodView;
  /**
   * How long `activate` took, and how much of a processor it used: where others compete for it, only the second is its
   * own.
   */
  readonly activation: { readonly wallMs: number; readonly cpuMs: number };
}
