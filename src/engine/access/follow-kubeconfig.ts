import * as fs from 'node:fs';
import type { Disposable } from '../disposables.ts';
import { kubeconfigFiles, loadKubeconfig, type Kubeconfig, type KubeconfigSource } from './kubeconfig.ts';
import { ClusterError, type Problem } from './problem.ts';
import { problemOf } from './problems.ts';
import { FolderWatch } from './watch-folders.ts';

/** What the files say now, or why they cannot be read; then the last good one stays in force. */
export type KubeconfigRead = { readonly config: Kubeconfig } | { readonly problem: Problem };

export interface FollowTiming {
  /**
   * How often the files are looked at by name, for where the system tells of no changes: network shares, folders that
   * come later.
   */
  readonly lookMs: number;
  /** In ms: the file is read once nothing told of a change for this long; a writer empties it and then fills it. */
  readonly settleMs: number;
  /** Editors and tools take a file away or write it in two steps: only what lasts is told as a fault. */
  readonly faultMs: number;
}

const TIMING: FollowTiming = { lookMs: 300, settleMs: 15, faultMs: 1500 };

/** Tells what the kubeconfig says, now and whenever it says something else. Nothing is asked of any cluster. */
export function followKubeconfig(
  source: KubeconfigSource,
  tell: (read: KubeconfigRead) => void,
  timing: Partial<FollowTiming> = {},
): Disposable {
  const follower = new Follower(source, tell, { ...TIMING, ...timing });
  follower.begin();
  return follower;
}

class Follower implements Disposable {
  readonly #source: KubeconfigSource;
  readonly #tell: (read: KubeconfigRead) => void;
  readonly #timing: FollowTiming;
  readonly #files: readonly string[];
  readonly #folders: FolderWatch;
  #turn = 0;
  #told = '';
  #hasGood = false;
  #settling: NodeJS.Timeout | undefined;
  #fault: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(source: KubeconfigSource, tell: (read: KubeconfigRead) => void, timing: FollowTiming) {
    this.#source = source;
    this.#tell = tell;
    this.#timing = timing;
    this.#files = kubeconfigFiles(source);
    this.#folders = new FolderWatch(this.#files, () => this.#stirred());
  }

  begin(): void {
    this.#folders.renew();
    for (const file of this.#files) {
      fs.watchFile(file, { interval: this.#timing.lookMs, persistent: false }, this.#looksOther);
    }
    void this.#read();
  }

  dispose(): void {
    this.#ended = true;
    clearTimeout(this.#settling);
    clearTimeout(this.#fault);
    this.#folders.dispose();
    for (const file of this.#files) fs.unwatchFile(file, this.#looksOther);
  }

  /** The system told of a change. The file may be half written. */
  #stirred(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => void this.#read(), this.#timing.settleMs);
  }

  /** What is found by looking may be in a folder that is new, or behind a link that leads elsewhere now. */
  readonly #looksOther = (): void => {
    this.#folders.renew();
    void this.#read();
  };

  /** A later read overtakes an earlier one. */
  async #read(): Promise<void> {
    const turn = ++this.#turn;
    const read = await readOnce(this.#source);
    if (this.#ended || turn !== this.#turn) return;
    clearTimeout(this.#fault);
    if (!this.#hasGood || hasContexts(read)) this.#say(read);
    else this.#fault = setTimeout(() => this.#say(read), this.#timing.faultMs);
  }

  #say(read: KubeconfigRead): void {
    const said = JSON.stringify(read);
    if (said === this.#told) return;
    this.#told = said;
    this.#hasGood ||= hasContexts(read);
    this.#tell(read);
  }
}

/** An empty file is a valid kubeconfig, and what `kubectl config use-context` leaves for a moment while it writes. */
const hasContexts = (read: KubeconfigRead): boolean => 'config' in read && read.config.contexts.length > 0;

async function readOnce(source: KubeconfigSource): Promise<KubeconfigRead> {
  try {
    return { config: await loadKubeconfig(source) };
  } catch (error) {
    return {
      problem:
        error instanceof ClusterError
          ? error.problem
          : problemOf(error, { server: 'kubeconfig', context: '', what: 'read the kubeconfig' }),
    };
  }
}
