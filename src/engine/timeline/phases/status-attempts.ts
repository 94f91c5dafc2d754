import { shortError } from '../model/failure-text.ts';
import type { ContainerState, ContainerStatusFacts } from '../model/facts.ts';
import { offsetOf } from '../reading/occurrences.ts';
import { own } from '../model/own.ts';
import type { ContainerReading, Reading } from '../reading/reading.ts';
import type { Instant } from '../model/timeline.ts';
import { epochMs, type EpochMs } from '../model/units.ts';

/** What a waiting container's status says has failed. */
export type FailedStep = 'pullFailed' | 'createFailed' | 'startFailed';

/**
 * The kubelet's reasons (pkg/kubelet/images/types.go, pkg/kubelet/container/sync_result.go). A back-off follows a
 * failure of the same kind.
 */
const FAILED: Readonly<Record<string, FailedStep>> = {
  ErrImagePull: 'pullFailed',
  ImagePullBackOff: 'pullFailed',
  InvalidImageName: 'pullFailed',
  ErrImageNeverPull: 'pullFailed',
  RegistryUnavailable: 'pullFailed',
  SignatureValidationFailed: 'pullFailed',
  ImageInspectError: 'pullFailed',
  CreateContainerConfigError: 'createFailed',
  CreateContainerError: 'createFailed',
  RunContainerError: 'startFailed',
};

const isBackOff = (reason: string): boolean => reason === 'ImagePullBackOff';

/** A failed attempt that only the pod's status tells of. */
export interface StatusAttempt {
  readonly what: FailedStep;
  readonly at: Instant;
  readonly message?: string;
}

/** What has failed, going by why a container waits; undefined when that is the ordinary course. */
export function failedStep(
  state: ContainerState | undefined,
): { readonly what: FailedStep; readonly message?: string } | undefined {
  const what = state?.state === 'waiting' ? own(FAILED, state.reason ?? '') : undefined;
  if (state?.state !== 'waiting' || !what) return undefined;
  return { what, ...(state.message !== undefined && { message: shortError(withoutBackOff(state.message)) }) };
}

/** `Back-off pulling image "x": ErrImagePull: the error` */
const withoutBackOff = (message: string): string =>
  message.replace(/^Back-off pulling image "[^"]*"(?:: \w+)?(?:: |$)/, '');

/**
 * The attempts of one container that failed, from the versions of the pod that were watched: for when its events cannot
 * be had.
 */
export function statusAttempts({ name }: ContainerReading, reading: Reading): readonly StatusAttempt[] {
  const attempts: StatusAttempt[] = [];
  const offset = offsetOf('client', reading);
  let before: ContainerStatusFacts | undefined;
  let seenAt: EpochMs | undefined;
  for (const { pod, arrivedAt } of reading.versions) {
    const status = pod.statuses.find((one) => one.name === name);
    const failed = failedStep(status?.state);
    if (failed && arrivedAt !== undefined && isNews(status, before)) {
      attempts.push({
        ...failed,
        at: between(seenAt, arrivedAt, { offset, path: pod.statuses.findIndex((one) => one.name === name) }),
      });
    }
    before = status;
    seenAt = arrivedAt;
  }
  return attempts;
}

/** Another reason than before; the back-off after a failure is told of the same one. */
function isNews(status: ContainerStatusFacts | undefined, before: ContainerStatusFacts | undefined): boolean {
  const [reason, last] = [status, before].map((one) => (one?.state.state === 'waiting' ? one.state.reason : undefined));
  if (reason === last) return false;
  return !(isBackOff(reason ?? '') && failedStep(before?.state)?.what === 'pullFailed');
}

function between(
  after: EpochMs | undefined,
  arrivedAt: EpochMs,
  { offset, path }: { readonly offset: number; readonly path: number },
): Instant {
  const latest = epochMs(arrivedAt - offset);
  const earliest = after === undefined ? latest : epochMs(Math.min(after - offset, latest));
  return {
    at: latest,
    earliest,
    latest,
    sources: [{ kind: 'field', path: ['status', 'containerStatuses', path, 'state', 'waiting'], clock: 'client' }],
  };
}
