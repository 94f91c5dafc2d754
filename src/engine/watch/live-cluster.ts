import type { Signal } from '../signal.ts';
import { text } from '../timeline/model/text.ts';
import { epochMs, type EpochMs } from '../timeline/model/units.ts';
import type { Schedule } from '../store/change-batch.ts';
import type { DecodedChange } from '../decode/changes.ts';
import { ClockHealth, type ConnectionHealth } from '../access/clock-health.ts';
import type { Cluster, ClusterTarget, ConnectionStatus, LogRequest } from './cluster.ts';
import type { Codec, RawSeen } from '../decode/codec.ts';
import { AccessReviews } from '../access/access-review.ts';
import { sleep } from './backoff.ts';
import type { AccessEnvironment } from '../access/credentials/access-environment.ts';
import { ApiConnection, MOST_OBJECT_BYTES } from '../access/connection.ts';
import { readJson } from '../decode/json/decode-json.ts';
import { EVENTS, objectPath, pathOf, PODS, type Resource, resources } from '../decode/resources.ts';
import { EvidenceStore } from '../store/evidence-store.ts';
import { jsonCodec } from '../decode/json/json-codec.ts';
import { loadKubeconfig, resolveContext, type KubeconfigSource, type ResolvedContext } from '../access/kubeconfig.ts';
import { ClusterError, type Problem } from '../access/problem.ts';
import { LiveStatus, type LoopState } from './live-status.ts';
import { readPodMetrics, type MetricsRequest, type ContainerCpu } from './pod-metrics.ts';
import type { HttpError } from '../access/problems.ts';
import { problemOf, withVerbs } from '../access/problems.ts';
import { protobufCodec } from '../decode/protobuf/protobuf-codec.ts';
import type { EditorProxy } from '../access/proxy.ts';
import { messageOf } from '../errors.ts';
import { OneReading, type ReadOnce } from './one-reading.ts';
import { reflect, type ReflectStep, type ReflectTiming } from './reflect.ts';
import { watchForSleep } from './machine-sleep.ts';
import { Surroundings } from './surroundings.ts';
import { Following } from './following.ts';
import { isExplained, isForbidden, isNotServed, isRefusal, listing } from './refusals.ts';
import { serverVersion } from '../decode/server-version.ts';

/** What is watched. */
export type Scope =
  /** The context's namespace, or `default`. */
  | { readonly kind: 'context' }
  | { readonly kind: 'all' }
  | { readonly kind: 'namespaces'; readonly names: readonly string[] };

/** What the user sets, read whenever it is needed. */
export interface ClusterSettings {
  /** Namespaces to try when the context's one is forbidden as well. */
  readonly fallbackNamespaces?: () => readonly string[];
  /** How VS Code goes to the network; each new connection asks. */
  readonly editorProxy?: () => EditorProxy;
  /** How many pods that are gone are kept with their events. */
  readonly keepGone?: () => number;
}

export interface OpenClusterOptions extends ClusterSettings {
  readonly kubeconfig: KubeconfigSource;
  /** Variables and logins. With one of its own a cluster shares no state with others of this process. */
  readonly environment?: AccessEnvironment;
  /** The current context when absent. */
  readonly context?: string;
  readonly scope?: Scope;
  /**
   * Which resources are read beside those that are needed; all by default. Without events timelines say so, as where an
   * account may not read them.
   */
  readonly resources?: readonly Resource[];
  /** Until the head of an answer is there; 30 s by default. */
  readonly answerTimeoutMs?: number;
  /** How often it is looked whether the machine was asleep. */
  readonly sleepCheckMs?: number;
  readonly schedule?: Schedule;
  /** Whether lists and watches of pods and events may be in protobuf, where the server has it. */
  readonly protobuf?: 'when-offered' | 'never';
  /** How to list: see {@link reflect}. */
  readonly lists?: 'pages' | 'stream';
  readonly timing?: Partial<ReflectTiming>;
  /** Our own clock, in milliseconds since the epoch. */
  readonly now?: () => number;
  readonly random?: () => number;
}

const SLEEP_CHECK_MS = 5000;

/** After an error that nobody has thought of. */
const RESTART_MS = 10_000;

/**
 * Of a log, from its beginning, where the startup is: those of long-lived containers can be larger than memory. Not
 * every kubelet heeds limitBytes.
 */
const MOST_LOG_BYTES = 16 * 1024 * 1024;

/** Of the list of all namespaces: 10,000 of them are about 10 MB. */
const MOST_NAMESPACES_BYTES = 32_000_000;

/** How long it is told that something optional may not be read. */
const TOLD_MS = 60_000;

/** A cluster that can also be read once, without being watched. */
export interface OpenedCluster extends Cluster {
  readonly store: EvidenceStore;
  /**
   * Lists once what `start` would watch, and reads what the timelines have a use for beyond that (nodes, claims): the
   * store then has what it would have after `start`, all timelines are settled, and nothing is asked for any more. The
   * first failure of a list counts. Rejects with a {@link ClusterError} when pods cannot be read. Not while it is watched.
   */
  readOnce(): Promise<ReadOnce>;
}

/**
 * Reads the kubeconfig and makes a cluster that is not asked anything before `start`. Rejects with a {@link
 * ClusterError} when the kubeconfig does not lead to one.
 */
export async function openCluster(options: OpenClusterOptions): Promise<OpenedCluster> {
  const config = await loadKubeconfig(options.kubeconfig);
  return new LiveCluster(resolveContext(config, options.context), options);
}

class LiveCluster implements OpenedCluster {
  readonly store: EvidenceStore;
  readonly #options: OpenClusterOptions;
  readonly #resolved: ResolvedContext;
  readonly #connection: ApiConnection;
  readonly #status: LiveStatus;
  readonly #clock = new ClockHealth();
  readonly #surroundings: Surroundings;
  readonly #reviews: AccessReviews;
  readonly #resources: readonly Resource[];
  /** What the reviews found out about refusals, by path. */
  readonly #lacking = new Map<string, Problem>();
  /** While the cluster is read once. */
  #reading: OneReading | undefined;
  /** Namespaces whose watch of pods has not begun, or was interrupted. */
  readonly #behind = new Set<string | undefined>();
  #scope: Scope;
  #run: AbortController | undefined;

  constructor(resolved: ResolvedContext, options: OpenClusterOptions) {
    this.#options = options;
    this.#resolved = resolved;
    this.#scope = options.scope ?? { kind: 'context' };
    const chosen = options.resources ?? resources;
    this.#resources = [...new Set([...resources.filter(({ need }) => need === 'needed'), ...chosen])];
    this.store = new EvidenceStore({
      ...(options.schedule && { schedule: options.schedule }),
      ...(options.keepGone && { keepGone: options.keepGone }),
    });
    this.#connection = new ApiConnection({
      target: resolved,
      ...(options.environment && { environment: options.environment }),
      ...(options.editorProxy && { editorProxy: options.editorProxy }),
      ...(options.answerTimeoutMs !== undefined && { answerTimeoutMs: options.answerTimeoutMs }),
      onAnswer: (answer) => this.#clock.answered(answer),
    });
    this.#status = new LiveStatus(() => this.#now());
    this.#reviews = new AccessReviews(async (review) => {
      const { reviewAccess } = await import('../access/typed-calls.ts');
      return reviewAccess(this.#connection, review, this.#whileRunning());
    });
    this.#surroundings = new Surroundings({
      store: this.store,
      reads: (resource) => this.#resources.includes(resource),
      read: (path) => this.#connection.json({ path, signal: this.#whileRunning(), maxBytes: MOST_OBJECT_BYTES }),
      now: () => this.#now(),
      forbidden: (resource, error) => this.#doWithout(resource, error),
    });
  }

  get target(): ClusterTarget {
    const namespaces = this.#namespaces();
    const namespace = namespaces.length === 1 ? namespaces[0] : undefined;
    return {
      context: this.#resolved.context.name,
      serverUrl: this.#resolved.cluster.server,
      ...(namespace !== undefined && { namespace }),
    };
  }

  get status(): ConnectionStatus {
    return this.#status.current;
  }

  get statusChanged(): Signal<ConnectionStatus> {
    return this.#status.changed;
  }

  get health(): ConnectionHealth | undefined {
    return this.#clock.health;
  }

  start(): void {
    if (this.#run) return;
    this.#scope = this.#options.scope ?? { kind: 'context' };
    this.#status.connecting();
    this.#begin();
  }

  stop(): void {
    if (!this.#run) return;
    this.#run.abort();
    this.#run = undefined;
    this.#connection.close();
    this.#surroundings.forget();
    this.#reviews.forget();
    this.#lacking.clear();
    this.#status.idle();
  }

  refresh(): void {
    if (!this.#run) return;
    this.#connection.retry();
    this.stop();
    this.start();
  }

  async readOnce(): Promise<ReadOnce> {
    if (this.#run) throw new Error('the cluster is watched, or is being read: stop it first');
    const run = new AbortController();
    this.#run = run;
    this.#scope = this.#options.scope ?? { kind: 'context' };
    const reading = new OneReading({
      store: this.store,
      resources: this.#resources,
      signal: run.signal,
      namespaces: () => this.#namespaces(),
      fallBack: (namespace) => this.#takeNextScope(namespace),
      steps: (resource, namespace, signal) => this.#steps(resource, namespace, signal, 'pages'),
      problem: (error, what) => this.#problem(error, what),
      withMissingVerbs: (resource, namespace, problem) => this.#withMissingVerbs(resource, namespace, problem),
      readVersion: () => this.#readVersion(run.signal),
      examineAll: (uids) => this.#surroundings.examineAll(uids),
    });
    this.#reading = reading;
    try {
      return await reading.read();
    } finally {
      this.#reading = undefined;
      this.stop();
    }
  }

  dispose(): void {
    this.stop();
    this.#connection.close();
  }

  examine(podUid: string): void {
    if (this.#run) this.#surroundings.examine(podUid);
  }

  async mayReadLogs(namespace: string): Promise<boolean | undefined> {
    const missing = await this.#reviews.missing({ group: '', resource: 'pods', subresource: 'log', namespace }, [
      'get',
    ]);
    return missing && missing.length === 0;
  }

  async readPod(namespace: string, name: string): Promise<unknown> {
    const path = objectPath(PODS, namespace, name);
    const read = (signal: AbortSignal): Promise<unknown> =>
      this.#connection.json({ path, signal, maxBytes: MOST_OBJECT_BYTES });
    return this.#ask(`get pod ${namespace}/${name}`, read);
  }

  async readLog({ namespace, pod, container, previous, signal }: LogRequest): Promise<string> {
    const query = new URLSearchParams({
      container,
      timestamps: 'true',
      limitBytes: String(MOST_LOG_BYTES),
      ...(previous && { previous: 'true' }),
    });
    const path = `${objectPath(PODS, namespace, pod)}/log?${query.toString()}`;
    return this.#ask(`read the log of ${container} in pod ${namespace}/${pod}`, (own) => {
      const either = signal ? AbortSignal.any([own, signal]) : own;
      return this.#connection.beginning({ path, signal: either, maxBytes: MOST_LOG_BYTES });
    });
  }

  async readCpu(request: MetricsRequest): Promise<readonly ContainerCpu[]> {
    return readPodMetrics(this.#connection, request);
  }

  async namespaces(): Promise<readonly string[]> {
    const request = { path: '/api/v1/namespaces', maxBytes: MOST_NAMESPACES_BYTES };
    const list = await this.#ask('list namespaces', (signal) => this.#connection.json({ ...request, signal }));
    const items = (list as { items?: readonly { metadata?: { name?: unknown } }[] }).items ?? [];
    return items
      .map((item) => item.metadata?.name)
      .filter((name) => typeof name === 'string')
      .sort();
  }

  #begin(): void {
    const run = new AbortController();
    this.#run = run;
    this.#behind.clear();
    for (const namespace of this.#namespaces()) this.#behind.add(namespace);
    this.store.setPodsBehind(true);
    this.store.beginEvents(this.#namespaces());
    watchForSleep({
      checkMs: this.#options.sleepCheckMs ?? SLEEP_CHECK_MS,
      now: () => this.#now(),
      signal: run.signal,
      woke: () => this.#woke(),
    });
    /* Without it some conditions are read as of the newest: no reason to trouble anyone when the watch itself works. */
    this.#readVersion(run.signal).catch(() => undefined);
    for (const namespace of this.#namespaces()) {
      if (!this.#resources.includes(EVENTS)) this.store.setEvents(namespace, 'denied');
      for (const resource of this.#resources) {
        if (resource.read === 'watched') void this.#follow(resource, namespace, run.signal);
      }
    }
  }

  /**
   * After a sleep the connections are dead without knowing it, and the versions are old: begin again, over new ones.
   */
  #woke(): void {
    this.#run?.abort();
    this.#connection.close();
    this.#begin();
  }

  /** `undefined` stands for all namespaces. */
  #namespaces(): readonly (string | undefined)[] {
    switch (this.#scope.kind) {
      case 'all':
        return [undefined];
      case 'namespaces':
        return this.#scope.names;
      case 'context':
        return [this.#contextNamespace()];
    }
  }

  #contextNamespace(): string {
    return this.#resolved.context.namespace ?? 'default';
  }

  /** Whatever goes wrong in reading or in those who listen: a watch that has ended must not look as if it went on. */
  async #follow(resource: Resource, namespace: string | undefined, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        return await this.#read(resource, namespace, signal);
      } catch (error) {
        this.#brokeOff(resource, namespace, error);
        await sleep(this.#restartMs, signal).catch(() => undefined); // ended: the loop sees it
      }
    }
  }

  #brokeOff(resource: Resource, namespace: string | undefined, error: unknown): void {
    if (!this.#run) return;
    const problem: Problem = {
      code: 'unreadable',
      fact: text('Reading {resource} broke off: {detail}', { resource: resource.name, detail: messageOf(error) }),
      nextStep: text('Podfall begins again by itself. Please report it with a recording of the session.'),
    };
    try {
      this.#tell(resource, namespace, {
        state: 'retrying',
        problem,
        attempt: 1,
        nextTryAt: epochMs(this.#now() + this.#restartMs),
      });
    } catch {
      return; // one who listens has failed again: the others know by now
    }
  }

  async #read(resource: Resource, namespace: string | undefined, signal: AbortSignal): Promise<void> {
    const lists = this.#options.lists ?? (namespace === undefined ? 'pages' : 'stream');
    const steps = this.#steps(resource, namespace, signal, lists);
    const loop = new Following(this.store, resource, namespace);
    this.#tell(resource, namespace, { state: 'connecting' });
    for await (const step of steps) {
      if (signal.aborted) return;
      loop.take(step);
      if (resource === PODS) this.#keepUp(namespace, step);
      if (resource === EVENTS) this.#eventsKnown(namespace, step);
      if (step.kind === 'skipped') this.#skipped(resource, namespace, step.error);
      if (step.kind === 'delay') this.#delayed(resource, namespace, step.seconds);
      if (step.kind === 'watching') this.#watching(resource, namespace);
      else if (step.kind === 'failed' && this.#failed(resource, namespace, step)) return;
    }
  }

  #steps(
    resource: Resource,
    namespace: string | undefined,
    signal: AbortSignal,
    lists: 'pages' | 'stream',
  ): AsyncGenerator<ReflectStep<DecodedChange>, void> {
    const { timing, random } = this.#options;
    return reflect({
      connection: this.#connection,
      path: pathOf(resource, namespace),
      codec: this.#codec(resource),
      lists,
      signal,
      now: () => this.#now(),
      ...(timing && { timing }),
      ...(random && { random }),
    });
  }

  #codec(resource: Resource): Codec<DecodedChange> {
    const json = jsonCodec<DecodedChange>(({ how, object, arrivedAt }: RawSeen) =>
      resource.fromJson(readJson(resource.name, object), { how, arrivedAt }),
    );
    const { fromMessage } = resource;
    return fromMessage && this.#options.protobuf !== 'never' ? protobufCodec(fromMessage, json) : json;
  }

  #watching(resource: Resource, namespace: string | undefined): void {
    if (resource === PODS) this.store.startedWatching(this.#now());
    this.#tell(resource, namespace, { state: 'live' });
  }

  /** Told once for each resource: the newest of what could not be read. */
  #skipped(resource: Resource, namespace: string | undefined, error: unknown): void {
    const problem: Problem = {
      code: 'unreadable',
      fact: text('One of the {resource} could not be read and is left out: {detail}', {
        resource: resource.name,
        detail: messageOf(error),
      }),
      nextStep: text('Please report it with a recording of the session; everything else goes on.'),
    };
    this.#status.loop('optional', `unreadable ${pathOf(resource, namespace)}`, { state: 'denied', problem });
  }

  /** A bookmark says that all before it has come. */
  #keepUp(namespace: string | undefined, { kind }: ReflectStep<unknown>): void {
    if (kind === 'failed' || kind === 'listing') this.#behind.add(namespace);
    else if ((kind !== 'bookmark' && kind !== 'listed') || !this.#behind.delete(namespace)) return;
    this.store.setPodsBehind(this.#behind.size > 0);
  }

  /**
   * While events are away, a pod that comes has none: that says nothing of it. A watch that goes on brings what was
   * missed at once.
   */
  #eventsKnown(namespace: string | undefined, step: ReflectStep<unknown>): void {
    if (step.kind === 'listing') this.store.setEvents(namespace, 'pending');
    if (step.kind === 'listed' || step.kind === 'watching') this.store.setEvents(namespace, 'listed');
    if (step.kind === 'failed') this.store.setEvents(namespace, isRefusal(step.error) ? 'denied' : 'pending');
  }

  #delayed(resource: Resource, namespace: string | undefined, seconds: number | undefined): void {
    const problem = (late: number): Problem => ({
      code: 'delayed',
      fact: text(
        'Something on the way to {server} keeps watches back until they end: changes are seen up to {late} late.',
        { server: this.#resolved.cluster.server, late: { ms: late * 1000 } },
      ),
      nextStep: text(
        'Let the proxy pass answers on as they come (nginx: proxy_buffering off), or go around it with NO_PROXY.',
      ),
    });
    this.#status.loop(
      'optional',
      `delay ${pathOf(resource, namespace)}`,
      seconds === undefined ? { state: 'live' } : { state: 'denied', problem: problem(seconds) },
    );
  }

  /** True when the loop is over because something else is watched instead. */
  #failed(
    resource: Resource,
    namespace: string | undefined,
    { error, attempt, delayMs }: Extract<ReflectStep<unknown>, { kind: 'failed' }>,
  ): boolean {
    const problem = this.#problem(error, listing(resource, namespace));
    const forbidden = isForbidden(error);
    if (resource === PODS && forbidden && this.#fallBack(namespace, problem)) return true;
    if (isNotServed(resource, error)) return false;
    const denied = problem.code === 'forbidden' || problem.code === 'unauthorized';
    if (forbidden) void this.#explain(resource, namespace, problem);
    this.#tell(
      resource,
      namespace,
      denied
        ? { state: 'denied', problem: this.#lacking.get(pathOf(resource, namespace)) ?? problem }
        : { state: 'retrying', problem, attempt, nextTryAt: epochMs(this.#now() + delayMs) },
    );
    return false;
  }

  /**
   * Which verbs are missing: the server refuses one at a time, and says nothing of the next. Asked once, and only for
   * what matters most.
   */
  async #explain(resource: Resource, namespace: string | undefined, problem: Problem): Promise<void> {
    const path = pathOf(resource, namespace);
    if (!isExplained(resource) || this.#lacking.has(path)) return;
    const run = this.#run;
    this.#lacking.set(path, problem);
    const lacking = await this.#withMissingVerbs(resource, namespace, problem);
    if (lacking === problem || this.#run !== run) return;
    this.#lacking.set(path, lacking);
    this.#tell(resource, namespace, { state: 'denied', problem: lacking });
  }

  async #withMissingVerbs(resource: Resource, namespace: string | undefined, problem: Problem): Promise<Problem> {
    const subject = { group: '', resource: resource.name, ...(namespace !== undefined && { namespace }) };
    const missing = await this.#reviews.missing(subject, ['list', 'watch']);
    return missing && missing.length > 0 ? withVerbs(problem, resource.name, missing) : problem;
  }

  /** Told for a while, once: it is of use, but nobody needs it, so no warning stays. */
  #doWithout(resource: string, error: HttpError): void {
    const { code, fact, nextStep } = this.#problem(error, `get ${resource}`);
    if (this.#reading) return this.#reading.hinder(resource, { code, fact, nextStep });
    const quiet = (): void => this.#status.loop('optional', resource, { state: 'live' });
    if (this.#run) {
      void sleep(this.#options.timing?.forbiddenRetryMs ?? TOLD_MS, this.#run.signal).then(quiet, () => undefined);
    }
    this.#status.loop('optional', resource, {
      state: 'denied',
      problem: { code, fact, nextStep: text('Timelines do without it. The README has the rule that allows it.') },
    });
  }

  /** Ends with the run, or after the time that one answer may take. */
  #whileRunning(): AbortSignal {
    const limit = AbortSignal.timeout(30_000);
    return this.#run ? AbortSignal.any([this.#run.signal, limit]) : limit;
  }

  /** Cluster-wide forbidden: the context's namespace; that forbidden as well: the configured list. */
  #takeNextScope(namespace: string | undefined): boolean {
    const next = this.#nextScope(namespace);
    if (next) this.#scope = next;
    return next !== undefined;
  }

  #nextScope(namespace: string | undefined): Scope | undefined {
    if (namespace === undefined) return { kind: 'context' };
    const list = this.#options.fallbackNamespaces?.() ?? [];
    return this.#scope.kind === 'context' && list.length > 0 ? { kind: 'namespaces', names: list } : undefined;
  }

  #fallBack(namespace: string | undefined, problem: Problem): boolean {
    const next = this.#nextScope(namespace);
    if (!next) return false;
    this.#run?.abort();
    this.#scope = next;
    this.#status.connecting();
    this.#begin();
    const watched = this.#namespaces().join(', ');
    this.#status.note({
      code: 'forbidden',
      fact: problem.fact,
      nextStep: text('Podfall watches {watched} instead.', { watched }),
    });
    return true;
  }

  #tell(resource: Resource, namespace: string | undefined, state: LoopState): void {
    this.#status.loop(resource.need, pathOf(resource, namespace), state);
  }

  async #readVersion(signal: AbortSignal): Promise<void> {
    const server = serverVersion(await this.#connection.json({ path: '/version', signal }));
    if (server && !signal.aborted) this.store.setServer(server);
  }

  async #ask<T>(what: string, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await ask(AbortSignal.timeout(30_000));
    } catch (error) {
      throw new ClusterError(this.#problem(error, what), { cause: error });
    }
  }

  #problem(error: unknown, what: string): Problem {
    return problemOf(error, { server: this.#resolved.cluster.server, context: this.#resolved.context.name, what });
  }

  get #restartMs(): number {
    return Math.min(RESTART_MS, this.#options.timing?.maxRetryMs ?? RESTART_MS);
  }

  #now(): EpochMs {
    return epochMs((this.#options.now ?? Date.now)());
  }
}
