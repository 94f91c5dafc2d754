import { setMaxListeners } from 'node:events';
import { ClusterError, type Problem } from '../access/problem.ts';
import type { RawSeen } from '../decode/codec.ts';
import { HttpError, problemOf } from '../access/problems.ts';
import { codeOf, messageOf } from '../errors.ts';
import type { RawCluster } from '../watch/raw-cluster.ts';
import type { ReflectStep } from '../watch/reflect.ts';
import { english } from '../timeline/model/duration.ts';
import { formatText } from '../timeline/model/text.ts';
import { epochMs } from '../timeline/model/units.ts';
import type { EpochMs } from '../timeline/model/units.ts';
import { RecordGaps } from './record-gaps.ts';
import { isKubeObject } from './recording.ts';
import type { KubeObject, RecordingHeader } from './recording.ts';
import { fetchLogs } from './record-logs.ts';
import { groupVersion, knownTypes } from './resource-types.ts';
import type { ResourceType } from './resource-types.ts';
import { RecordingError } from './recording-error.ts';
import { RecordingWriter } from './write-recording.ts';

export interface RecordOptions {
  readonly cluster: RawCluster;
  /** Absent: all namespaces. */
  readonly namespace?: string;
  readonly file: string;
  /** Replace a file that is there. */
  readonly overwrite: boolean;
  /** Ends the recording; the logs are fetched then. */
  readonly signal: AbortSignal;
  /** Called when something cannot be recorded, for example because it is forbidden; once for each resource. */
  readonly onMissing?: (resource: string, error: unknown) => void;
  /** Called when all that can be listed has been: changes are recorded from now on. */
  readonly onLive?: () => void;
  /** Called when nothing is seen of these resources any more, with the problem of the first of them. */
  readonly onLost?: (resources: readonly string[], problem: Problem) => void;
  /** Called when all that was lost is seen again. */
  readonly onBack?: (resources: readonly string[], ms: number) => void;
  /** Called with the first object of a resource that cannot be read, and is left out. */
  readonly onSkipped?: (resource: string, reason: string) => void;
}

export interface RecordSummary {
  readonly lines: number;
  readonly pods: number;
  readonly ms: number;
  /** For how many milliseconds something was not watched; above zero the recording has gaps. */
  readonly blindMs: number;
  /** Objects that could not be read, and are left out. */
  readonly skipped: number;
  /** False when the cluster was not there at the end, to give them. */
  readonly hasLogs: boolean;
}

/**
 * Writes what happens in a cluster to a file until `signal` is aborted: lists and watches of all resources that
 * timelines are made of, and the containers' logs at the end. Rejects with a {@link RecordingError} when the file
 * cannot be written, with a {@link ClusterError} when pods cannot be read. The file is whole and valid, or not there:
 * whatever goes wrong after pods were listed, what was recorded until then is kept.
 */
export async function recordCluster(options: RecordOptions): Promise<RecordSummary> {
  const header = await makeHeader(options);
  const writer = await RecordingWriter.open(options.file, options.overwrite);
  const recorder = new Recorder(options, writer);
  try {
    writer.write(header);
    await recorder.run();
    const hasLogs = !recorder.isBlind;
    if (hasLogs) {
      await fetchLogs(
        options.cluster,
        recorder.objects('pods'),
        (log, t) => writer.write({ t, r: 'logs', type: 'LOG', object: log }),
        preciseNow,
      );
    }
    await writer.close();
    return {
      lines: writer.lines,
      pods: recorder.podsSeen,
      ms: preciseNow() - header.t,
      blindMs: recorder.blindMs,
      skipped: recorder.skipped,
      hasLogs,
    };
  } catch (error) {
    if (recorder.hasPods) {
      await writer.close().catch(() => undefined);
    } // the disk is full: what it took is there
    else {
      await writer.discard();
    }
    throw error instanceof RecordingError
      ? error
      : new ClusterError(problem(error, options, 'list pods'), { cause: error });
  }
}

const problem = (error: unknown, { cluster }: RecordOptions, what: string): Problem =>
  problemOf(error, { server: cluster.serverUrl, context: cluster.context, what });

let anchor = performance.timeOrigin;

/**
 * The wall clock with microseconds: arrival times are told apart that a millisecond would join. Follows the wall clock
 * when that jumps, or when this machine has slept.
 */
export function preciseNow(): EpochMs {
  const wall = Date.now();
  if (Math.abs(anchor + performance.now() - wall) > 5) anchor = wall - performance.now();
  return epochMs(Math.round((anchor + performance.now()) * 1000) / 1000);
}

async function makeHeader(options: RecordOptions): Promise<RecordingHeader> {
  try {
    const version = (await options.cluster.json('/version', AbortSignal.timeout(30_000))) as { gitVersion?: unknown };
    const t = preciseNow();
    const gitVersion = typeof version.gitVersion === 'string' ? version.gitVersion : 'v1.0.0';
    return {
      recording: 1,
      startedAt: new Date(t).toISOString(),
      t,
      gitVersion,
      resources: Object.fromEntries(knownTypes.map((type) => [type.name, pathOf(type, undefined)])),
    };
  } catch (error) {
    throw new ClusterError(problem(error, options, 'read the version'), { cause: error });
  }
}

const pathOf = (type: ResourceType, namespace: string | undefined): string => {
  const prefix = type.group === '' ? `/api/${type.version}` : `/apis/${groupVersion(type)}`;
  return type.namespaced && namespace !== undefined
    ? `${prefix}/namespaces/${encodeURIComponent(namespace)}/${type.name}`
    : `${prefix}/${type.name}`;
};

class Recorder {
  podsSeen = 0;
  skipped = 0;
  /** Whether they were listed. */
  hasPods = false;
  readonly #options: RecordOptions;
  readonly #writer: RecordingWriter;
  readonly #resources: ReadonlyMap<string, RecordedResource>;
  readonly #stop = new AbortController();
  readonly #gaps: RecordGaps;
  /** Those that may not be read. */
  readonly #missing = new Set<string>();
  /** Those of which an object could not be read. */
  readonly #damaged = new Set<string>();
  /** What kept pods from being recorded. */
  #failure: { readonly error: unknown } | undefined;
  #waiting: Set<string>;

  constructor(options: RecordOptions, writer: RecordingWriter) {
    this.#options = options;
    this.#writer = writer;
    this.#resources = new Map(knownTypes.map((type) => [type.name, new RecordedResource(type)]));
    this.#waiting = new Set(this.#resources.keys());
    this.#gaps = new RecordGaps({
      now: preciseNow,
      write: (gap) => writer.write(gap),
      reasonOf: (error, resource) => formatText(this.#problem(error, resource).fact, english),
      onLost: (resources, error) => options.onLost?.(resources, this.#problem(error, resources[0] ?? '')),
      onBack: (resources, ms) => options.onBack?.(resources, ms),
    });
  }

  /** At the end: whether pods were not seen any more. */
  isBlind = false;

  get blindMs(): number {
    return this.#gaps.blindMs;
  }

  /** Those that are there now. */
  objects(resource: string): readonly KubeObject[] {
    return this.#resources.get(resource)?.objects() ?? [];
  }

  async run(): Promise<void> {
    const signal = AbortSignal.any([this.#options.signal, this.#stop.signal]);
    setMaxListeners(0, signal); // each resource waits for it
    try {
      await Promise.all([...this.#resources.values()].map((resource) => this.#follow(resource, signal)));
    } finally {
      this.isBlind = this.#gaps.isOpen('pods');
      this.#stop.abort(); // when one has failed, the others end as well
      this.#gaps.end();
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #follow(resource: RecordedResource, signal: AbortSignal): Promise<void> {
    const { cluster, namespace } = this.#options;
    for await (const step of cluster.follow(pathOf(resource.type, namespace), signal)) {
      this.#take(resource, step);
      await this.#writer.settled();
    }
  }

  #take(resource: RecordedResource, step: ReflectStep<RawSeen>): void {
    const r = resource.type.name;
    if (step.kind === 'failed') return this.#failedAt(resource, step.error);
    resource.heardAt = preciseNow();
    switch (step.kind) {
      case 'listing':
        return resource.beginList();
      case 'objects':
        for (const seen of step.values) this.#write(resource, seen);
        return;
      case 'listed':
        return this.#listed(resource, step);
      case 'watching':
        return this.#gaps.seen(r);
      case 'bookmark':
        return this.#writer.write({
          t: step.at,
          r,
          type: 'BOOKMARK',
          object: objectOf(resource.type, { metadata: { resourceVersion: step.resourceVersion } }),
        });
      case 'skipped':
        return this.#skip(r, messageOf(step.error));
      case 'delay':
        return; // late, but seen: the arrival times are what they are
    }
  }

  #listed(
    resource: RecordedResource,
    { at, resourceVersion }: Extract<ReflectStep<RawSeen>, { kind: 'listed' }>,
  ): void {
    const r = resource.type.name;
    for (const object of resource.endList()) this.#writer.write({ t: at, r, type: 'DELETED', object });
    this.#writer.write({ t: at, r, type: 'SYNCED', resourceVersion });
    this.hasPods ||= r === 'pods';
    this.#missing.delete(r);
    this.#gaps.seen(r);
    this.#arrived(r);
  }

  #write(resource: RecordedResource, { type, arrivedAt, object }: RawSeen): void {
    const r = resource.type.name;
    if (!isKubeObject(object)) return this.#skip(r, 'it has no metadata that can be read');
    if (!resource.take(type, object)) return;
    if (r === 'pods' && (type === 'ADDED' || type === 'SYNC')) this.podsSeen += 1;
    this.#writer.write({ t: arrivedAt, r, type, object: objectOf(resource.type, object) });
  }

  #skip(r: string, reason: string): void {
    this.skipped += 1;
    if (this.#damaged.has(r)) return;
    this.#damaged.add(r);
    this.#options.onSkipped?.(r, reason);
  }

  /**
   * Without pods there is nothing to record; anything else may be missing. A failure that may pass is left to the loop.
   */
  #failedAt({ type: { name: r }, heardAt }: RecordedResource, error: unknown): void {
    const denied = error instanceof HttpError && [401, 403, 404].includes(error.status);
    const isFirst = this.#waiting.has(r);
    if (isFirst && r === 'pods') {
      this.#failure = { error };
      this.#stop.abort();
    } else if (isFirst && denied) {
      this.#missing.add(r);
      this.#options.onMissing?.(r, error);
      this.#arrived(r);
    } else if (!this.#missing.has(r)) {
      const wasSilent = codeOf(error) === 'ETIMEDOUT' || (error instanceof Error && error.name === 'TimeoutError');
      this.#gaps.failed(r, error, wasSilent ? heardAt : undefined);
    }
  }

  #problem(error: unknown, r: string): Problem {
    return problem(error, this.#options, `watch ${r}`);
  }

  #arrived(r: string): void {
    if (this.#waiting.delete(r) && this.#waiting.size === 0) this.#options.onLive?.();
  }
}

/** As one alone: in a list, and in a watch's bookmark, kind and version are left out. */
const objectOf = (type: ResourceType, object: KubeObject): KubeObject => ({
  kind: type.kind,
  apiVersion: groupVersion(type),
  ...object,
});

/** What has been seen of one resource, so that a second list (after 410) is written as what it changes. */
class RecordedResource {
  readonly type: ResourceType;
  /** When something of it came last. Absent before the first answer. */
  heardAt: EpochMs | undefined;
  readonly #objects = new Map<string, KubeObject>();
  #listed: Set<string> | undefined;

  constructor(type: ResourceType) {
    this.type = type;
  }

  objects(): readonly KubeObject[] {
    return [...this.#objects.values()];
  }

  beginList(): void {
    this.#listed = new Set();
  }

  /** What the list did not show any more. */
  endList(): readonly KubeObject[] {
    const gone = [...this.#objects].filter(([key]) => !this.#listed?.has(key));
    this.#listed = undefined;
    for (const [key] of gone) this.#objects.delete(key);
    return gone.map(([, object]) => object);
  }

  /** False for an object of a list that was known in this version. */
  take(type: RawSeen['type'], object: KubeObject): boolean {
    const { metadata } = object;
    const key = metadata.uid ?? `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
    this.#listed?.add(key);
    const known = this.#objects.get(key)?.metadata.resourceVersion;
    if (type === 'DELETED') this.#objects.delete(key);
    else this.#objects.set(key, object);
    return type !== 'SYNC' || known === undefined || known !== metadata.resourceVersion;
  }
}
