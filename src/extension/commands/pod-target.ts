import * as vscode from 'vscode';
import type { PodRecord, Cluster, Session, OwnerRef, EpochMs } from '../../engine/engine.ts';
import { podRef } from '../documents/object-files.ts';
import { subjectOf } from '../documents/uris.ts';
import { kubernetesExplorerPod } from '../documents/kubernetes-explorer.ts';
import { manifestPod } from '../documents/manifest-pod.ts';
import { wrongName, type NamedPod } from '../documents/named-pod.ts';
import { showWarning, withWindowProgress } from '../base/notifications.ts';
import { slicesOf } from '../base/slices.ts';
import { pick } from '../base/pick.ts';
import { rankOf, standingOf } from '../views/pod-standing.ts';
import { describePod, lookOf } from '../views/pod-words.ts';
import type { PodRef } from '../../shared/subject.ts';
import { until } from '../base/until.ts';
import { APPEAR_MS, withCluster } from './with-cluster.ts';

export interface TargetParts {
  readonly session: Session;
  readonly now: () => EpochMs;
  readonly activePod: () => PodRef | undefined;
}

/**
 * The pod that a command is about: a row of the tree, a webview, another extension's row, a manifest, what is open,
 * else the user is asked.
 */
export async function podOf(argument: unknown, parts: TargetParts): Promise<PodRef | undefined> {
  const { session } = parts;
  const uid = uidOf(argument);
  if (uid !== undefined) return session.cluster && podRef(session.cluster, uid);
  const named = argument instanceof vscode.Uri ? await fromUri(argument) : await kubernetesExplorerPod(argument);
  if (named) return 'uid' in named ? named : findNamed(named, session);
  return parts.activePod() ?? openDocumentPod() ?? pickPod(parts, vscode.l10n.t('Pod'));
}

/** `pod/UID` of the tree, or `{ podUid }` of a webview. */
export function uidOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return /^pod\/(.+)$/.exec(argument)?.[1];
  if (
    typeof argument === 'object' &&
    argument !== null &&
    'podUid' in argument &&
    typeof argument.podUid === 'string'
  ) {
    return argument.podUid;
  }
  return undefined;
}

async function fromUri(uri: vscode.Uri): Promise<PodRef | NamedPod | undefined> {
  return subjectOf(uri)?.pod ?? manifestPod(uri);
}

/**
 * Waits for the pod, in its namespace: that is watched from then on. Nothing is asked for by a name that no object can
 * have.
 */
async function findNamed(named: NamedPod, session: Session): Promise<PodRef | undefined> {
  const wrong = wrongName(named);
  if (wrong !== undefined) {
    showWarning(
      vscode.l10n.t(
        '"{0}" cannot be the name of an object in a cluster: names have only a-z, 0-9, "-" and ".". Open the manifest as it is applied, or choose the pod in the tree.',
        wrong,
      ),
    );
    return undefined;
  }
  const title = vscode.l10n.t('Looking for the pods of {0}', named.name);
  return withCluster(session, () => withWindowProgress(title, () => lookFor(named, session)));
}

async function lookFor(named: NamedPod, session: Session): Promise<PodRef | undefined> {
  const watched = session.cluster?.target.namespace;
  if (named.namespace !== undefined && watched !== undefined && watched !== named.namespace) {
    await session.chooseNamespace(named.namespace);
  }
  await until(() => lookUp(named, session) !== undefined, session, APPEAR_MS);
  const found = lookUp(named, session);
  if (found) return found;
  const { target } = session.cluster ?? {};
  const place = [target?.context, named.namespace ?? target?.namespace]
    .filter((part) => part !== undefined)
    .join(' / ');
  showWarning(
    vscode.l10n.t(
      'There is no pod of {0} in {1}. Is it applied? Or choose another context or namespace.',
      named.name,
      place,
    ),
  );
  return undefined;
}

function lookUp({ namespace, name, workloadKind }: NamedPod, { cluster }: Session): PodRef | undefined {
  if (!cluster) return undefined;
  const place = namespace ?? cluster.target.namespace;
  if (workloadKind === undefined) {
    const pod = cluster.store.podNamed(place ?? 'default', name)?.pod;
    return pod && podRef(cluster, pod.uid);
  }
  const isIt = (owner: OwnerRef | undefined): boolean => owner?.kind === workloadKind && owner.name === name;
  const pods = [...cluster.store.pods()].filter(
    ({ workload, pod, deleted }) =>
      !deleted && (isIt(workload) || isIt(pod.owner)) && (place === undefined || pod.namespace === place),
  );
  const newest = pods.sort((a, b) => b.pod.creationAt - a.pod.creationAt)[0];
  return newest && podRef(cluster, newest.pod.uid);
}

/** The pod of the document that has the focus. */
export const openDocumentPod = (): PodRef | undefined => {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri && subjectOf(uri)?.pod;
};

/**
 * Lets the user choose a pod, the starting ones first; before them those of the workload of `beside`, which is not
 * offered itself.
 */
export const pickPod = ({ session, now }: TargetParts, title: string, beside?: PodRef): Promise<PodRef | undefined> =>
  withCluster(session, async (cluster) => {
    const items = slicesOf(podItems(cluster, now(), beside));
    try {
      const picked = await pick<PodItem>(
        items.result.then((all) => all ?? []),
        { title, matchOnDescription: true },
      );
      return picked && podRef(cluster, picked.uid);
    } finally {
      items.dispose();
    }
  });

/** All pods to choose from: a step a pod, since each tells what its timeline says. */
function* podItems(
  { store }: Cluster,
  now: EpochMs,
  beside: PodRef | undefined,
): Generator<undefined, readonly PodItem[]> {
  const kin = beside && store.pod(beside.uid);
  const pods: { readonly record: PodRecord; readonly rank: number; readonly item: PodItem }[] = [];
  for (const record of store.pods()) {
    yield undefined;
    const { uid, name } = record.pod;
    if (uid === beside?.uid) continue;
    const timeline = store.timeline(uid, now, 'when-changed');
    const standing = standingOf(record, () => timeline);
    const description = describePod(record, standing, timeline, now);
    pods.push({
      record,
      rank: rankOf(standing),
      item: { label: name, description, iconPath: new vscode.ThemeIcon(lookOf(standing, false).icon), uid },
    });
  }
  pods.sort((a, b) => a.rank - b.rank || b.record.pod.creationAt - a.record.pod.creationAt);
  const [siblings, others] = [
    pods.filter(({ record }) => areSiblings(record, kin)),
    pods.filter(({ record }) => !areSiblings(record, kin)),
  ];
  const itemsOf = (some: typeof pods): PodItem[] => some.map(({ item }) => item);
  return siblings.length === 0
    ? itemsOf(others)
    : [line(kin?.workload), ...itemsOf(siblings), line(undefined), ...itemsOf(others)];
}

type PodItem = vscode.QuickPickItem & { readonly uid: string };

/** Of one workload, also when that was deleted and created anew meanwhile. */
function areSiblings({ pod, workload }: PodRecord, other: PodRecord | undefined): boolean {
  const owner = other?.workload;
  return (
    owner !== undefined &&
    workload?.kind === owner.kind &&
    workload.name === owner.name &&
    pod.namespace === other?.pod.namespace
  );
}

/** Between groups of items, with the group's name. */
const line = (owner: OwnerRef | undefined): PodItem => ({
  label: owner ? `${owner.kind}/${owner.name}` : '',
  kind: vscode.QuickPickItemKind.Separator,
  uid: '',
});
