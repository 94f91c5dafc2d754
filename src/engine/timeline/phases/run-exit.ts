import { own } from '../model/own.ts';
import { runsOf } from '../instants/pod-history.ts';
import type { Reading } from '../reading/reading.ts';
import type { RunExit } from '../model/timeline.ts';
import type { Draft } from './draft.ts';

/** How a run that failed ended; absent for everything else, and where no version of the pod told. */
export function exitOf(
  { kind, failed, lane, end }: Draft,
  { history, instants, laterRuns }: Reading,
): RunExit | undefined {
  if (kind !== 'run' || !failed || !end || !history) return undefined;
  const name = lane.slice('container/'.length);
  const isEnd = (number: number): boolean =>
    own(instants, number === 1 ? `${lane}/terminated` : `${lane}/run/${number}/terminated`)?.at === end.at;
  const number = [1, ...(laterRuns.get(name) ?? [])].find(isEnd);
  const facts = runsOf(history, name).find((run) => run.number === number)?.facts;
  if (facts?.exitCode === undefined && facts?.signal === undefined) return undefined;
  const { exitCode, signal, reason } = facts;
  return {
    ...(exitCode !== undefined && { code: exitCode }),
    ...(signal !== undefined && signal !== 0 && { signal }),
    ...(reason !== undefined && reason !== 'Error' && reason !== 'Completed' && { reason }),
  };
}
