import * as vscode from 'vscode';
import { type Disposable, type Session, type KubeconfigSource, epochMs, type EpochMs } from '../../engine/engine.ts';

/** What `live.ts` offers for it. */
interface DemoDoor {
  startDemoCluster(options: {
    readonly recordings: readonly string[];
    readonly startedAgoMs: number;
  }): Promise<DemoCluster>;
}

interface DemoCluster {
  readonly kubeconfigPath: string;
  stop(): Promise<void>;
}

/** Where it is kept over a window reload that the demo was running, and since when. */
type Memory = Pick<vscode.Memento, 'get' | 'update'>;

export interface DemoParts {
  readonly session: Session;
  readonly door: () => Promise<DemoDoor>;
  readonly recording: string;
  /** What is looked at when the demo ends. */
  readonly usual: () => KubeconfigSource;
  readonly memory: Memory;
  readonly now: () => EpochMs;
}

const SINCE = 'demo since';
/**
 * How much of its past a demo shows that goes on after a reload, at most: by then the shop is up, and its pods are
 * still those of the first round.
 */
const LONGEST_PAST_MS = 80_000;

/** Whether the window showed the demo when it was closed or reloaded. */
export const wasDemo = (memory: Memory): boolean => memory.get(SINCE) !== undefined;

/** The demo cluster of this window. It ends with the window, and goes on when that comes back. */
export class Demo implements Disposable {
  readonly #parts: DemoParts;
  #running: Promise<DemoCluster> | undefined;

  constructor(parts: DemoParts) {
    this.#parts = parts;
  }

  /** Also while it is being started. */
  get running(): boolean {
    return this.#running !== undefined;
  }

  async start(): Promise<void> {
    await vscode.commands.executeCommand('podfall.pods.focus');
    if (!this.#running) await this.#launch(this.#parts.now());
  }

  /** Starts it again where it was. */
  async resume(): Promise<void> {
    const { memory, now } = this.#parts;
    const since = memory.get<EpochMs>(SINCE);
    if (since !== undefined && !this.#running) await this.#launch(epochMs(Math.max(since, now() - LONGEST_PAST_MS)));
  }

  async stop(): Promise<void> {
    const demo = this.#running;
    if (!demo) return;
    this.#become(undefined);
    await this.#parts.memory.update(SINCE, undefined);
    this.#parts.session.use(this.#parts.usual());
    await (await demo).stop();
  }

  dispose(): void {
    void this.#running?.then((demo) => demo.stop());
  }

  async #launch(since: EpochMs): Promise<void> {
    const { door, recording, now, memory, session, usual } = this.#parts;
    const starting = door().then((live) =>
      live.startDemoCluster({ recordings: [recording], startedAgoMs: Math.max(0, now() - since) }),
    );
    this.#become(starting);
    try {
      const demo = await vscode.window.withProgress({ location: { viewId: 'podfall.pods' } }, () => starting);
      if (this.#running !== starting) return;
      session.use({ kind: 'files', paths: [demo.kubeconfigPath] });
      await memory.update(SINCE, since);
    } catch (error) {
      this.#become(undefined);
      session.use(usual());
      throw error;
    }
  }

  #become(running: Promise<DemoCluster> | undefined): void {
    this.#running = running;
    void vscode.commands.executeCommand('setContext', 'podfall.demo', running !== undefined);
  }
}
