import { type Signal, Emitter, type KubeObject, knownTypes, type ResourceType } from '../engine/engine.ts';
import { compareText } from '../engine/engine.ts';

/** One version of an object. It never changes. */
export class StoredObject {
  readonly object: KubeObject;
  readonly resourceVersion: number;
  #body: Buffer | undefined;

  constructor(object: KubeObject, resourceVersion: number) {
    this.object = object;
    this.resourceVersion = resourceVersion;
  }

  /** `NAMESPACE/NAME`, in whose order lists are. */
  get key(): string {
    return keyOf(this.object);
  }

  /** The JSON without kind and apiVersion, as it stands in a list; made once. */
  get body(): Buffer {
    return (this.#body ??= Buffer.from(JSON.stringify({ ...this.object, kind: undefined, apiVersion: undefined })));
  }
}

const keyOf = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;

export interface StoredEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resourceVersion: number;
  /** Of a deletion: the last version with the resource version of the deletion. */
  readonly current: StoredObject;
  readonly previous?: StoredObject;
}

/** The objects of one resource, and what happened to them lately. */
export class ResourceState {
  readonly type: ResourceType;
  readonly #newest: () => number;
  readonly #window: number;
  readonly #items = new Map<string, StoredObject>();
  readonly #changed = new Emitter<StoredEvent>();
  #history: StoredEvent[] = [];
  #sorted: readonly StoredObject[] | undefined;
  #oldest: number;
  #version: number;

  constructor(type: ResourceType, newest: () => number, window: number) {
    const version = newest();
    this.type = type;
    this.#newest = newest;
    this.#version = version;
    this.#oldest = version;
    this.#window = window;
  }

  /** Of the last change: what a list is "at". */
  get version(): number {
    return this.#version;
  }

  /** Of the last change of any resource: no version above it has been given out. */
  get newest(): number {
    return this.#newest();
  }

  /** A watch from before this is too old. */
  get oldest(): number {
    return this.#oldest;
  }

  get changed(): Signal<StoredEvent> {
    return this.#changed;
  }

  get(namespace: string, name: string): StoredObject | undefined {
    return this.#items.get(`${namespace}/${name}`);
  }

  /** All objects in the order of their keys. */
  items(): readonly StoredObject[] {
    return (this.#sorted ??= sortedByKey(this.#items.values()));
  }

  /** All objects as they were at `version`; `undefined` when that is too long ago. */
  itemsAt(version: number): readonly StoredObject[] | undefined {
    if (version < this.#oldest) return undefined;
    if (version >= this.#version) return this.items();
    const items = new Map(this.#items);
    for (const { type, current, previous } of this.since(version)?.toReversed() ?? []) {
      if (previous) items.set(previous.key, previous);
      else if (type === 'ADDED') items.delete(current.key);
    }
    return sortedByKey(items.values());
  }

  /** What happened after `version`, oldest first; `undefined` when that is too long ago. */
  since(version: number): readonly StoredEvent[] | undefined {
    if (version < this.#oldest) return undefined;
    let from = this.#history.length;
    while (from > 0 && (this.#history[from - 1]?.resourceVersion ?? 0) > version) from -= 1;
    return this.#history.slice(from);
  }

  /** Forgets the history: every watch from before now is too old. */
  compact(): void {
    this.#history = [];
    this.#oldest = this.#version;
  }

  /** Takes in a version. Deleting what is not there does nothing. */
  put(type: StoredEvent['type'], object: KubeObject, version: number): void {
    const current = new StoredObject(object, version);
    const previous = this.#items.get(current.key);
    if (type === 'DELETED' && !previous) return;
    if (type === 'DELETED') this.#items.delete(current.key);
    else this.#items.set(current.key, current);
    this.#sorted = undefined;
    this.#version = version;
    this.#remember({
      type: type === 'DELETED' ? type : changeOf(previous),
      resourceVersion: version,
      current,
      ...(previous && { previous }),
    });
  }

  #remember(event: StoredEvent): void {
    this.#history.push(event);
    if (this.#history.length > 2 * this.#window) {
      this.#history = this.#history.slice(-this.#window);
      this.#oldest = (this.#history[0]?.resourceVersion ?? 1) - 1;
    }
    this.#changed.fire(event);
  }
}

const changeOf = (previous: StoredObject | undefined): 'MODIFIED' | 'ADDED' => (previous ? 'MODIFIED' : 'ADDED');

const sortedByKey = (items: Iterable<StoredObject>): readonly StoredObject[] =>
  [...items].sort((a, b) => compareText(a.key, b.key));

export interface ApiStateOptions {
  readonly types?: readonly ResourceType[];
  /** The resource version to begin at. */
  readonly resourceVersion?: number;
  /** How many changes of a resource can be asked for again by a watch; twice as many are kept at most. */
  readonly historyWindow?: number;
}

/**
 * What an API server stores. Tests change it directly: `state.apply('pods', 'ADDED', pod)`; {@link ApiServer} serves
 * it. Several servers can serve the same state, one after another or at once.
 */
export class ApiState {
  readonly #resources = new Map<string, ResourceState>();
  readonly #window: number;
  #version: number;

  constructor({ types = knownTypes, resourceVersion = 1, historyWindow = 10_000 }: ApiStateOptions = {}) {
    this.#version = resourceVersion;
    this.#window = historyWindow;
    for (const type of types) this.addType(type);
  }

  get resourceVersion(): number {
    return this.#version;
  }

  get types(): readonly ResourceType[] {
    return [...this.#resources.values()].map(({ type }) => type);
  }

  addType(type: ResourceType): void {
    if (!this.#resources.has(type.name)) {
      this.#resources.set(type.name, new ResourceState(type, () => this.#version, this.#window));
    }
  }

  resource(name: string): ResourceState | undefined {
    return this.#resources.get(name);
  }

  /**
   * Takes in a version of an object and tells the watches. The object gets the next resource version (or
   * `resourceVersion`, which must be higher than any before) and is not to be changed afterwards. An object of the same
   * name but another uid is deleted first.
   */
  apply(resource: string, type: StoredEvent['type'], object: KubeObject, resourceVersion = this.#version + 1): void {
    const state = this.#resources.get(resource);
    if (!state) throw new Error(`no resource ${resource} is served`);
    const existing = state.get(object.metadata.namespace ?? '', object.metadata.name ?? '');
    if (existing && type !== 'DELETED' && existing.object.metadata.uid !== object.metadata.uid) {
      this.apply(resource, 'DELETED', existing.object);
      this.apply(resource, type, object, Math.max(resourceVersion, this.#version + 1));
      return;
    }
    this.#version = resourceVersion;
    state.put(
      type,
      { ...object, metadata: { ...object.metadata, resourceVersion: String(resourceVersion) } },
      resourceVersion,
    );
  }

  /** As etcd does every five minutes: older resource versions are gone. */
  compact(): void {
    for (const state of this.#resources.values()) state.compact();
  }
}
