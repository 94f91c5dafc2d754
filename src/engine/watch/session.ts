import type { Cluster } from './cluster.ts';
import type { KubeconfigRead } from '../access/follow-kubeconfig.ts';
import type { Kubeconfig, KubeconfigSource } from '../access/kubeconfig.ts';
import type { Problem } from '../access/problem.ts';
import { Disposables, type Disposable } from '../disposables.ts';
import { Emitter, type Signal } from '../signal.ts';

/** Which context and namespace of a kubeconfig. `'*'`: all namespaces; absent: what the kubeconfig says. */
export interface Choice {
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
}

/** What the session needs of the heavy half, `live.ts`. */
export interface ClusterDoor {
  followKubeconfig(source: KubeconfigSource, tell: (read: KubeconfigRead) => void): Disposable;
  /** Rejects with a ClusterError when the kubeconfig does not have what the choice names. */
  openCluster(source: KubeconfigSource, choice: Choice): Promise<Cluster>;
  problemOf(error: unknown): Problem;
  kubeconfigFiles(source: KubeconfigSource): readonly string[];
}

export type SessionState =
  /** Nobody has looked yet. */
  | { readonly state: 'closed' }
  | { readonly state: 'opening' }
  | { readonly state: 'failed'; readonly problem: Problem }
  /** `problem`: the kubeconfig is broken now, the last good one stays. */
  | { readonly state: 'open'; readonly cluster: Cluster; readonly problem?: Problem };

/** Where choices outlive the window: `vscode.Memento`. */
interface Memory {
  get(key: string): string | undefined;
  update(key: string, value: string | undefined): PromiseLike<void>;
}

export interface SessionParts {
  readonly door: () => Promise<ClusterDoor>;
  readonly memory: Memory;
  /** How long the cluster stays connected after the last one has looked away. */
  readonly lingerMs: () => number;
}

/**
 * Which cluster is looked at now. It connects while someone holds it, follows the kubeconfig, and keeps the user's
 * choice of context and namespace.
 */
export class Session implements Disposable {
  readonly #parts: SessionParts;
  readonly #changed = new Emitter<SessionState>();
  readonly #following = new Set<Disposable>();
  #state: SessionState = { state: 'closed' };
  #source: KubeconfigSource;
  #door: ClusterDoor | undefined;
  #config: Kubeconfig | undefined;
  #context: string | undefined;
  #opened = '';
  #holders = 0;
  #linger: NodeJS.Timeout | undefined;
  /** Counts kubeconfigs that were begun with, and openings: what comes late is dropped. */
  #generation = 0;
  #turn = 0;

  constructor(source: KubeconfigSource, parts: SessionParts) {
    this.#source = source;
    this.#parts = parts;
  }

  get state(): SessionState {
    return this.#state;
  }

  get changed(): Signal<SessionState> {
    return this.#changed;
  }

  get cluster(): Cluster | undefined {
    return this.#state.state === 'open' ? this.#state.cluster : undefined;
  }

  /** The kubeconfig as it was last read without fault. */
  get kubeconfig(): Kubeconfig | undefined {
    return this.#config;
  }

  /** The files that are followed, existing or not. */
  get files(): readonly string[] {
    return this.#door?.kubeconfigFiles(this.#source) ?? [];
  }

  get source(): KubeconfigSource {
    return this.#source;
  }

  /**
   * The namespace that was chosen for the context that is open: `'*'` for all, absent when the kubeconfig's is used.
   */
  get chosenNamespace(): string | undefined {
    const context = this.cluster?.target.context;
    return context === undefined ? undefined : this.#parts.memory.get(namespaceKey(context));
  }

  /** Keeps the cluster connected until disposed of. */
  hold(): Disposable {
    this.#holders += 1;
    clearTimeout(this.#linger);
    if (this.#state.state === 'closed') void this.#open();
    else this.cluster?.start();
    const held = new Disposables();
    held.add({ dispose: () => this.#release() });
    return held;
  }

  /** Looks at another kubeconfig. */
  use(source: KubeconfigSource): void {
    this.#source = source;
    this.#context = undefined;
    this.#close();
    if (this.#holders > 0) void this.#open();
    else this.#become({ state: 'closed' });
  }

  /** Stays with this context until the kubeconfig's own current context changes. */
  chooseContext(context: string): void {
    this.#context = context;
    void this.#openTarget();
  }

  /** `'*'`: all; absent: the one of the kubeconfig. It is kept for the context. */
  async chooseNamespace(namespace: string | undefined): Promise<void> {
    const context = this.cluster?.target.context;
    if (context === undefined) return;
    await this.#parts.memory.update(namespaceKey(context), namespace);
    await this.#openTarget();
  }

  /** Reads the kubeconfig again when it could not be read, lists again else. */
  refresh(): void {
    if (this.cluster) this.cluster.refresh();
    else if (this.#state.state === 'failed') this.use(this.#source);
  }

  dispose(): void {
    clearTimeout(this.#linger);
    this.#close();
  }

  #release(): void {
    this.#holders -= 1;
    if (this.#holders > 0) return;
    clearTimeout(this.#linger);
    this.#linger = setTimeout(() => this.cluster?.stop(), this.#parts.lingerMs());
  }

  async #open(): Promise<void> {
    const generation = ++this.#generation;
    this.#become({ state: 'opening' });
    const door = await this.#parts.door();
    if (generation !== this.#generation) return;
    this.#following.add(
      door.followKubeconfig(this.#source, (read) => {
        if (generation === this.#generation) this.#follow(door, read);
      }),
    );
  }

  #close(): void {
    this.#generation += 1;
    this.#turn += 1;
    for (const following of this.#following) following.dispose();
    this.#following.clear();
    this.cluster?.dispose();
    this.#opened = '';
    this.#config = undefined;
  }

  #follow(door: ClusterDoor, read: KubeconfigRead): void {
    this.#door = door;
    if ('problem' in read) return this.#fail(read.problem);
    if (this.#config && this.#config.currentContext !== read.config.currentContext) this.#context = undefined;
    this.#config = read.config;
    void this.#openTarget();
  }

  /** Opens what is wanted now, unless it is open. A later call overtakes an earlier one. */
  async #openTarget(): Promise<void> {
    if (!this.#door || !this.#config) return;
    const choice = this.#choice(this.#config);
    const wanted = JSON.stringify([choice, identityOf(this.#config, choice.context)]);
    if (wanted === this.#opened) {
      if (this.#state.state === 'open') this.#become({ state: 'open', cluster: this.#state.cluster });
      return;
    }
    this.#opened = wanted;
    const turn = ++this.#turn;
    const current = (): boolean => turn === this.#turn;
    try {
      // Not the files again: they may say something else by now, or be empty while a tool writes them.
      const cluster = await this.#door.openCluster({ kind: 'read', config: this.#config }, choice);
      if (current()) this.#replace(cluster);
      else cluster.dispose();
    } catch (error) {
      if (current()) this.#fail(this.#door.problemOf(error));
    }
  }

  #replace(cluster: Cluster): void {
    this.cluster?.dispose();
    this.#become({ state: 'open', cluster });
    if (this.#holders > 0) cluster.start();
  }

  #choice(config: Kubeconfig): Choice {
    const context = this.#context ?? config.currentContext;
    return { context, namespace: context === undefined ? undefined : this.#parts.memory.get(namespaceKey(context)) };
  }

  #fail(problem: Problem): void {
    if (this.#state.state === 'open' && problem.code === 'broken-kubeconfig') {
      return this.#become({ ...this.#state, problem });
    }
    this.#turn += 1;
    this.cluster?.dispose();
    this.#opened = '';
    this.#become({ state: 'failed', problem });
  }

  #become(state: SessionState): void {
    this.#state = state;
    this.#changed.fire(state);
  }
}

const namespaceKey = (context: string): string => `namespace of ${context}`;

/** What makes a context another one: a change of any of it needs a new connection. */
function identityOf(config: Kubeconfig, name: string | undefined): unknown {
  const context = config.contexts.find((entry) => entry.name === name);
  return [
    context,
    config.clusters.find((entry) => entry.name === context?.cluster),
    config.users.find((entry) => entry.name === context?.user),
  ];
}
