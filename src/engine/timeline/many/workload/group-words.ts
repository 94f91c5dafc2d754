import { rowOf } from '../pod-row.ts';
import { text, type Text } from '../../model/text.ts';
import type { Rollout } from '../rollout.ts';

/** What a rollout is called and how it went. `named`: several workloads are shown, so each says whose it is. */
export function groupWords(rollout: Rollout, named: boolean): { readonly title: Text; readonly detail: Text } {
  return { title: named ? namedTitleOf(rollout) : titleOf(rollout), detail: detailOf(rollout) };
}

function namedTitleOf(rollout: Rollout): Text {
  const { kind, name } = rollout.workload;
  const isPlain = rollout.revision === undefined && rollout.kind === 'first';
  if (isPlain) return text('{kind}/{name}', { kind, name });
  return text('{kind}/{name}, {revision}', { kind, name, revision: titleOf(rollout) });
}

function titleOf({ revision, kind, backTo }: Rollout): Text {
  if (revision === undefined) {
    if (kind === 'rollback') return text('rolled back');
    return kind === 'later' ? text('later pods') : text('all pods');
  }
  const args = { revision };
  if (kind === 'rollback') {
    return backTo === undefined
      ? text('revision {revision}, rolled back', args)
      : text('revision {revision} (rollback to revision {earlier})', { revision, earlier: backTo });
  }
  return kind === 'later' ? text('revision {revision}, later pods', args) : text('revision {revision}', args);
}

function detailOf(rollout: Rollout): Text {
  const { pods, startedAt, firstReadyAt, lastReadyAt, waitedFor } = rollout;
  const count = pods.length;
  const how = howOf(rollout);
  const [first, took] = [
    { ms: (firstReadyAt ?? startedAt) - startedAt },
    { ms: (lastReadyAt ?? startedAt) - startedAt },
  ];
  if (lastReadyAt !== undefined && waitedFor.length > 1) {
    return text('{how}: the first ready after {first}, all after {took}', { how, first, took });
  }
  if (lastReadyAt !== undefined) {
    return count === 1
      ? text('1 pod, ready after {took}', { took })
      : text('{how}: all ready after {took}', { how, took });
  }
  const ready = pods.filter((timeline) => rowOf(timeline).total !== undefined).length;
  const isGone = pods.every((timeline) => timeline.deleted && rowOf(timeline).total === undefined);
  if (isGone) {
    return count === 1
      ? text('1 pod, deleted before it was ready')
      : text('{how}: all deleted before they were ready', { how });
  }
  if (count > 1) return text('{how}: {ready} ready so far', { how, ready });
  return pods[0]?.outcome.state === 'failed' ? text('1 pod, failed') : text('1 pod, not ready yet');
}

/** Pods that are made within this time are made together, in ms. */
const TOGETHER = 3000;

function howOf({ pods, waitedFor, startedAt }: Rollout): Text {
  const count = pods.length;
  const steps = waitedFor.length;
  if (steps > 1) {
    return steps === count
      ? text('{count} pods, one after another', { count })
      : text('{count} pods in {steps} steps, one after another', { count, steps });
  }
  return pods.every((timeline) => rowOf(timeline).created - startedAt < TOGETHER)
    ? text('{count} pods at once', { count })
    : text('{count} pods', { count });
}
