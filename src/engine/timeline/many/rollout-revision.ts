import type { Run } from './rollout-run.ts';

/**
 * The revision of each run at its time. A ReplicaSet carries its newest number only: rolled back to, revision 1 becomes
 * revision 3. So the last run of a template has its number; an earlier one lies between its neighbours', and is known
 * when only one number does. Source: pkg/controller/deployment/util/deployment_util.go, SetNewReplicaSetAnnotations.
 */
export function revisionsOf(runs: readonly Run[]): readonly (string | undefined)[] {
  const found: (string | undefined)[] = runs.map((run, index) =>
    isLastOfTemplate(run, index, runs) ? run.starts[0]?.timeline.pod.revision : undefined,
  );
  runs.forEach((run, index) => {
    if (found[index] !== undefined) return;
    found[index] =
      run.kind === 'later' ? found[index - 1] : onlyNumberBetween(found[index - 1], nextOther(run, index, runs, found));
  });
  return found;
}

const isLastOfTemplate = ({ template }: Run, index: number, runs: readonly Run[]): boolean => {
  const rest = runs.slice(index + 1);
  const [another] = rest.filter((run) => run.template !== template);
  return another === undefined || !rest.slice(rest.indexOf(another)).some((run) => run.template === template);
};

const nextOther = (
  run: Run,
  index: number,
  runs: readonly Run[],
  found: readonly (string | undefined)[],
): string | undefined => found[runs.findIndex((other, place) => place > index && other.template !== run.template)];

function onlyNumberBetween(before: string | undefined, after: string | undefined): string | undefined {
  const [low, high] = [before === undefined ? 0 : Number(before), Number(after)];
  return high - low === 2 ? String(low + 1) : undefined;
}
