import { type Disposable, Emitter, type StoreChange, type Timeline, type StartModel } from '../../engine/engine.ts';
import type { HostMessage, LogSnapshot, PodRef, Reading, Surroundings } from '../../shared/protocol.ts';
import type { PanelCollaborators } from './collaborators.ts';
import { FollowedPods } from './followed-pods.ts';
import { ManyMessages } from './many-message.ts';
import { isStartingNow, PodCpu } from './pod-cpu.ts';
import { PodLogs } from './pod-logs.ts';
import { PodModels } from './pod-models.ts';
import { type StartAndAfter, StartsAndAfter } from './together.ts';
import { livenessOf, manySurroundings, type Watched } from './snapshot.ts';
import type { Subject } from './subjects/subject.ts';

/** While something goes on, a new snapshot comes so often: a little later than the store builds a timeline anew. */
const oftenMs = 1010;
/** A wait of more than this changes its words rarely. */
const longWaitMs = 30_000;
const rarelyMs = 5000;

/** What a panel shows: the whole of it as a message, and what the page asks for beyond. */
export class SubjectView implements Disposable {
  readonly changed = new Emitter<void>();
  readonly #subject: Subject;
  readonly #collaborators: PanelCollaborators;
  readonly #pods: FollowedPods;
  readonly #many = new ManyMessages();
  /** By pod uid. */
  readonly #logs = new Map<string, PodLogs>();
  #wanted: ReadonlySet<string> = new Set();
  #logPod: string | undefined;
  readonly #cpu = new PodCpu(() => this.changed.fire());
  #visible = false;
  readonly #models = new PodModels();
  readonly #together = new StartsAndAfter();
  #whole: HostMessage | undefined;
  /** Many pods were never read; when the cluster is another one by now, they never are. */
  #unread: Reading | undefined;

  constructor(subject: Subject, collaborators: PanelCollaborators) {
    this.#subject = subject;
    this.#collaborators = collaborators;
    this.#pods = new FollowedPods(subject);
  }

  /** Whether the panel has to be told of this change. */
  concerns(change: StoreChange): boolean {
    return this.#pods.concerned(change, this.#collaborators.cluster());
  }

  /**
   * The whole state of the panel, in steps; the last snapshot has everything. Of many pods there are some on the way,
   * with the rows that are ready so far. `isDue`: whether it is time for one.
   */
  *snapshots(isDue: (reading: Reading) => boolean): Generator<HostMessage | undefined, HostMessage> {
    const cluster = this.#collaborators.cluster();
    for (const reading of this.#pods.read(cluster, this.#collaborators.now(), this.#wanted)) {
      if (reading) this.#unread = reading;
      yield reading && isDue(reading) ? yield* this.#message(this.#wanted) : undefined;
    }
    if (cluster?.target.context === this.#subject.context) this.#unread = undefined;
    return (this.#whole = yield* this.#message(this.#wanted));
  }

  /**
   * For how long, in ms, the last snapshot is true although nothing happens: what goes on is explained up to now. For
   * ever, undefined, when nothing goes on, or when it is not told any more.
   */
  get lastsFor(): number | undefined {
    const since = this.#pods.newestWait;
    if (since === undefined || livenessOf(this.#subject.context, this.#watched()).state !== 'live') return undefined;
    return this.#collaborators.now() - since > longWaitMs ? rarelyMs : oftenMs;
  }

  /** The last snapshot that had everything, with what the page wants now. Undefined while there is none. */
  again(): HostMessage | undefined {
    const whole = this.#whole;
    if (whole?.type !== 'pods' && whole?.type !== 'node') return undefined;
    const details = [...this.#wanted].flatMap((uid) => this.#pods.timeline(uid) ?? []);
    return { ...whole, ...this.#surroundings(), details, ...this.#modelsOf(details), ...this.#podLogs() };
  }

  /** What the subject says of its pods, with what was asked for beside. */
  *#message(details: ReadonlySet<string>): Generator<undefined, HostMessage> {
    const timelines = this.#pods.all();
    const message = yield* this.#subject.message({
      timelines,
      details,
      ...(this.#unread && { reading: this.#unread }),
      watched: this.#watched(),
      isKnown: (uid) => this.#collaborators.cluster()?.store.pod(uid) !== undefined,
      many: this.#many,
    });
    switch (message.type) {
      case 'timeline':
        return this.#withExtras(message);
      case 'pods':
        return {
          ...message,
          ...(this.#unread ? {} : yield* this.#afterChanges(timelines)),
          ...this.#modelsOf(message.details),
          ...this.#podLogs(),
        };
      case 'node':
        return { ...message, ...this.#modelsOf(message.details), ...this.#podLogs() };
      case 'message':
        return message;
    }
  }

  /** The pod's logs that were read, its CPU use, and what its start would take after changes. */
  #withExtras(message: HostMessage & { readonly type: 'timeline' }): HostMessage {
    const { uid } = message.timeline.pod;
    this.#followCpu(this.#subject.pod);
    const [logs, cpu] = [this.#logsOf(uid), this.#cpu.bands()];
    const model = this.models([message.timeline]).get(uid);
    return { ...message, ...(model && { model }), ...(logs.length > 0 && { logs }), ...(cpu.length > 0 && { cpu }) };
  }

  /** Whether anyone can see the panel: what costs requests is not asked for otherwise. */
  look(visible: boolean): void {
    this.#visible = visible;
    if (!visible) this.#cpu.stop();
  }

  /**
   * The same for a file, that can ask for nothing later: with the whole timelines of as many pods as a file can hold.
   */
  *snapshotForFile(): Generator<HostMessage | undefined, HostMessage> {
    const message = yield* this.snapshots(() => false);
    return message.type === 'pods' || message.type === 'node'
      ? yield* this.#message(
          new Set(
            this.timelines()
              .slice(-mostInFile)
              .map(({ pod }) => pod.uid),
          ),
        )
      : message;
  }

  /** Of these pods the page wants the whole timelines. */
  want(uids: readonly string[]): void {
    this.#wanted = new Set(uids);
  }

  /** Fetches a container's log once; `changed` fires as it comes. */
  async readLog(uid: string, container: string, previous: boolean): Promise<void> {
    const cluster = this.#collaborators.cluster();
    const pod = this.podRef(uid);
    if (!cluster || !pod) return;
    this.#logPod = uid;
    const logs = this.#logs.get(uid) ?? new PodLogs(() => this.changed.fire());
    this.#logs.set(uid, logs);
    await logs.read(cluster, pod, { container, previous });
  }

  /** The reference of a pod that this panel shows. */
  podRef(uid: string): PodRef | undefined {
    return this.#pods.ref(uid);
  }

  /** The last timeline of one of the pods. */
  timelineOf(uid: string): Timeline | undefined {
    return this.#pods.timeline(uid);
  }

  /**
   * What `predict` needs of these starts, by pod uid: of those that became ready, while the cluster is there. Logs
   * count that were read.
   */
  models(timelines: readonly Timeline[]): ReadonlyMap<string, StartModel> {
    return this.#models.of(timelines, this.#collaborators.cluster()?.store, (uid) => this.#logsOf(uid));
  }

  /** The last timelines of all pods. */
  timelines(): readonly Timeline[] {
    return this.#pods.all();
  }

  dispose(): void {
    for (const logs of this.#logs.values()) logs.dispose();
    this.#cpu.dispose();
  }

  /** While the pod starts and is looked at. */
  #followCpu(pod: PodRef | undefined): void {
    if (!pod) return;
    const cluster = this.#collaborators.cluster();
    const wanted = (): boolean => {
      const timeline = this.#pods.timeline(pod.uid);
      return (
        this.#visible &&
        cluster !== undefined &&
        cluster === this.#collaborators.cluster() &&
        timeline !== undefined &&
        isStartingNow(timeline, this.#collaborators.now())
      );
    };
    if (cluster?.target.context === pod.context && wanted()) this.#cpu.start(cluster, pod, wanted);
  }

  #logsOf(uid: string): readonly LogSnapshot[] {
    return this.#logs.get(uid)?.snapshots() ?? [];
  }

  #watched(): Watched {
    const cluster = this.#collaborators.cluster();
    return { now: this.#collaborators.now(), language: this.#collaborators.language(), ...(cluster && { cluster }) };
  }

  /** Of the starts that are opened: what they would take after changes can be tried. */
  #modelsOf(details: readonly Timeline[]): { readonly models?: Readonly<Record<string, StartModel>> } {
    const models = details.length === 0 ? undefined : this.models(details);
    return models && models.size > 0 ? { models: Object.fromEntries(models) } : {};
  }

  /** What the starts would take after changes, all together in figures. */
  *#afterChanges(timelines: readonly Timeline[]): Generator<undefined, { readonly whatIf?: readonly StartAndAfter[] }> {
    const starts = yield* this.#together.of(timelines, this.#collaborators.cluster()?.store);
    return starts.length === 0 ? {} : { whatIf: starts };
  }

  #surroundings(): Surroundings {
    return manySurroundings(this.#subject.context, { watched: this.#watched() });
  }

  #podLogs(): { readonly podLogs?: { readonly uid: string; readonly logs: readonly LogSnapshot[] } } {
    const uid = this.#logPod;
    return uid === undefined ? {} : { podLogs: { uid, logs: this.#logsOf(uid) } };
  }
}

/** A page of more pods than this would be a file of more than some ten megabytes. */
const mostInFile = 300;
