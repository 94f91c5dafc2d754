import * as vscode from 'vscode';
import type { Disposable } from './disposables.ts';
import type { Session } from './session.ts';
import type { KubeconfigSource } from './cluster/kubeconfig.ts';

/** What `live.ts` offers for it. */
interface DemoDoor {
  startDemoCluster(options: { readonly recordings: readonly string[] }): Promise<{ readonly kubeconfigPath: string; stop(): Promise<void> }>;
}

export interface DemoParts {
  readonly session: Session;
  readonly door: () => Promise<DemoDoor>;
  readonly recording: string;
  /** What is looked at when the demo ends. */
  readonly usual: () => KubeconfigSource;
}

/** The demo cluster of this window. */
export class Demo implements Disposable {
  readonly #parts: DemoParts;
  #running: { stop(): Promise<void> } | undefined;

  constructor(parts: DemoParts) {
    this.#parts = parts;
  }

  get running(): boolean {
    return this.#running !== undefined;
  }

  async start(): Promise<void> {
    await vscode.commands.executeCommand('podfall.pods.focus');
    if (this.#running) return;
    await vscode.window.withProgress({ location: { viewId: 'podfall.pods' } }, async () => {
      const door = await this.#parts.door();
      const demo = await door.startDemoCluster({ recordings: [this.#parts.recording] });
      this.#become(demo);
      this.#parts.session.use({ kind: 'files', paths: [demo.kubeconfigPath] });
    });
  }

  async stop(): Promise<void> {
    const demo = this.#running;
    if (!demo) return;
    this.#become(undefined);
    this.#parts.session.use(this.#parts.usual());
    await demo.stop();
  }

  dispose(): void {
    void this.#running?.stop();
  }

  #become(running: { stop(): Promise<void> } | undefined): void {
    this.#running = running;
    void vscode.commands.executeCommand('setContext', 'podfall.demo', running !== undefined);
  }
}
