import type { EpochMs } from '../../engine/engine.ts';

/** In ms: a row moves once it has belonged elsewhere for this long, so that one that changes back and forth stays. */
const GRACE_MS = 4000;
/** In ms: how long nothing moves after the user has selected, opened or closed a row. */
const CALM_MS = 8000;

interface Folder {
  readonly ids: readonly string[];
  /** Since when another order is wanted than the one that is shown. */
  readonly otherwiseSince?: EpochMs;
}

/**
 * Keeps rows where they are while someone may be about to click them: new rows come at once, others move rarely and
 * together.
 */
export class SteadyOrder {
  readonly #folders = new Map<string, Folder>();
  #touchedAt: EpochMs | undefined;

  /** The user works in the tree. */
  touch(now: EpochMs): void {
    this.#touchedAt = now;
  }

  /** Whether rows wait to be moved. */
  get waiting(): boolean {
    return [...this.#folders.values()].some(({ otherwiseSince }) => otherwiseSince !== undefined);
  }

  /** From now on every order is taken as it comes, once. */
  reset(): void {
    this.#folders.clear();
  }

  /** Forgets folders that are gone. */
  retain(exists: (folder: string) => boolean): void {
    for (const folder of this.#folders.keys()) if (!exists(folder)) this.#folders.delete(folder);
  }

  /** `wanted` in the order in which it is to be shown. */
  arrange<T>(folder: string, wanted: readonly T[], idOf: (item: T) => string, now: EpochMs): readonly T[] {
    const before = this.#folders.get(folder);
    const items = new Map(wanted.map((item) => [idOf(item), item]));
    const ids = [...items.keys()];
    const old = new Set(before?.ids.filter((id) => items.has(id)));
    const same = sameOrder(
      ids.filter((id) => old.has(id)),
      old,
    );
    const since = before?.otherwiseSince ?? now;
    const moves = same || (now - since >= GRACE_MS && now - (this.#touchedAt ?? 0) >= CALM_MS);
    const shown = moves ? ids : withNew([...old], ids);
    this.#folders.set(folder, { ids: shown, ...(!moves && { otherwiseSince: since }) });
    return shown.flatMap((id) => items.get(id) ?? []);
  }
}

function sameOrder(ids: readonly string[], old: ReadonlySet<string>): boolean {
  let index = 0;
  for (const id of old) if (ids[index++] !== id) return false;
  return true;
}

/** Each new one behind the one that it is wanted behind. */
function withNew(old: readonly string[], wanted: readonly string[]): readonly string[] {
  const known = new Set(old);
  const behind = new Map<string, string[]>();
  let anchor = '';
  for (const id of wanted) {
    if (known.has(id)) anchor = id;
    else behind.set(anchor, [...(behind.get(anchor) ?? []), id]);
  }
  return ['', ...old].flatMap((id) => [...(id === '' ? [] : [id]), ...(behind.get(id) ?? [])]);
}
