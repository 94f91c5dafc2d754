import { own } from '../../src/engine/timeline/model/own.ts';
import type { ManyView } from '../parts/state.ts';
import type { ListRow } from './rows.ts';

/** What a key means in the list. */
export type ListIntent =
  | { readonly do: 'walk'; readonly by: number }
  | { readonly do: 'open' | 'fold' | 'pick'; readonly uid: string }
  | { readonly do: 'fold-group'; readonly key: string }
  | { readonly do: 'zoom'; readonly by: number }
  | { readonly do: 'fit' | 'unpick' }
  | { readonly do: 'all-causes'; readonly cause: string };

export interface ListKeyState {
  /** The active one. */
  readonly row: ListRow | undefined;
  /** Rows that fit in the view. */
  readonly page: number;
  readonly zoomed: boolean;
  readonly view: Pick<ManyView, 'picked' | 'cause'>;
}

/** Undefined: the key is not ours. */
export function listIntent(key: string, state: ListKeyState): ListIntent | undefined {
  const step = stepOf(key, state.page);
  if (step !== undefined) return { do: 'walk', by: step };
  if (key === '+' || key === '-') return { do: 'zoom', by: key === '+' ? 1.5 : 1 / 1.5 };
  if (key === '0') return { do: 'fit' };
  if (key === 'Escape') return leave(state);
  return state.row && rowIntent(key, state.row);
}

function stepOf(key: string, page: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -Infinity,
    End: Infinity,
  };
  return own(steps, key);
}

/** The narrowest view is left first. */
function leave({ zoomed, view }: ListKeyState): ListIntent | undefined {
  if (zoomed) return { do: 'fit' };
  if (view.picked.length > 0) return { do: 'unpick' };
  return view.cause === undefined ? undefined : { do: 'all-causes', cause: view.cause };
}

function rowIntent(key: string, row: ListRow): ListIntent | undefined {
  const turns = (key === 'ArrowLeft' && row.isOpen === true) || (key === 'ArrowRight' && row.isOpen === false);
  if (row.kind === 'group') return turns || key === 'Enter' ? { do: 'fold-group', key: row.key } : undefined;
  if (turns) return { do: 'fold', uid: row.uid };
  if (key === 'Enter') return { do: 'open', uid: row.uid };
  return key === 'c' && row.kind === 'pod' ? { do: 'pick', uid: row.uid } : undefined;
}
