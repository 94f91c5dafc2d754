import * as fs from 'node:fs';
import type { Disposable } from '../disposables.ts';
import { ClusterError, type Problem } from './cluster.ts';
import { kubeconfigFiles, loadKubeconfig, type Kubeconfig, type KubeconfigSource } from './kubeconfig.ts';
import { problemOf } from './problems.ts';

/** What the files say now, or why they cannot be read; then the last good one stays in force. */
export type KubeconfigRead = { readonly config: Kubeconfig } | { readonly problem: Problem };

export interface FollowTiming {
  /** How often the files are looked at. Looking by name also sees files that are replaced, linked, or on a network share. */
  readonly lookMs: number;
  /** Editors and tools take a file away or write it in two steps: only what lasts is told as a fault. */
  readonly faultMs: number;
}

const TIMING: FollowTiming = { lookMs: 300, faultMs: 1500 };

/** Tells what the kubeconfig says, now and whenever it says something else. Nothing is asked of any cluster. */
export function followKubeconfig(source: KubeconfigSource, tell: (read: KubeconfigRead) => void, timing: Partial<FollowTiming> = {}): Disposable {
  const follower = new Follower(source, tell, { ...TIMING, ...timing });
  follower.begin();
  return follower;
}

class Follower implements Disposable {
  readonly #source: KubeconfigSource;
  readonly #tell: (read: KubeconfigRead) => void;
  readonly #timing: FollowTiming;
  readonly #files: readonly string[];
  #turn = 0;
  #told = '';
  #hasGood = false;
  #fault: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(source: KubeconfigSource, tell: (read: KubeconfigRead) => void, timing: FollowTiming) {
    this.#source = source;
    this.#tell = tell;
    this.#timing = timing;
    this.#files = kubeconfigFiles(source);
  }

  begin(): void {
    for (const file of this.#files) fs.watchFile(file, { interval: this.#timing.lookMs, persistent: false }, this.#changed);
    void this.#read();
  }

  dispose(): void {
    this.#ended = true;
    clearTimeout(this.#fault);
    for (const file of this.#files) fs.unwatchFile(file, this.#changed);
  }

  readonly #changed = (): void => void this.#read();

  /** A later read overtakes an earlier one. */
  async #read(): Promise<void> {
    const turn = ++this.#turn;
    const read = await readOnce(this.#source);
    if (this.#ended || turn !== this.#turn) return;
    clearTimeout(this.#fault);
    if ('config' in read || !this.#hasGood) this.#say(read);
    else this.#fault = setTimeout(() => this.#say(read), this.#timing.faultMs);
  }

  #say(read: KubeconfigRead): void {
    const said = JSON.stringify(read);
    if (said === this.#told) return;
    this.#told = said;
    this.#hasGood ||= 'config' in read;
    this.#tell(read);
  }
}

async function readOnce(source: KubeconfigSource): Promise<KubeconfigRead> {
  try {
    return { config: await loadKubeconfig(source) };
  } catch (error) {
    return { problem: error instanceof ClusterError ? error.problem : problemOf(error, { server: 'kubeconfig', context: '', what: 'read the kubeconfig' }) };
  }
}
