import type { How } from './changes.ts';
import type { EpochMs } from '../timeline/model/units.ts';

/** An object as it came, before it is decoded. */
export interface RawSeen {
  readonly how: How;
  readonly object: unknown;
  readonly arrivedAt: EpochMs;
  /** The watch event's type; SYNC for an object of a list. */
  readonly type: 'SYNC' | 'ADDED' | 'MODIFIED' | 'DELETED';
}

/** What a body of a watch or a list holds, one after another. */
export type Item<T> =
  | { readonly kind: 'object'; readonly value: T | undefined; readonly resourceVersion: string }
  | {
      readonly kind: 'bookmark';
      readonly resourceVersion: string;
      /** All that was there at the beginning has been sent (streaming lists). */ readonly initialEnd: boolean;
    }
  /** An ERROR event: its Status. */
  | { readonly kind: 'error'; readonly code: number; readonly reason: string; readonly message: string }
  /** An object that could not be read; the ones after it can. */
  | { readonly kind: 'broken'; readonly error: unknown; /** When that much could be read. */ readonly uid?: string };

/** The end of a list or of a page of it. */
export interface ListEnd {
  readonly resourceVersion: string;
  /** Present when there are more pages. */
  readonly continue?: string;
}

/** Cuts a body into items as its bytes arrive. */
export interface WatchReader<T> {
  push(chunk: Buffer, arrivedAt: EpochMs): readonly Item<T>[];
}

export interface ListReader<T> extends WatchReader<T> {
  /** What could only be told apart at the end, and the end. Throws when the list is cut off or is no list. */
  end(arrivedAt: EpochMs): { readonly items: readonly Item<T>[]; readonly end: ListEnd };
}

/** How answers of the API are asked for and read. */
export interface Codec<T> {
  /** The Accept header. */
  readonly accept: string;
  /**
   * `initial`: objects that are ADDED are those of a streaming list until its bookmark. `contentType`: what the server
   * chose.
   */
  watch(initial: boolean, contentType?: string): WatchReader<T>;
  list(contentType?: string): ListReader<T>;
}

/** How the object of a watch event came. `listed`: it is one of those that a streaming list begins with. */
export function howSeen(type: 'ADDED' | 'MODIFIED' | 'DELETED', listed: boolean): How {
  if (type === 'DELETED') return 'deleted';
  return listed ? 'listed' : 'watched';
}
