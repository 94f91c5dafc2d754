import * as vscode from 'vscode';
import { type Cluster, Disposables, type Disposable, type StoreChange, type Session } from '../../engine/engine.ts';
import { describeError } from '../base/host-language.ts';
import type { PodRef } from '../../shared/subject.ts';
import { settings } from '../base/settings.ts';
import { comment } from './comment.ts';
import { eventObject, podObject } from './from-facts.ts';
import type { ObjectYaml } from './pod-yaml.ts';
import { SCHEME, subjectOf, type Subject } from './uris.ts';
import { isRecord } from '../../engine/engine.ts';
import { until } from '../base/until.ts';

/** The YAML library is loaded with the heavy half. */
export interface YamlTools {
  writeObject(object: unknown, options: { readonly managedFields: boolean }): ObjectYaml;
  locate(text: string): ObjectYaml;
}

/** A document that is open is written anew this long after its pod changed. */
const REFRESH_MS = 500;
/** After a window reload a document waits this long for its cluster. */
const WAIT_MS = 10_000;

/**
 * The read-only files of the scheme `podfall`: a pod's YAML, its events, its logs. A pod that is gone is shown as it
 * was last seen.
 */
export class ObjectFiles implements vscode.FileSystemProvider, Disposable {
  readonly #session: Session;
  readonly #loadYaml: () => Promise<YamlTools>;
  readonly #emitter = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #owned = new Disposables();
  /** Raw pods by uid, as last fetched. */
  readonly #lastSeen = new Map<string, unknown>();
  readonly #lastLogs = new Map<string, string>();
  readonly #versions = new Map<string, number>();
  #watching: Disposable | undefined;
  #managedFields: boolean;
  #pending: NodeJS.Timeout | undefined;
  readonly #stale = new Set<string>();

  readonly onDidChangeFile = this.#emitter.event;

  constructor(session: Session, yaml: () => Promise<YamlTools>) {
    this.#session = session;
    this.#loadYaml = yaml;
    this.#managedFields = settings.showManagedFields();
    this.#owned.add(this.#emitter);
    this.#owned.add(
      vscode.workspace.registerFileSystemProvider(SCHEME, this, { isReadonly: true, isCaseSensitive: true }),
    );
    this.#owned.add(session.changed.subscribe(() => this.#follow()));
    this.#follow();
  }

  dispose(): void {
    clearTimeout(this.#pending);
    this.#watching?.dispose();
    this.#owned.dispose();
  }

  toggleManagedFields(): void {
    this.#managedFields = !this.#managedFields;
    this.#touch(
      openSubjects()
        .filter(({ subject }) => subject.kind === 'pod')
        .map(({ uri }) => uri),
    );
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    if (!subjectOf(uri)) throw vscode.FileSystemError.FileNotFound(uri);
    const version = this.#versions.get(uri.toString()) ?? 1;
    return {
      type: vscode.FileType.File,
      ctime: 0,
      mtime: version,
      size: version,
      permissions: vscode.FilePermission.Readonly,
    };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const subject = subjectOf(uri);
    if (!subject) throw vscode.FileSystemError.FileNotFound(uri);
    const held = this.#session.hold();
    try {
      return Buffer.from(await this.#write(subject));
    } finally {
      held.dispose();
    }
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  async #write(subject: Subject): Promise<string> {
    const cluster = await this.#clusterOf(subject.pod.context);
    switch (subject.kind) {
      case 'pod':
        return this.#writePod(subject.pod, cluster);
      case 'event':
        return this.#writeEvent(subject, cluster);
      case 'events':
        return this.#writeEvents(subject.pod, cluster);
      case 'log':
        return cluster ? this.#readLog(subject, cluster) : notWatched(subject.pod);
    }
  }

  async #writePod(pod: PodRef, cluster: Cluster | undefined): Promise<string> {
    const { object, remark } = await this.#findPod(pod, cluster);
    if (object === undefined) return remark;
    const yaml = await this.#loadYaml();
    return remark + yaml.writeObject(object, { managedFields: this.#managedFields }).text;
  }

  /** The log goes with the pod; what was read of it stays. */
  async #readLog({ pod, container, previous }: Extract<Subject, { kind: 'log' }>, cluster: Cluster): Promise<string> {
    const key = `${pod.uid} ${container} ${previous}`;
    try {
      const log = await cluster.readLog({ namespace: pod.namespace, pod: pod.name, container, previous });
      this.#lastLogs.set(key, log);
      return log === '' ? comment(vscode.l10n.t('{0} has written nothing to its log yet.', container)) : log;
    } catch (error) {
      return asComment(error) + (this.#lastLogs.get(key) ?? '');
    }
  }

  /** The object of the server, else the last one that it gave, else what the timeline keeps of it. */
  async #findPod(
    pod: PodRef,
    cluster: Cluster | undefined,
  ): Promise<{ readonly object?: unknown; readonly remark: string }> {
    let reason = notWatched(pod);
    try {
      const object = await cluster?.readPod(pod.namespace, pod.name);
      if (uidOf(object) === pod.uid) {
        this.#lastSeen.set(pod.uid, object);
        return { object, remark: '' };
      }
      if (cluster) reason = deletedWords(pod);
    } catch (error) {
      reason = isGone(pod, cluster) ? deletedWords(pod) : asComment(error);
    }
    const facts = cluster?.store.pod(pod.uid)?.pod;
    const known = this.#lastSeen.get(pod.uid) ?? (facts && podObject(facts));
    return { remark: reason, ...(known !== undefined && { object: known }) };
  }

  async #writeEvent(
    { pod, eventUid }: Extract<Subject, { kind: 'event' }>,
    cluster: Cluster | undefined,
  ): Promise<string> {
    const event = cluster?.store.timeline(pod.uid) && findEvent(cluster, pod.uid, eventUid);
    if (!event) {
      return comment(vscode.l10n.t('This event is not there any more: the cluster keeps events for about an hour.'));
    }
    const yaml = await this.#loadYaml();
    return yaml.writeObject(eventObject(event), { managedFields: false }).text;
  }

  async #writeEvents(pod: PodRef, cluster: Cluster | undefined): Promise<string> {
    const yaml = await this.#loadYaml();
    const events = cluster?.store.events(pod.uid) ?? [];
    if (events.length === 0) {
      return comment(
        vscode.l10n.t('No events of {0} are known: the cluster keeps events for about an hour.', pod.name),
      );
    }
    return events.map((event) => yaml.writeObject(eventObject(event), { managedFields: false }).text).join('---\n');
  }

  /** Waits for the cluster that is being opened; gives nothing when another context is looked at. */
  async #clusterOf(context: string): Promise<Cluster | undefined> {
    const opened = (): Cluster | undefined =>
      this.#session.cluster?.target.context === context ? this.#session.cluster : undefined;
    const settled = (): boolean =>
      this.#session.state.state === 'failed' ||
      (this.#session.cluster !== undefined && isSettled(this.#session.cluster));
    if (!settled()) await until(settled, this.#session, WAIT_MS);
    return opened();
  }

  #follow(): void {
    this.#watching?.dispose();
    this.#watching = this.#session.cluster?.store.changed.subscribe((change) => this.#note(change));
  }

  #note(change: StoreChange): void {
    for (const { subject, uri } of openSubjects()) {
      if (change.reset || change.pods.has(subject.pod.uid)) this.#stale.add(uri.toString());
    }
    if (this.#stale.size > 0) this.#pending ??= setTimeout(() => this.#flush(), REFRESH_MS);
  }

  #flush(): void {
    this.#pending = undefined;
    this.#touch([...this.#stale].map((uri) => vscode.Uri.parse(uri)));
    this.#stale.clear();
  }

  #touch(uris: readonly vscode.Uri[]): void {
    for (const uri of uris) this.#versions.set(uri.toString(), (this.#versions.get(uri.toString()) ?? 1) + 1);
    this.#emitter.fire(uris.map((uri) => ({ type: vscode.FileChangeType.Changed, uri })));
  }
}

/** Also of a pod of which only events are left. */
export function podRef({ store, target }: Cluster, uid: string): PodRef | undefined {
  const pod = store.pod(uid)?.pod ?? store.timeline(uid)?.pod;
  return pod && { context: target.context, namespace: pod.namespace, name: pod.name, uid };
}

/** Events of the pod, and of its owners and claims as far as the timeline shows them. */
function findEvent(
  { store }: Cluster,
  podUid: string,
  eventUid: string,
): ReturnType<Cluster['store']['events']>[number] | undefined {
  const workload = store.pod(podUid)?.workload?.uid;
  const owner = store.pod(podUid)?.pod.owner?.uid;
  return [podUid, owner, workload]
    .flatMap((uid) => (uid === undefined ? [] : store.events(uid)))
    .find(({ uid }) => uid === eventUid);
}

const openSubjects = (): readonly { readonly subject: Subject; readonly uri: vscode.Uri }[] =>
  vscode.workspace.textDocuments.flatMap(({ uri }) => {
    const subject = uri.scheme === SCHEME ? subjectOf(uri) : undefined;
    return subject ? [{ subject, uri }] : [];
  });

const uidOf = (object: unknown): unknown => {
  const metadata = isRecord(object) ? object['metadata'] : undefined;
  return isRecord(metadata) ? metadata['uid'] : undefined;
};

/** A watch that is live and does not have the pod, or has seen its end, knows it. */
const isGone = ({ uid }: PodRef, cluster: Cluster | undefined): boolean =>
  cluster?.status.state === 'live' && (cluster.store.pod(uid)?.deleted ?? true);

const deletedWords = (pod: PodRef): string =>
  comment(vscode.l10n.t('{0} was deleted. What was last seen of it, if anything, stands below.', pod.name));

const isSettled = ({ status }: Cluster): boolean => status.state !== 'idle' && status.state !== 'connecting';

const asComment = (error: unknown): string => comment(describeError(error));

const notWatched = (pod: PodRef): string =>
  comment(
    vscode.l10n.t('{0} was watched in the context {1}: choose that context again to see it.', pod.name, pod.context),
  );
