import { groupVersion } from '../engine/engine.ts';
import type { Answer } from './answer.ts';
import { isTrue } from './api-request.ts';
import type { ApiRequest } from './api-request.ts';
import { StoredObject } from './api-state.ts';
import type { ResourceState, StoredEvent } from './api-state.ts';
import { selectorOf, versionOf } from './list.ts';
import { contentTypeOf, presentEvent, presentNote } from './presentation.ts';
import type { Presentation } from './presentation.ts';
import type { Selector } from './selectors.ts';
import { badRequest, invalidListOptions, tooOld } from './status.ts';
import type { StatusError } from './status.ts';

export interface WatchOptions {
  readonly bookmarkIntervalMs: number;
  readonly presentation: Presentation;
  readonly answer: Answer;
  /** A client that is this far behind is dropped. */
  readonly maxBacklogBytes: number;
}

/** The API server drops a watcher whose buffer is full; this is ours. */
export const maxBacklogBytes = 64 * 1024 * 1024;

/** Checks a watch before it begins. Throws a {@link StatusError} (400, 422). */
export function checkWatch(request: ApiRequest, streamingLists: boolean): void {
  const { query } = request;
  if (!query.has('sendInitialEvents')) {
    if (query.get('resourceVersionMatch')) {
      throw invalidListOptions(
        'resourceVersionMatch',
        'Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
      );
    }
    return;
  }
  if (!streamingLists) {
    throw invalidListOptions(
      'sendInitialEvents',
      'Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
    );
  }
  if (query.get('resourceVersionMatch') !== 'NotOlderThan') {
    throw invalidListOptions(
      'resourceVersionMatch',
      'Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    );
  }
  if (isTrue(query.get('sendInitialEvents')) && !isTrue(query.get('allowWatchBookmarks'))) {
    throw badRequest('sendInitialEvents requires allowWatchBookmarks');
  }
}

/**
 * Serves a watch until the client goes, its timeout passes, or the history does not reach back far enough. Throws a
 * {@link StatusError} for bad options.
 */
export function watch(request: ApiRequest, state: ResourceState, options: WatchOptions): void {
  const version = versionOf(request);
  const stream = new WatchStream(state, selectorOf(request, state), options);
  options.answer.begin(contentTypeOf(options.presentation, 'watch'));
  stream.begin(version, request);
}

class WatchStream {
  readonly #state: ResourceState;
  readonly #selector: Selector;
  readonly #options: WatchOptions;

  constructor(state: ResourceState, selector: Selector, options: WatchOptions) {
    this.#state = state;
    this.#selector = selector;
    this.#options = options;
  }

  begin(version: number | undefined, request: ApiRequest): void {
    const { query } = request;
    const initialEvents = query.has('sendInitialEvents') ? isTrue(query.get('sendInitialEvents')) : !version;
    const missed = initialEvents || version === undefined || version === 0 ? [] : this.#state.since(version);
    if (!missed) {
      this.#fail(tooOld(version ?? 0, this.#state.oldest));
      return;
    }
    if (initialEvents) {
      for (const item of this.#state.items()) if (this.#selector(item.object)) this.#send('ADDED', item);
    }
    if (initialEvents && query.has('sendInitialEvents')) this.#bookmark({ 'k8s.io/initial-events-end': 'true' });
    for (const event of missed) this.#deliver(event);
    this.#follow(query, version ?? 0);
  }

  #follow(query: URLSearchParams, version: number): void {
    const changes = this.#state.changed.subscribe((event) => {
      if (event.resourceVersion > version) this.#deliver(event);
    });
    const bookmarks = isTrue(query.get('allowWatchBookmarks'))
      ? setInterval(() => this.#bookmark(), this.#options.bookmarkIntervalMs)
      : undefined;
    const end = setTimeout(() => this.#end(bookmarks !== undefined), timeoutMs(query));
    this.#options.answer.response.once('close', () => {
      changes.dispose();
      clearInterval(bookmarks);
      clearTimeout(end);
    });
  }

  /** An object that a change moves into the selection is new to this client, one that it moves out is gone for it. */
  #deliver({ type, current, previous }: StoredEvent): void {
    const was = previous !== undefined && this.#selector(previous.object);
    const is = type !== 'DELETED' && this.#selector(current.object);
    if (was && !is) this.#send('DELETED', type === 'DELETED' ? current : lastSeen(previous, current));
    else if (is) this.#send(was ? 'MODIFIED' : 'ADDED', current);
  }

  #send(type: string, stored: StoredObject): void {
    this.#write(() => presentEvent(type, stored, this.#options.presentation));
  }

  #write(event: () => Buffer): void {
    const { answer, maxBacklogBytes } = this.#options;
    if (answer.response.destroyed || answer.response.writableEnded) return;
    answer.write(event());
    if (answer.response.writableLength > maxBacklogBytes) answer.response.destroy();
  }

  #bookmark(annotations?: Record<string, string>): void {
    const { presentation } = this.#options;
    const { type } = presentation;
    const metadata = {
      resourceVersion: String(this.#state.version),
      creationTimestamp: null,
      ...(annotations && { annotations }),
    };
    const object = { kind: type.kind, apiVersion: groupVersion(type), metadata };
    this.#write(() => presentNote('BOOKMARK', type.kind, object, presentation));
  }

  #end(withBookmark: boolean): void {
    if (withBookmark) this.#bookmark();
    this.#options.answer.end();
  }

  #fail(error: StatusError): void {
    this.#write(() => presentNote('ERROR', 'Status', error.toJSON(), this.#options.presentation));
    this.#options.answer.end();
  }
}

/** The version that the client knew, with the resource version of the change that took it out of its selection. */
const lastSeen = (previous: StoredObject, { resourceVersion }: StoredObject): StoredObject =>
  new StoredObject(
    { ...previous.object, metadata: { ...previous.object.metadata, resourceVersion: String(resourceVersion) } },
    resourceVersion,
  );

/** Without a timeout of the client's, a watch lasts 30 minutes at least (--min-request-timeout). */
function timeoutMs(query: URLSearchParams): number {
  const seconds = Number(query.get('timeoutSeconds') ?? 0);
  return (seconds > 0 ? Math.min(seconds, 86_400) : 1800) * 1000;
}
