import type {
  ConditionFacts,
  ContainerSpecFacts,
  ContainerStatusFacts,
  PodFacts,
  PodSpecFacts,
  ProbeFacts,
  VolumeFacts,
} from '../timeline/model/facts.ts';
import { own } from '../timeline/model/own.ts';

/*
 * Pods of one template, and versions of one pod, have most of their facts in common: what is equal is held once. Each
 * kind of part is compared by its own fields, because a general comparison of objects costs more than to decode them.
 */

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Replaces parts of `pod` by equal parts of `like`. `pod` is changed in place, and must be nobody else's yet. */
export function sharePod(pod: PodFacts, like: PodFacts): void {
  const own = pod as Mutable<PodFacts>;
  if (pod.namespace === like.namespace) own.namespace = like.namespace;
  if (sameStrings(pod.labels, like.labels)) own.labels = like.labels;
  if (
    pod.owner &&
    pod.owner.uid === like.owner?.uid &&
    pod.owner.name === like.owner.name &&
    pod.owner.kind === like.owner.kind
  ) {
    own.owner = like.owner;
  }
  shareSpec(pod.spec, like.spec);
  own.conditions = shareList(pod.conditions, like.conditions, sameCondition, shareCondition);
  own.statuses = shareList(pod.statuses, like.statuses, sameStatus, shareStatus);
}

function shareSpec(spec: PodSpecFacts, like: PodSpecFacts): void {
  const own = spec as Mutable<PodSpecFacts>;
  if (spec.nodeName !== undefined && spec.nodeName === like.nodeName) own.nodeName = like.nodeName;
  own.containers = shareList(spec.containers, like.containers, sameContainer);
  own.volumes = shareList(spec.volumes, like.volumes, sameVolume);
  if (sameTexts(spec.schedulingGates, like.schedulingGates)) own.schedulingGates = like.schedulingGates;
  if (sameTexts(spec.readinessGates, like.readinessGates)) own.readinessGates = like.readinessGates;
  if (sameStrings(spec.nodeSelector, like.nodeSelector)) own.nodeSelector = like.nodeSelector;
}

/**
 * The list that is shared when all is the same, else `list`, in which those that are the same are replaced. `part`
 * shares within one that differs.
 */
function shareList<T>(
  list: readonly T[],
  like: readonly T[],
  same: (a: T, b: T) => boolean,
  part?: (own: T, other: T) => void,
): readonly T[] {
  let all = list.length === like.length;
  const shared = list as T[];
  for (let index = 0; index < list.length; index += 1) {
    const item = shared[index] as T;
    const other = like[index];
    if (other !== undefined && same(item, other)) shared[index] = other;
    else {
      all = false;
      if (other !== undefined) part?.(item, other);
    }
  }
  return all ? like : shared;
}

const sameCondition = (a: ConditionFacts, b: ConditionFacts): boolean =>
  a.lastTransitionAt === b.lastTransitionAt &&
  a.type === b.type &&
  a.status === b.status &&
  a.reason === b.reason &&
  a.message === b.message;

function shareCondition(own: Mutable<ConditionFacts>, other: ConditionFacts): void {
  if (own.type === other.type) own.type = other.type;
  if (own.reason !== undefined && own.reason === other.reason) own.reason = other.reason;
  if (own.message !== undefined && own.message === other.message) own.message = other.message;
}

/** Runs and states have times and ids of their own: they are only the same when they are the same object. */
const sameStatus = (a: ContainerStatusFacts, b: ContainerStatusFacts): boolean => a === b;

function shareStatus(own: Mutable<ContainerStatusFacts>, other: ContainerStatusFacts): void {
  if (own.name === other.name) own.name = other.name;
  if (own.image !== undefined && own.image === other.image) own.image = other.image;
  if (own.imageId !== undefined && own.imageId === other.imageId) own.imageId = other.imageId;
  if (own.containerId !== undefined && own.containerId === other.containerId) own.containerId = other.containerId;
}

const sameVolume = (a: VolumeFacts, b: VolumeFacts): boolean =>
  a.name === b.name && a.index === b.index && a.source === b.source && a.refName === b.refName;

const sameContainer = (a: ContainerSpecFacts, b: ContainerSpecFacts): boolean =>
  a.name === b.name &&
  a.role === b.role &&
  a.index === b.index &&
  a.image === b.image &&
  a.imagePullPolicy === b.imagePullPolicy &&
  a.hasPostStart === b.hasPostStart &&
  sameProbe(a.startupProbe, b.startupProbe) &&
  sameProbe(a.readinessProbe, b.readinessProbe) &&
  sameProbe(a.livenessProbe, b.livenessProbe) &&
  sameStrings(a.requests, b.requests) &&
  sameStrings(a.limits, b.limits) &&
  sameTexts(a.configRefs, b.configRefs);

function sameProbe(a: ProbeFacts | undefined, b: ProbeFacts | undefined): boolean {
  if (!a || !b) return a === b;
  return (
    a.initialDelaySeconds === b.initialDelaySeconds &&
    a.periodSeconds === b.periodSeconds &&
    a.timeoutSeconds === b.timeoutSeconds &&
    a.successThreshold === b.successThreshold &&
    a.failureThreshold === b.failureThreshold &&
    a.handler === b.handler &&
    a.check === b.check
  );
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}

/** Without lists of their names, which take longer than all the rest. */
function sameStrings(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  let more = 0;
  for (const name in a) {
    if (own(a, name) !== own(b, name)) return false;
    more += 1;
  }
  for (const name in b) if (own(b, name) !== undefined) more -= 1;
  return more === 0;
}
