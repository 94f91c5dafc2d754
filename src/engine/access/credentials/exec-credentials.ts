import { EXEC_TIMEOUT_MS, runExecPlugin, type ExecCredential } from './exec-plugin.ts';
import type { ExecPlugin, KubeCluster, ResolvedContext } from '../kubeconfig.ts';
import { ClusterError } from '../problem.ts';
import { SharedRuns } from './shared-runs.ts';

/** How long a plugin is not run again after it failed: this long at first, then twice as long each time. */
const FIRST_PAUSE_MS = 5000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * A plugin that fails after a minute has opened a browser and waited for someone: it must not open one after another.
 */
const PAUSE_PER_RUN = 10;

/** A plugin that failed, or whose credential was refused. */
interface Setback {
  readonly at: number;
  readonly pauseMs: number;
  /** Absent: the server refused what it gave. */
  readonly error?: ClusterError;
}

interface Run {
  readonly exec: ExecPlugin;
  readonly cluster: KubeCluster;
}

export interface ExecCredentialsOptions {
  /** Our own clock, in milliseconds since the epoch. */
  readonly now?: () => number;
  /** How long a plugin may run, in milliseconds. */
  readonly timeoutMs?: number;
  /** What plugins are run with, before what the kubeconfig adds. That of this process by default. */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Credentials by what asks for them: one run at a time, kept until they expire or are refused. Shared by all
 * connections of an environment.
 */
export class ExecCredentials {
  readonly #cached = new Map<string, ExecCredential>();
  readonly #setbacks = new Map<string, Setback>();
  readonly #running = new SharedRuns<ExecCredential>();
  readonly #now: () => number;
  readonly #timeoutMs: number;
  readonly #env: NodeJS.ProcessEnv;

  constructor({ now = Date.now, timeoutMs = EXEC_TIMEOUT_MS, env = process.env }: ExecCredentialsOptions = {}) {
    this.#now = now;
    this.#timeoutMs = timeoutMs;
    this.#env = env;
  }

  /**
   * Rejects with a ClusterError; while a failed plugin is left alone with its last one, which then says in
   * `retryAfterMs` for how long.
   */
  async get(
    target: ResolvedContext,
    exec: ExecPlugin,
    authority: Buffer | undefined,
    signal: AbortSignal,
  ): Promise<ExecCredential> {
    const key = keyOf(target, exec);
    const cached = this.#cached.get(key);
    if (cached && (cached.expiresAt === undefined || cached.expiresAt > this.#now())) return cached;
    const setback = this.#setbacks.get(key);
    const left = setback?.error ? setback.at + setback.pauseMs - this.#now() : 0;
    if (setback?.error && left > 0 && left <= setback.pauseMs) {
      throw Object.assign(new ClusterError(setback.error.problem, { cause: setback.error }), { retryAfterMs: left });
    }
    return this.#running.join(
      key,
      (whileWanted) => this.#run(key, { exec, cluster: target.cluster }, authority, whileWanted),
      signal,
    );
  }

  /**
   * Forgets a credential that the server refused, unless it is another one by now, or was asked for just before. True
   * when there is a reason to try again.
   */
  refused(target: ResolvedContext, exec: ExecPlugin, used: ExecCredential | undefined): boolean {
    const key = keyOf(target, exec);
    if (used === undefined || this.#cached.get(key) !== used) return used !== undefined;
    const last = this.#setbacks.get(key);
    const since = last ? this.#now() - last.at : Infinity;
    if (last && since >= 0 && since < last.pauseMs) return false;
    this.#cached.delete(key);
    this.#setbacks.set(key, {
      at: this.#now(),
      pauseMs: last && since < LONGEST_PAUSE_MS + last.pauseMs ? longer(last) : FIRST_PAUSE_MS,
    });
    return true;
  }

  /** The user wants to try now. */
  retry(target: ResolvedContext, exec: ExecPlugin): void {
    this.#setbacks.delete(keyOf(target, exec));
  }

  async #run(key: string, what: Run, authority: Buffer | undefined, signal: AbortSignal): Promise<ExecCredential> {
    const began = this.#now();
    try {
      const credential = await runExecPlugin(
        { ...what, authority, env: this.#env, timeoutMs: this.#timeoutMs },
        signal,
      );
      this.#cached.set(key, credential);
      return credential;
    } catch (error) {
      if (error instanceof ClusterError && !signal.aborted) this.#failed(key, error, began);
      throw error;
    }
  }

  #failed(key: string, error: ClusterError, began: number): void {
    const last = this.#setbacks.get(key);
    const at = this.#now();
    this.#setbacks.set(key, {
      at,
      pauseMs: Math.max(last ? longer(last) : FIRST_PAUSE_MS, PAUSE_PER_RUN * (at - began)),
      error,
    });
  }
}

const keyOf = (target: ResolvedContext, exec: ExecPlugin): string => JSON.stringify([exec, target.cluster]);

const longer = ({ pauseMs }: Setback): number => Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
