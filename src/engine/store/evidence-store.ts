import type { Signal } from '../signal.ts';
import type {
  ClaimFacts,
  EventFacts,
  EventObservation,
  LogLine,
  NodeFacts,
  OwnerFacts,
  PodEvidence,
  PodFacts,
} from '../timeline/model/facts.ts';
import type { Timeline } from '../timeline/model/timeline.ts';
import type { EpochMs } from '../timeline/model/units.ts';
import { BuiltTimelines, type OnFault, type Rebuild } from './built-timelines.ts';
import { ChangeBatch, type Schedule } from './change-batch.ts';
import type { DecodedChange } from '../decode/changes.ts';
import { ClaimIndex } from './claim-index.ts';
import { EventsCoverage, type EventsListed } from './events-coverage.ts';
import { EventIndex, keyOf, nameKey, newestVersions } from './event-index.ts';
import { KnownNodes } from './known-nodes.ts';
import { NodePulls } from './node-pulls.ts';
import { OwnerChains } from './owner-chains.ts';
import { PodEntry } from './pod-entry.ts';
import { PodNames, staticKeys } from './pod-names.ts';
import type { PodRecord, PodStore, Rejection, StoreChange } from './pod-store.ts';
import { PodTemplates } from './pod-templates.ts';
import { Retention } from './retention.ts';

export interface EvidenceStoreOptions {
  /** When the batched change signal fires; a microtask by default. */
  readonly schedule?: Schedule;
  /**
   * How many pods that are gone are kept, with their events; the oldest are let go first. Pods that are there are
   * always kept.
   */
  readonly keepGone?: () => number;
  /**
   * Told why the timeline of the pod with this uid could not be built. To the console by default: VS Code keeps that in
   * its log.
   */
  readonly onFault?: OnFault;
}

const KEEP_GONE = 2000;

/** Which objects a list covers: those that it no longer shows are gone. */
export type Covers = (change: DecodedChange) => boolean;

/** A list that is being read: `seen` each object of it, then `end`. */
export interface ListPass {
  seen(change: DecodedChange): void;
  /**
   * An object that could not be read is there all the same; one without a uid could be any, so nothing is taken for
   * deleted.
   */
  unreadable(uid: string | undefined): void;
  /** What the list covers and did not show was deleted while nobody watched. */
  end(): void;
}

/**
 * All evidence seen, live or from a recording, by uid. Feed it with {@link apply}; it knows no clock and asks for
 * nothing.
 */
export class EvidenceStore implements PodStore {
  readonly #batch: ChangeBatch;
  readonly #retention: Retention;
  #podsListed = false;
  #podsBehind = false;
  readonly #pods = new Map<string, PodEntry>();
  readonly #names = new PodNames();
  readonly #timelines: BuiltTimelines;
  readonly #templates = new PodTemplates();
  readonly #events = new EventIndex();
  readonly #coverage = new EventsCoverage();
  readonly #chains = new OwnerChains();
  readonly #pulls = new NodePulls();
  readonly #nodes = new KnownNodes();
  readonly #claims = new ClaimIndex();
  #server: PodEvidence['server'];
  #watchingSince: EpochMs | undefined;

  constructor(options: EvidenceStoreOptions = {}) {
    this.#batch = new ChangeBatch(options.schedule);
    this.#timelines = new BuiltTimelines(options.onFault);
    this.#retention = new Retention({
      keepGone: options.keepGone ?? (() => KEEP_GONE),
      podOf: (key) => this.#pods.get(key),
    });
    this.#retention.register(
      this.#names,
      this.#chains,
      this.#claims,
      this.#nodes,
      this.#templates,
      this.#pulls,
      this.#events,
      {
        forget: (key) => this.#forget(key),
      },
    );
  }

  get changed(): Signal<StoreChange> {
    return this.#batch.changed;
  }

  *pods(): Iterable<PodRecord> {
    for (const entry of this.#pods.values()) yield entry.record;
  }

  pod(uid: string): PodRecord | undefined {
    return this.#pods.get(uid)?.record;
  }

  podNamed(namespace: string, name: string): PodRecord | undefined {
    return this.#names.named(namespace, name)?.record;
  }

  /**
   * Also of a pod of which only events are left. `now` (our own clock): what goes on is explained up to then, at most a
   * second late; without it up to the last thing that is known, or to the last `now`. With `when-changed` a timeline is
   * not built anew for the time alone.
   */
  timeline(uid: string, now?: EpochMs, rebuild: Rebuild = 'when-late'): Timeline | undefined {
    const entry = this.#pods.get(uid);
    if (entry) return this.#timelines.of(entry, () => this.#evidenceOf(entry), now, rebuild);
    if (!this.#events.on(uid).some(({ event }) => event.involved.kind === 'Pod')) return undefined;
    return this.#timelines.ofEvents(uid, () => this.#eventEvidence(uid));
  }

  /** All that is known about a pod: what its timeline is built from. */
  evidence(uid: string): PodEvidence | undefined {
    const entry = this.#pods.get(uid);
    return entry && this.#evidenceOf(entry);
  }

  events(uid: string): readonly EventFacts[] {
    const entry = this.#pods.get(uid);
    return newestVersions(entry ? this.#eventsOf(entry.pod) : this.#events.on(uid, this.#chains.owner(uid)?.namespace));
  }

  /** The event of the object that came last. */
  newestEvent(uid: string): EventFacts | undefined {
    return this.#events.newestOn(uid, this.#pods.get(uid)?.pod.namespace ?? this.#chains.owner(uid)?.namespace);
  }

  /**
   * An owner counts as rejected while its last word on creating pods is a failure. `everSeen` takes in those that were
   * deleted since.
   */
  rejectedOwners(which: 'present' | 'everSeen' = 'present'): readonly Rejection[] {
    const rejected: Rejection[] = [];
    for (const owner of which === 'present' ? this.#chains.owners() : this.#chains.everSeen()) {
      const last = newestVersions(this.#events.on(owner.uid, owner.namespace))
        .filter(isAboutCreating)
        .sort(byLastOccurrence)
        .at(-1);
      if (last?.reason !== 'FailedCreate') continue;
      const ref = { kind: owner.kind, name: owner.name, uid: owner.uid };
      rejected.push({
        owner: { ...ref, namespace: owner.namespace },
        workload: this.#chains.workloadOf({ owner: ref, namespace: owner.namespace }) ?? ref,
        event: last,
      });
    }
    return rejected;
  }

  /**
   * How much is kept. `waiting`: objects that are gone, or of which only events tell, and that the next ones push out.
   */
  get counts(): { readonly pods: number; readonly events: number; readonly waiting: number } {
    return { pods: this.#pods.size, events: this.#events.size, waiting: this.#retention.waiting };
  }

  node(name: string): NodeFacts | undefined {
    return this.#nodes.get(name);
  }

  /** The apiserver's version; it decides what some conditions mean. */
  setServer(server: PodEvidence['server']): void {
    this.#server = server;
    this.#resetTimelines();
  }

  /**
   * The watch of pods is interrupted, and events may tell of pods that are not known yet; or it is known to be up to
   * date again.
   */
  setPodsBehind(behind: boolean): void {
    this.#podsBehind = behind;
    this.#podsKnown();
  }

  /** Until the pods were listed once, a pod that only events tell of may be there all the same. */
  #podsKnown(): void {
    if (!this.#podsListed) return;
    this.#retention.podsKnown(this.#podsBehind ? 'behind' : 'up-to-date');
  }

  /**
   * Events of these namespaces will be listed (`undefined`: of all): until then a missing one says nothing of the pods
   * that come.
   */
  beginEvents(namespaces: readonly (string | undefined)[]): void {
    this.#coverage.begin(namespaces);
  }

  /**
   * How far the events of that namespace (`undefined`: of all) are known now. Once they were listed for a pod they stay
   * so: while they are `pending` or `denied` later, that is true only of the pods that come then.
   */
  setEvents(namespace: string | undefined, state: EventsListed): void {
    this.#coverage.set(namespace, state);
    if (state === 'pending') return;
    for (const entry of this.#pods.values()) {
      const { pod, eventsState } = entry;
      if (
        eventsState === state ||
        eventsState === 'listed' ||
        (namespace !== undefined && pod.namespace !== namespace)
      ) {
        continue;
      }
      entry.eventsState = state;
      this.#touch(entry);
    }
  }

  /** Our own clock when the watch began; only the first time counts. */
  startedWatching(since: EpochMs): void {
    if (this.#watchingSince !== undefined) return;
    this.#watchingSince = since;
    this.#resetTimelines();
  }

  /** `container` is the container's name, or `NAME/previous`. */
  setLogs(uid: string, container: string, lines: readonly LogLine[]): void {
    const entry = this.#pods.get(uid);
    if (!entry) return;
    entry.logs = { ...entry.logs, [container]: lines };
    this.#touch(entry);
  }

  apply(changes: DecodedChange | readonly DecodedChange[]): void {
    for (const change of isMany(changes) ? changes : [changes]) this.#applyOne(change);
  }

  /**
   * Takes a complete list: what it covers and does not show is deleted. `covers` limits it, for example to a namespace.
   */
  replaceAll(
    resource: DecodedChange['resource'],
    changes: readonly DecodedChange[],
    covers: Covers = () => true,
  ): void {
    const pass = this.beginList(resource, covers);
    for (const change of changes) pass.seen(change);
    pass.end();
  }

  /** The same for a list that arrives in pages. */
  beginList(resource: DecodedChange['resource'], covers: Covers = () => true): ListPass {
    const seen = new Set<string>();
    let complete = true;
    return {
      unreadable: (uid) => {
        if (uid === undefined) complete = false;
        else seen.add(uid);
      },
      seen: (change) => {
        if (resource !== 'events') seen.add(change.facts.uid); // those that expired stay
        this.#applyOne(change);
      },
      end: () => {
        this.#podsListed ||= resource === 'pods';
        if (resource === 'nodes') this.#nodes.listed();
        this.#podsKnown();
        if (!complete) return;
        for (const gone of this.#known(resource, seen)) {
          if (!seen.has(gone.facts.uid) && covers(gone)) this.#applyOne(gone);
        }
      },
    };
  }

  /** What is there of a resource, each as the deletion that nobody saw. Events that expired stay: they are evidence. */
  #known(resource: DecodedChange['resource'], seen: ReadonlySet<string>): DecodedChange[] {
    switch (resource) {
      case 'pods':
        return [...this.#pods.values()]
          .filter(({ deleted, pod }) => !deleted && !seen.has(pod.uid))
          .map(({ pod }) => ({ resource, how: 'deleted', facts: pod }));
      case 'owners':
        return [...this.#chains.owners()].map((facts) => ({ resource, how: 'deleted', facts }));
      case 'nodes':
        return this.#nodes.all().map((facts) => ({ resource, how: 'deleted', facts }));
      case 'claims':
        return [...this.#claims.all()].map((facts) => ({ resource, how: 'deleted', facts }));
      case 'events':
        return [];
    }
  }

  #applyOne(change: DecodedChange): void {
    switch (change.resource) {
      case 'pods':
        return this.#applyPod(change);
      case 'events':
        return this.#applyEvent({
          event: change.facts,
          how: change.how,
          ...(change.arrivedAt !== undefined && { arrivedAt: change.arrivedAt }),
        });
      case 'owners':
        return this.#applyOwner(change.facts, change.how === 'deleted');
      case 'nodes':
        return this.#applyNode(change);
      case 'claims':
        return this.#applyClaim(change.facts, change.how === 'deleted');
    }
  }

  #applyPod(change: Extract<DecodedChange, { resource: 'pods' }>): void {
    const known = this.#pods.get(change.facts.uid);
    const pod = change.facts;
    this.#templates.share(pod, known?.pod);
    const entry = known ?? new PodEntry(pod, this.#coverage.of(pod.namespace));
    const before = known?.pod;
    const seen = { pod, how: change.how, ...(change.arrivedAt !== undefined && { arrivedAt: change.arrivedAt }) };
    if (!entry.observe(seen)) return;
    this.#index(entry, before);
    entry.setWorkload(this.#chains.workloadOf(pod));
    this.#touch(entry);
    if (entry.deleted) this.#retention.podGone(pod.uid);
    else this.#retention.isThere(pod.uid);
  }

  #forget(uid: string): undefined {
    this.#timelines.dropOfEvents(uid);
    const entry = this.#pods.get(uid);
    if (!entry) return;
    this.#touch(entry);
    this.#pods.delete(uid);
  }

  #index(entry: PodEntry, before: PodFacts | undefined): void {
    const { pod } = entry;
    const isMoved = before !== undefined && !isIndexedAs(before, pod);
    if (isMoved) this.#removeFromIndexes(entry, before);
    this.#pods.set(pod.uid, entry);
    this.#names.set(entry);
    if (before && !isMoved) return;
    this.#timelines.dropOfEvents(pod.uid);
    this.#chains.addPod(pod);
    this.#claims.addUser(entry);
    this.#nodes.addPod(pod.spec.nodeName);
    this.#templates.add(pod);
  }

  /** A version that is called otherwise, has another owner, or has got its node. */
  #removeFromIndexes(entry: PodEntry, before: PodFacts): void {
    this.#chains.removePod(before);
    this.#nodes.removePod(before.spec.nodeName);
    this.#templates.remove(before);
    this.#retention.release(this.#names.remove(entry, before));
    this.#retention.release(this.#claims.removeUser(entry, before));
    if (before.owner) this.#retention.release([before.owner.uid]);
  }

  #applyEvent(seen: EventObservation): void {
    const { event } = seen;
    const key = keyOf(event);
    const entry = this.#pods.get(key) ?? this.#names.withStaticKey(key) ?? this.#podWithoutUid(event, key);
    // Who may create events in one namespace says nothing of a pod in another. And events expire after an hour; what
    // they said stays true.
    if ((entry && entry.pod.namespace !== event.namespace) || seen.how === 'deleted' || !this.#events.add(seen)) return;
    const pull = this.#pulls.add(event, entry?.pod ?? { uid: key, name: event.involved.name });
    if (pull) this.#timelines.dropPulling(pull, () => this.#pulls.onNode(pull.node));
    if (entry) this.#touch(entry);
    else this.#timelines.dropOfEvents(key);
    if (!entry && event.involved.kind === 'Pod') this.#retention.podGone(key);
    if (event.involved.kind === 'PersistentVolumeClaim') this.#claimEvent(event, key);
    if (event.involved.kind !== 'Pod') this.#touchBelow(key, false);
    if (!entry && event.involved.kind !== 'Pod') this.#retention.otherGone(key);
  }

  /** Under any other uid it is another pod, of that name before or after this one. */
  #podWithoutUid({ namespace, involved: { kind, name } }: EventFacts, key: string): PodEntry | undefined {
    return kind === 'Pod' && key === nameKey(kind, namespace, name) ? this.#names.named(namespace, name) : undefined;
  }

  #claimEvent(event: EventFacts, key: string): void {
    const { users, outdated } = this.#claims.event(event, key);
    this.#touchAll(users);
    this.#retention.release(outdated);
  }

  #applyOwner(owner: OwnerFacts, deleted: boolean): void {
    if (deleted) this.#chains.delete(owner.uid);
    else this.#chains.set(owner);
    this.#touchBelow(owner.uid, true);
    if (deleted) this.#retention.otherGone(owner.uid);
    else this.#retention.isThere(owner.uid);
  }

  #applyClaim(claim: ClaimFacts, deleted: boolean): void {
    this.#touchAll(deleted ? this.#claims.delete(claim) : this.#claims.set(claim));
  }

  #touchAll(entries: Iterable<PodEntry>): void {
    for (const entry of entries) this.#touch(entry);
  }

  /** Only pods whose timeline is shown have to be built anew. */
  #applyNode({ facts, how, arrivedAt }: Extract<DecodedChange, { resource: 'nodes' }>): void {
    if (how === 'deleted') this.#nodes.delete(facts.name);
    else this.#nodes.set(facts, arrivedAt);
    this.#touchAll(this.#timelines.onNode(facts.name));
  }

  /**
   * A change above pods: their timelines, and their place in the tree if `regroup`. A deleted owner keeps its pods'
   * place.
   */
  #touchBelow(ownerUid: string, regroup: boolean): void {
    this.#batch.owner(ownerUid);
    for (const uid of this.#chains.podsBelow(ownerUid)) {
      const entry = this.#pods.get(uid);
      if (!entry) continue;
      this.#timelines.drop(entry);
      if (regroup && entry.setWorkload(this.#chains.workloadOf(entry.pod))) this.#batch.pod(uid);
    }
  }

  #touch(entry: PodEntry): void {
    this.#timelines.drop(entry);
    this.#batch.pod(entry.pod.uid);
  }

  #resetTimelines(): void {
    this.#timelines.dropAll();
    this.#batch.reset();
  }

  #eventsOf(pod: PodFacts): readonly EventObservation[] {
    const keys = [pod.uid, ...staticKeys(pod).filter((key) => key !== pod.uid)];
    const own = keys.flatMap((key) => this.#events.on(key, pod.namespace));
    const unnamed = this.#events.on(nameKey('Pod', pod.namespace, pod.name), pod.namespace);
    return unnamed.length === 0 ? own : [...own, ...unnamed];
  }

  #evidenceOf(entry: PodEntry): PodEvidence {
    const owners = this.#chains.chainOf(entry.pod);
    return {
      ...this.#common(),
      pods: entry.observations,
      events: this.#eventsOf(entry.pod),
      eventsState: entry.eventsState,
      relatedEvents: this.#relatedEvents(entry.pod, owners),
      owners,
      nodePulls: this.#pulls.onNode(entry.pod.spec.nodeName),
      logs: entry.logs,
      ...this.#surroundings(entry.pod),
    };
  }

  #surroundings(pod: PodFacts): Pick<PodEvidence, 'node' | 'nodes' | 'claims'> {
    const node = this.#nodes.get(pod.spec.nodeName);
    const claims = this.#claims.of(pod);
    const nodes = pod.spec.nodeName === undefined ? this.#nodes.all() : [];
    return { ...(node && { node }), ...(nodes.length > 0 && { nodes }), ...(claims.length > 0 && { claims }) };
  }

  #eventEvidence(uid: string): PodEvidence {
    const events = this.#events.on(uid);
    const host = events.find(({ event }) => event.host !== undefined)?.event.host;
    return {
      ...this.#common(),
      pods: [],
      events,
      relatedEvents: [],
      owners: [],
      nodePulls: this.#pulls.onNode(host),
      logs: {},
    };
  }

  #common(): Pick<PodEvidence, 'server' | 'watchingSince'> {
    return {
      ...(this.#server && { server: this.#server }),
      ...(this.#watchingSince !== undefined && { watchingSince: this.#watchingSince }),
    };
  }

  /** Of the owners: what names the pod, and failures to create one; of the claims: everything. */
  #relatedEvents(pod: PodFacts, owners: readonly OwnerFacts[]): readonly EventObservation[] {
    const uids = new Set([...owners.map(({ uid }) => uid), ...(pod.owner ? [pod.owner.uid] : [])]);
    const ofOwners = [...uids]
      .flatMap((uid) => this.#events.on(uid, pod.namespace))
      .filter(({ event }) => event.reason === 'FailedCreate' || mentions(event.message, pod.name));
    const ofClaims = this.#claims.eventKeys(pod).flatMap((key) => this.#events.on(key, pod.namespace));
    return [...ofOwners, ...ofClaims];
  }
}

const isMany = (changes: DecodedChange | readonly DecodedChange[]): changes is readonly DecodedChange[] =>
  Array.isArray(changes);

const isAboutCreating = ({ reason }: EventFacts): boolean => reason === 'FailedCreate' || reason === 'SuccessfulCreate';

const byLastOccurrence = (a: EventFacts, b: EventFacts): number => occurredLast(a) - occurredLast(b);

const occurredLast = (event: EventFacts): number =>
  event.series?.lastObservedAt ?? event.lastAt ?? event.eventAt ?? event.creationAt;

/** Whether both versions of a pod are found under the same keys. */
const isIndexedAs = (before: PodFacts, pod: PodFacts): boolean =>
  before.namespace === pod.namespace &&
  before.name === pod.name &&
  before.owner?.uid === pod.owner?.uid &&
  before.spec.nodeName === pod.spec.nodeName &&
  before.spec.volumes === pod.spec.volumes && // shared when they are equal
  staticKeys(before).join() === staticKeys(pod).join();

/** Whole words only: `web-1` is not in "Created pod: web-10". */
function mentions(message: string, name: string): boolean {
  const at = message.indexOf(name);
  return at >= 0 && !/[\w-]/.test(message.charAt(at + name.length)) && !/[\w-]/.test(message.charAt(at - 1));
}
