import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Disposable } from '../disposables.ts';

/**
 * Tells when something happens to one of the files, by the system's own events on the folders that hold them (a file
 * that is replaced keeps its folder). Best effort: where there are no such events (some network shares, a folder that
 * does not exist yet), nothing is told.
 */
export class FolderWatch implements Disposable {
  readonly #files: readonly string[];
  readonly #changed: () => void;
  readonly #watchers = new Map<string, fs.FSWatcher>();

  constructor(files: readonly string[], changed: () => void) {
    this.#files = files;
    this.#changed = changed;
  }

  /**
   * Watches the folders as they are now: again after something changed, since a folder or a link may be another one by
   * then.
   */
  renew(): void {
    this.dispose();
    for (const [folder, names] of foldersOf(this.#files)) this.#watch(folder, names);
  }

  dispose(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #watch(folder: string, names: ReadonlySet<string>): void {
    try {
      const watcher = fs.watch(folder, { persistent: false }, (_kind, name) => {
        if (name === null || names.has(name)) this.#changed();
      });
      watcher.once('error', () => watcher.close()); // the folder went away; the files are looked at by name as well
      this.#watchers.set(folder, watcher);
    } catch {
      return; // no such folder yet, or no more watches to be had: the files are looked at by name as well
    }
  }
}

/** Where the names are, and where what they link to is; with the names in each. */
function foldersOf(files: readonly string[]): Map<string, ReadonlySet<string>> {
  const folders = new Map<string, Set<string>>();
  for (const file of files.flatMap((each) => [each, ...linkedFrom(each)])) {
    const folder = path.dirname(file);
    folders.set(folder, (folders.get(folder) ?? new Set()).add(path.basename(file)));
  }
  return folders;
}

function linkedFrom(file: string): readonly string[] {
  try {
    return [fs.realpathSync(file)];
  } catch {
    return []; // not there now
  }
}
