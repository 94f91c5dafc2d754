import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../engine/engine.ts';
import type { NodeId } from './tree-model.ts';

/** So many commands of rows that are gone are kept: such a row may still be on the screen when it is clicked. */
const MOST_GONE = 1000;

/**
 * A command for each row that a click opens. VS Code disposes of the arguments of a row's command as soon as the row is
 * drawn anew, and does not name the selected row while it reads rows; a command of the row's own needs neither.
 */
export class RowCommands implements Disposable {
  readonly #ids = new Map<NodeId, string>();
  readonly #registered = new Map<string, Disposable>();
  /** Rows that are gone, the longest gone first. */
  readonly #gone = new Set<NodeId>();
  #serial = 0;

  /** The id of the command that executes `command` with this row. */
  of(row: NodeId, command: string): string {
    this.#gone.delete(row);
    const known = this.#ids.get(row);
    if (known !== undefined) return known;
    this.#serial += 1;
    const id = `podfall.row.${this.#serial}`;
    this.#ids.set(row, id);
    this.#registered.set(
      id,
      vscode.commands.registerCommand(id, () => vscode.commands.executeCommand(command, row)),
    );
    return id;
  }

  /** The row is not drawn any more. */
  gone(row: NodeId): void {
    if (!this.#ids.has(row)) return;
    this.#gone.add(row);
    for (const oldest of this.#gone) {
      if (this.#gone.size <= MOST_GONE) return;
      this.#gone.delete(oldest);
      const id = this.#ids.get(oldest) ?? '';
      this.#ids.delete(oldest);
      this.#registered.get(id)?.dispose();
      this.#registered.delete(id);
    }
  }

  dispose(): void {
    const ends = new Disposables();
    for (const registration of this.#registered.values()) ends.add(registration);
    ends.dispose();
  }
}
