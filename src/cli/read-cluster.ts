import {
  ClusterError,
  type DecodedChange,
  type RawSeen,
  decodeChange,
  EvidenceStore,
  withOneRefusal,
  type Hindrance,
  problemOf,
  messageOf,
  openRawCluster,
  type RawCluster,
  pathOf,
  type Resource,
  resources,
  english,
  formatText,
} from '../engine/engine.ts';
import type { ClusterArgs } from './args.ts';
import { kubeconfigSource } from './kubeconfig-source.ts';

export interface ClusterEvidence {
  readonly store: EvidenceStore;
  /** Absent: all. */
  readonly namespace?: string;
  /** What could not be read, in words. */
  readonly missing: readonly string[];
}

/**
 * Reads once what a cluster has stored. Rejects with a {@link ClusterError} when there is no cluster, or its pods
 * cannot be read.
 */
export async function readCluster(args: ClusterArgs): Promise<ClusterEvidence> {
  const cluster = await openRawCluster(kubeconfigSource(args.kubeconfig), args.context);
  const namespace = args.allNamespaces ? undefined : (args.namespace ?? cluster.namespace);
  const store = new EvidenceStore({ schedule: () => undefined });
  const skipped = new Skipped();
  const read: Read = (resource) => readAll({ cluster, namespace, store, skipped }, resource);
  try {
    for (const resource of watched) if (resource.need === 'needed') await read(resource);
    const others = [
      ...watched
        .filter(({ need }) => need === 'optional')
        .map((resource) =>
          hindranceOf(
            resource.name,
            resource.feeds === 'events' ? readEvents(() => read(resource), namespace, store) : read(resource),
          ),
        ),
      hindranceOf('version', readVersion(cluster, store)),
    ];
    const hindrances = (await Promise.all(others)).filter((hindrance) => hindrance !== undefined);
    const words = withOneRefusal(hindrances).map(({ fact }) => formatText(fact, english));
    return { store, ...(namespace !== undefined && { namespace }), missing: [...new Set(words), ...skipped.notes] };
  } finally {
    cluster.close();
  }
}

/** Without events their absence says nothing: timelines then say so instead of guessing. */
async function readEvents(
  read: () => Promise<void>,
  namespace: string | undefined,
  store: EvidenceStore,
): Promise<void> {
  try {
    await read();
  } catch (error) {
    store.setEvents(namespace, 'denied');
    throw error;
  }
}

const watched = resources.filter(({ read }) => read === 'watched');

type Read = (resource: Resource) => Promise<void>;

/** What stands in the way of a reading; nothing when it ends well. */
const hindranceOf = (resource: string, reading: Promise<void>): Promise<Hindrance | undefined> =>
  reading.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof ClusterError) return { resource, problem: error.problem };
      throw error;
    },
  );

interface Reading {
  readonly cluster: RawCluster;
  readonly namespace: string | undefined;
  readonly store: EvidenceStore;
  readonly skipped: Skipped;
}

/** So many objects that cannot be read are named; the others are counted. */
const MOST_NAMED = 5;

/** Objects that are not what the API promises: each costs itself, not the answer. */
class Skipped {
  readonly #named: string[] = [];
  #others = 0;

  /** Undefined for what cannot be read. */
  decode(resource: Resource, { object, how }: RawSeen): DecodedChange | undefined {
    try {
      return decodeChange({ resource: resource.name, object, how });
    } catch (error) {
      this.add(error);
      return undefined;
    }
  }

  add(error: unknown): void {
    if (this.#named.length < MOST_NAMED) this.#named.push(`left out: ${messageOf(error)}`);
    else this.#others += 1;
  }

  get notes(): readonly string[] {
    if (this.#others === 0) return this.#named;
    return [...this.#named, `left out: ${this.#others} more objects that cannot be read`];
  }
}

/** Lists one resource. The first failure counts: a command is not to wait for a cluster that is away. */
async function readAll({ cluster, namespace, store, skipped }: Reading, resource: Resource): Promise<void> {
  const done = new AbortController();
  for await (const step of cluster.follow(pathOf(resource, namespace), done.signal)) {
    if (step.kind === 'objects') store.apply(step.values.flatMap((seen) => skipped.decode(resource, seen) ?? []));
    if (step.kind === 'skipped') skipped.add(step.error);
    if (step.kind === 'failed') {
      throw failed(
        cluster,
        step.error,
        `list ${resource.name} ${namespace === undefined ? 'in all namespaces' : `in namespace ${namespace}`}`,
      );
    }
    if (step.kind === 'listed') break;
  }
  done.abort();
}

function failed(cluster: RawCluster, error: unknown, what: string): ClusterError {
  return new ClusterError(problemOf(error, { server: cluster.serverUrl, context: cluster.context, what }), {
    cause: error,
  });
}

async function readVersion(cluster: RawCluster, store: EvidenceStore): Promise<void> {
  const answer = await cluster.json('/version', AbortSignal.timeout(10_000)).catch((error: unknown) => {
    throw failed(cluster, error, 'read the version');
  });
  const version = (answer ?? {}) as { major?: unknown; minor?: unknown };
  if (typeof version.major === 'string' && typeof version.minor === 'string') {
    store.setServer({ major: parseInt(version.major, 10), minor: parseInt(version.minor, 10) });
  }
}
