import type { OwnerRef } from '../engine/timeline/model/facts.ts';
import { isRecord } from '../engine/timeline/model/is-record.ts';

/** A pod, in which context it was seen. Its uid says which one; the names are for people and for finding it again. */
export interface PodRef {
  readonly context: string;
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
}

/** A workload whose pods are shown together. */
interface WorkloadRef {
  readonly context: string;
  readonly namespace: string;
  readonly workload: OwnerRef;
}

/** What a panel is about. It lies in the webview's state, so that a window reload can restore the panel. */
export type PanelSubject =
  | { readonly kind: 'pod'; readonly pod: PodRef }
  | { readonly kind: 'rollout'; readonly of: WorkloadRef }
  /** Pods picked by hand; two of them can be compared phase by phase. */
  | { readonly kind: 'pods'; readonly pods: readonly PodRef[] }
  | { readonly kind: 'node'; readonly context: string; readonly node: string };

/**
 * Checks a subject that comes back from a webview's stored state, which any version of the extension may have written.
 */
export function isPanelSubject(value: unknown): value is PanelSubject {
  if (!isRecord(value)) return false;
  switch (value['kind']) {
    case 'pod':
      return isPodRef(value['pod']);
    case 'rollout':
      return isWorkloadRef(value['of']);
    case 'pods':
      return Array.isArray(value['pods']) && value['pods'].length > 0 && value['pods'].every(isPodRef);
    case 'node':
      return isStrings(value, ['context', 'node']);
    default:
      return false;
  }
}

const isPodRef = (value: unknown): value is PodRef =>
  isRecord(value) && isStrings(value, ['context', 'uid', 'namespace', 'name']);

const isWorkloadRef = (value: unknown): value is WorkloadRef =>
  isRecord(value) &&
  isStrings(value, ['context', 'namespace']) &&
  isRecord(value['workload']) &&
  isStrings(value['workload'], ['kind', 'name', 'uid']);

const isStrings = (value: Record<string, unknown>, keys: readonly string[]): boolean =>
  keys.every((key) => typeof value[key] === 'string');
