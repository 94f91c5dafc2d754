import { own, type KubeObject } from '../engine/engine.ts';
import { isTrue } from './api-request.ts';
import type { ApiRequest } from './api-request.ts';
import { badRequest } from './status.ts';

/** A line of a served log; `at` in milliseconds, `stamp` as it is written. */
export interface ServedLine {
  readonly at: number;
  readonly stamp: string;
  readonly text: string;
}

/** Logs by pod uid, container and whether they are of the run before. */
export class LogStore {
  readonly #logs = new Map<string, readonly ServedLine[]>();

  /** `log` with RFC 3339 times at the head of its lines. */
  set(uid: string, container: string, previous: boolean, log: string): void {
    this.#logs.set(keyOf(uid, container, previous), parseLog(log));
  }

  get(uid: string, container: string, previous: boolean): readonly ServedLine[] | undefined {
    return this.#logs.get(keyOf(uid, container, previous));
  }

  clear(): void {
    this.#logs.clear();
  }
}

const keyOf = (uid: string, container: string, previous: boolean): string => `${uid}/${container}/${String(previous)}`;

function parseLog(log: string): readonly ServedLine[] {
  return log
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      const space = line.indexOf(' ');
      const stamp = space < 0 ? line : line.slice(0, space);
      const at = Date.parse(stamp);
      return Number.isNaN(at) ? [] : [{ at, stamp, text: space < 0 ? '' : line.slice(space + 1) }];
    });
}

interface Status {
  readonly name: string;
  readonly restartCount?: number;
  readonly containerID?: string;
  readonly state?: { readonly waiting?: { readonly reason?: string } };
}

/**
 * Which container of the pod a request means; the only one when it does not say. Throws a {@link StatusError} (400),
 * worded as registry/core/pod does.
 */
export function containerOf(request: ApiRequest, pod: KubeObject): string {
  const names = containerNames(pod);
  const asked = request.query.get('container') ?? '';
  const name = pod.metadata.name ?? '';
  if (asked !== '' && !names.all.includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${name}`);
  if (asked !== '') return asked;
  const preset = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'];
  if (preset !== undefined && names.all.includes(preset)) return preset;
  const [first] = names.containers;
  if (first !== undefined && names.containers.length === 1) return first;
  const inits = names.inits.length > 0 ? ` or one of the init containers: [${names.inits.join(' ')}]` : '';
  throw badRequest(
    `a container name must be specified for pod ${name}, choose one of: [${names.containers.join(' ')}]${inits}`,
  );
}

function containerNames(pod: KubeObject): {
  readonly containers: string[];
  readonly inits: string[];
  readonly all: string[];
} {
  const spec = (pod['spec'] ?? {}) as { containers?: { name: string }[]; initContainers?: { name: string }[] };
  const containers = (spec.containers ?? []).map(({ name }) => name);
  const inits = (spec.initContainers ?? []).map(({ name }) => name);
  return { containers, inits, all: [...inits, ...containers] };
}

/**
 * Throws what the kubelet says when there is no log to give: the container has not started, or has no run before this
 * one.
 */
export function checkContainer(pod: KubeObject, container: string, previous: boolean): void {
  const { metadata } = pod;
  const status = statusOf(pod, container);
  if (previous && (status?.restartCount ?? 0) === 0) {
    throw badRequest(`previous terminated container "${container}" in pod "${metadata.name ?? ''}" not found`);
  }
  if (status?.containerID) return;
  const reason = status?.state?.waiting?.reason;
  throw badRequest(
    `container "${container}" in pod "${metadata.name ?? ''}" is ${reason ? `waiting to start: ${explain(reason)}` : 'not available'}`,
  );
}

function statusOf(pod: KubeObject, container: string): Status | undefined {
  const status = (pod['status'] ?? {}) as { containerStatuses?: Status[]; initContainerStatuses?: Status[] };
  return [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])].find(
    ({ name }) => name === container,
  );
}

const explanations: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: 'trying and failing to pull image',
};
const explain = (reason: string): string => own(explanations, reason) ?? reason;

/** What of the log the request wants, as bytes; nothing after `now`. */
export function logText(lines: readonly ServedLine[], request: ApiRequest, now: number): string {
  const { query } = request;
  const since = Math.max(
    Date.parse(query.get('sinceTime') ?? '') || 0,
    query.has('sinceSeconds') ? now - 1000 * Number(query.get('sinceSeconds')) : 0,
  );
  const written = lines.filter(({ at }) => at <= now && at >= since);
  const tail = query.has('tailLines') ? Number(query.get('tailLines')) : Infinity;
  const shown = tail < written.length ? written.slice(written.length - tail) : written;
  const text = shown.map((line) => formatLine(line, request)).join('');
  const limit = Number(query.get('limitBytes') ?? 0);
  return limit > 0 ? Buffer.from(text).subarray(0, limit).toString() : text;
}

export const formatLine = ({ stamp, text }: ServedLine, { query }: ApiRequest): string =>
  isTrue(query.get('timestamps')) ? `${stamp} ${text}\n` : `${text}\n`;
