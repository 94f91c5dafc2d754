import { parseTime } from '../decode/json/decode-json.ts';
import { decodeChange } from '../decode/decode.ts';
import { parseVersion } from '../decode/server-version.ts';
import { EvidenceStore } from '../store/evidence-store.ts';
import type { LogLine } from '../timeline/model/facts.ts';
import type { OpenRecording } from './read-recording.ts';
import type { KubeObject, Recording, RecordedGap, RecordedLog, RecordingHeader, RecordingLine } from './recording.ts';

/**
 * How much of a recording counts as evidence. `live`: all that the client saw, with the times at which it arrived.
 * `stored`: only what the API still stores at the end: the last version of each object, without arrival times.
 */
export type EvidenceKind = 'live' | 'stored';

export interface RecordedEvidence {
  readonly store: EvidenceStore;
  /** Objects that are not what the API promises, and were left out. */
  readonly skipped: readonly Error[];
  /** When nothing was seen of a resource. */
  readonly gaps: readonly RecordedGap[];
}

/**
 * Feeds an evidence store from a recording; one that is still being read is read to its end. Rejects with a {@link
 * RecordingError}.
 */
export async function evidenceOf(recording: Recording | OpenRecording, kind: EvidenceKind): Promise<RecordedEvidence> {
  const feed = kind === 'live' ? new LiveFeed(recording.header) : new StoredFeed(recording.header);
  for await (const line of recording.lines) feed.take(line);
  return feed.end();
}

type ObjectLine = Extract<RecordingLine, { type: keyof typeof howOf }>;

abstract class Feed {
  /** Every pod that the recording has, however many are gone at its end. */
  protected readonly store = new EvidenceStore({ schedule: () => undefined, keepGone: () => Infinity });
  readonly #skipped: Error[] = [];
  readonly #gaps: RecordedGap[] = [];
  readonly #logs: RecordedLog[] = [];

  constructor(header: RecordingHeader) {
    this.store.setServer(parseVersion(header.gitVersion));
  }

  /** Objects go to the kind of feed; the rest is the same for all. */
  take(line: RecordingLine): void {
    if (line.type === 'LOG') {
      this.#logs.push(line.object);
    } // the pod that it is of may come later
    else if (line.type === 'GAP') this.#gaps.push(line);
    else if (line.type !== 'SYNCED' && line.type !== 'BOOKMARK') this.takeObject(line);
  }

  protected abstract takeObject(line: ObjectLine): void;

  end(): RecordedEvidence {
    for (const { metadata, container, previous, text } of this.#logs) {
      this.store.setLogs(metadata.uid, previous ? `${container}/previous` : container, logLines(text));
    }
    return { store: this.store, skipped: this.#skipped, gaps: this.#gaps };
  }

  protected apply(change: Parameters<typeof decodeChange>[0]): void {
    try {
      const decoded = decodeChange(change);
      if (decoded) this.store.apply(decoded);
    } catch (error) {
      this.#skipped.push(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

const howOf = { SYNC: 'listed', ADDED: 'watched', MODIFIED: 'watched', DELETED: 'deleted' } as const;

class LiveFeed extends Feed {
  #eventsListed = false;

  constructor(header: RecordingHeader) {
    super(header);
    this.store.startedWatching(header.t);
    this.store.beginEvents([undefined]);
  }

  override take(line: RecordingLine): void {
    if (line.type === 'SYNCED' && line.r === 'events') {
      this.#eventsListed = true;
      this.store.setEvents(undefined, 'listed');
    }
    super.take(line);
  }

  protected takeObject({ r: resource, type, object, t: arrivedAt }: ObjectLine): void {
    this.apply({ resource, how: howOf[type], object, arrivedAt });
  }

  /** Events that a whole recording does not list will not come any more. */
  override end(): RecordedEvidence {
    if (!this.#eventsListed) this.store.setEvents(undefined, 'denied');
    return super.end();
  }
}

interface Version {
  readonly resource: string;
  readonly object: KubeObject;
}

class StoredFeed extends Feed {
  readonly #last = new Map<string, Version>();
  /** Last versions of what is being deleted; they count when the deletion is not over at the end. */
  readonly #terminating = new Map<string, Version>();

  protected takeObject({ r: resource, type, object }: ObjectLine): void {
    const key = `${resource}/${object.metadata.uid ?? `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`}`;
    const going = type === 'DELETED' || Boolean(object.metadata['deletionTimestamp']);
    if (!going || !this.#last.has(key)) this.#last.set(key, { resource, object });
    if (type === 'DELETED') this.#terminating.delete(key);
    else if (going) this.#terminating.set(key, { resource, object });
  }

  override end(): RecordedEvidence {
    for (const { resource, object } of new Map([...this.#last, ...this.#terminating]).values()) {
      this.apply({ resource, how: 'listed', object });
    }
    return super.end();
  }
}

/** The lines of a log with times at their heads; what has none is no line of the container's. */
function logLines(log: string): readonly LogLine[] {
  return log.split('\n').flatMap((line) => {
    const space = line.indexOf(' ');
    const at = parseTime(space < 0 ? line : line.slice(0, space));
    return at === undefined ? [] : [{ at, line: space < 0 ? '' : line.slice(space + 1) }];
  });
}
