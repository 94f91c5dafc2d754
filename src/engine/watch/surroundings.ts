import type { ClaimFacts } from '../timeline/model/facts.ts';
import { needsOf } from '../timeline/model/needs.ts';
import type { EpochMs } from '../timeline/model/units.ts';
import { readJson } from '../decode/json/decode-json.ts';
import { decodeClaim, decodeNode, decodeStorageClass } from '../decode/json/decode-owner.ts';
import type { EvidenceStore } from '../store/evidence-store.ts';
import { HttpError } from '../access/problems.ts';

export interface SurroundingsParts {
  readonly store: EvidenceStore;
  /** GETs one object. */
  readonly read: (path: string) => Promise<unknown>;
  readonly now: () => EpochMs;
  /** Told the first time that a resource may not be read; it is not asked for again. */
  readonly forbidden: (resource: string, error: HttpError) => void;
}

/** What was read is used for this long before it is read again; a node reports its images every few minutes. */
const KEPT_MS = 60_000;

/** Many nodes of one large rollout must not be asked for at once. */
const MAX_QUEUED = 50;

interface Wanted {
  readonly resource: 'nodes' | 'persistentvolumeclaims';
  readonly path: string;
  readonly take: (object: unknown) => Promise<void> | void;
}

/**
 * Nodes, claims and their classes: read only when a timeline that someone looks at has a use for them, one request at a
 * time, and kept. What may not be read, or is not there, is left out of the timelines.
 */
export class Surroundings {
  readonly #parts: SurroundingsParts;
  readonly #readAt = new Map<string, number>();
  readonly #forbidden = new Set<string>();
  readonly #queue = new Map<string, Wanted>();
  #running = false;

  constructor(parts: SurroundingsParts) {
    this.#parts = parts;
  }

  /** Someone looks at the timeline of this pod. Changes of the store tell what comes of it. */
  examine(podUid: string): void {
    const pod = this.#parts.store.pod(podUid)?.pod;
    const timeline = this.#parts.store.timeline(podUid);
    if (!pod || !timeline) return;
    const { node, claims } = needsOf(timeline, pod);
    if (node !== undefined) {
      this.#want({
        resource: 'nodes',
        path: `/api/v1/nodes/${encodeURIComponent(node)}`,
        take: (object) => this.#takeNode(object),
      });
    }
    for (const claim of claims) {
      this.#want({
        resource: 'persistentvolumeclaims',
        path: `/api/v1/namespaces/${encodeURIComponent(pod.namespace)}/persistentvolumeclaims/${encodeURIComponent(claim)}`,
        take: (object) => this.#takeClaim(object),
      });
    }
  }

  /** What waits is given up, and what was refused is asked for again: someone may have changed the Roles. */
  forget(): void {
    this.#queue.clear();
    this.#readAt.clear();
    this.#forbidden.clear();
  }

  #want(wanted: Wanted): void {
    const readAt = this.#readAt.get(wanted.path) ?? -Infinity;
    if (
      this.#forbidden.has(wanted.resource) ||
      this.#parts.now() - readAt < KEPT_MS ||
      this.#queue.size >= MAX_QUEUED
    ) {
      return;
    }
    this.#queue.set(wanted.path, wanted);
    if (!this.#running) void this.#work();
  }

  async #work(): Promise<void> {
    this.#running = true;
    for (const [path, wanted] of this.#queue) {
      this.#queue.delete(path);
      this.#noteRead(path);
      await this.#read(wanted);
    }
    this.#running = false;
  }

  /** Those that were read longer ago may be read again, and need not be remembered. */
  #noteRead(path: string): void {
    const now = this.#parts.now();
    for (const [old, readAt] of this.#readAt) {
      if (now - readAt < KEPT_MS) break;
      this.#readAt.delete(old);
    }
    this.#readAt.delete(path);
    this.#readAt.set(path, now);
  }

  async #read({ resource, path, take }: Wanted): Promise<void> {
    if (this.#forbidden.has(resource)) return;
    try {
      await take(await this.#parts.read(path));
    } catch (error) {
      // Anything else is no news: the watches tell when the server is away, and timelines do without.
      if (error instanceof HttpError && error.status === 403) this.#deny(resource, error);
    }
  }

  #deny(resource: string, error: HttpError): void {
    this.#forbidden.add(resource);
    this.#parts.forbidden(resource, error);
  }

  #takeNode(object: unknown): void {
    this.#parts.store.apply({
      resource: 'nodes',
      how: 'listed',
      facts: decodeNode(readJson('nodes', object)),
      arrivedAt: this.#parts.now(),
    });
  }

  async #takeClaim(object: unknown): Promise<void> {
    const claim = decodeClaim(readJson('persistentvolumeclaims', object));
    const found = await this.#classOf(claim);
    this.#parts.store.apply({ resource: 'claims', how: 'listed', facts: found ? { ...claim, class: found } : claim });
  }

  /** Few may read classes, and the claim says the most without. */
  async #classOf({ storageClass }: ClaimFacts): Promise<ClaimFacts['class']> {
    if (storageClass === undefined || this.#forbidden.has('storageclasses')) return undefined;
    try {
      return decodeStorageClass(
        readJson(
          'storageclasses',
          await this.#parts.read(`/apis/storage.k8s.io/v1/storageclasses/${encodeURIComponent(storageClass)}`),
        ),
      );
    } catch (error) {
      if (error instanceof HttpError && error.status === 403) this.#forbidden.add('storageclasses');
      return error instanceof HttpError && error.status === 404 ? { exists: false } : undefined;
    }
  }
}
