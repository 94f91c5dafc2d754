import type { ClaimFacts } from '../timeline/model/facts.ts';
import { needsOf } from '../timeline/model/needs.ts';
import type { EpochMs } from '../timeline/model/units.ts';
import { readJson } from '../decode/json/decode-json.ts';
import { decodeStorageClass } from '../decode/json/decode-owner.ts';
import { CLAIMS, NODES, objectPath, type Resource } from '../decode/resources.ts';
import type { EvidenceStore } from '../store/evidence-store.ts';
import { HttpError } from '../access/problems.ts';

export interface SurroundingsParts {
  readonly store: EvidenceStore;
  /** Whether this resource is to be read at all. */
  readonly reads: (resource: Resource) => boolean;
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
  readonly resource: Resource;
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
  /** Ends when the queue is empty. */
  #work: Promise<void> | undefined;

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
        resource: NODES,
        path: objectPath(NODES, undefined, node),
        take: (object) => this.#takeNode(object),
      });
    }
    for (const claim of claims) {
      this.#want({
        resource: CLAIMS,
        path: objectPath(CLAIMS, pod.namespace, claim),
        take: (object) => this.#takeClaim(object),
      });
    }
  }

  /** The same for all of these pods; ends when everything that they have a use for, and that can be read, has been. */
  async examineAll(podUids: Iterable<string>): Promise<void> {
    for (const uid of podUids) {
      if (this.#queue.size > MAX_QUEUED / 2) await this.#work;
      this.examine(uid);
    }
    await this.#work;
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
      !this.#parts.reads(wanted.resource) ||
      this.#forbidden.has(wanted.resource.name) ||
      this.#parts.now() - readAt < KEPT_MS ||
      this.#queue.size >= MAX_QUEUED
    ) {
      return;
    }
    this.#queue.set(wanted.path, wanted);
    this.#work ??= this.#readAll().finally(() => (this.#work = undefined));
  }

  async #readAll(): Promise<void> {
    for (const [path, wanted] of this.#queue) {
      this.#queue.delete(path);
      this.#noteRead(path);
      await this.#read(wanted);
    }
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
    if (this.#forbidden.has(resource.name)) return;
    try {
      await take(await this.#parts.read(path));
    } catch (error) {
      // Anything else is no news: the watches tell when the server is away, and timelines do without.
      if (error instanceof HttpError && error.status === 403) this.#deny(resource.name, error);
    }
  }

  #deny(resource: string, error: HttpError): void {
    this.#forbidden.add(resource);
    this.#parts.forbidden(resource, error);
  }

  #takeNode(object: unknown): void {
    const seen = { how: 'listed', arrivedAt: this.#parts.now() } as const;
    this.#parts.store.apply(NODES.fromJson(readJson(NODES.name, object), seen));
  }

  async #takeClaim(object: unknown): Promise<void> {
    const claim = CLAIMS.fromJson(readJson(CLAIMS.name, object), { how: 'listed' });
    const found = await this.#classOf(claim.facts);
    this.#parts.store.apply(found ? { ...claim, facts: { ...claim.facts, class: found } } : claim);
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
