import {
  type EvidenceStore,
  type Timeline,
  changeableFindings,
  type Change,
  changesFound,
  isPossible,
  possibleChanges,
  modelsOf,
  predict,
  type Prediction,
  type StartModel,
  type StartModels,
  changesWritten,
} from '../engine/engine.ts';
import { CliError } from './fail.ts';
import { UsageError } from './usage.ts';

/**
 * What `--what-if` asks for: the changes of all findings, or these. Ids are checked against the pods, in {@link
 * changesAsked}.
 */
export type AskedChanges = 'all' | readonly { readonly finding: string; readonly container?: string }[];

/** Reads `all` or `ID[@CONTAINER][,...]`. Throws a {@link UsageError}. */
export function parseChanges(value: string): AskedChanges {
  if (value === 'all') return 'all';
  return value.split(',').map((part) => {
    const [, finding, container] = /^([a-z-]+)(?:@([^@,\s]+))?$/.exec(part.trim()) ?? [];
    if (finding === undefined) throw new UsageError(`--what-if takes all or ID[@CONTAINER],..., not "${value}"`);
    return container === undefined ? { finding } : { finding, container };
  });
}

/** A start and what it would take. */
export interface Predicted {
  readonly model: StartModel;
  readonly prediction: Prediction;
}

/**
 * Which of the changes apply to these pods, by uid; pods that were never ready, and those to which none applies, are left
 * out. Throws a {@link CliError} when a change applies to none of them.
 */
export function changesAsked(asked: AskedChanges, models: StartModels): ReadonlyMap<string, readonly Change[]> {
  if (asked === 'all') return new Map([...models].map(([uid, model]) => [uid, changesFound(model)]));
  for (const change of asked) check(change, [...models.values()]);
  const changes = asked.filter(isChange);
  return new Map(
    [...models]
      .map(([uid, model]) => [uid, changes.filter((change) => isPossible(change, model))] as const)
      .filter(([, possible]) => possible.length > 0),
  );
}

/** What the starts of these pods would take after the changes, by uid. */
export const predictAll = (
  changes: ReadonlyMap<string, readonly Change[]>,
  models: StartModels,
): ReadonlyMap<string, Predicted> =>
  new Map(
    [...changes].flatMap(([uid, asked]) => {
      const model = models.get(uid);
      return model ? [[uid, { model, prediction: predict(model, asked) }] as const] : [];
    }),
  );

/**
 * What predictions are made from, of those pods that became ready, by uid. Other starts of their workloads tell when the
 * applications answer, whether they are shown or not.
 */
export function modelsFor(timelines: readonly Timeline[], store: EvidenceStore): StartModels {
  const workloads = new Set(timelines.flatMap(({ pod }) => (pod.workload ?? pod.owner)?.uid ?? []));
  const shown = new Set(timelines.map(({ pod }) => pod.uid));
  const starts = [...store.pods()].flatMap(({ pod: { uid } }) => {
    const timeline = store.timeline(uid);
    const evidence = store.evidence(uid);
    const isNear = shown.has(uid) || workloads.has((timeline?.pod.workload ?? timeline?.pod.owner)?.uid ?? '');
    return timeline && evidence && isNear ? [{ timeline, evidence }] : [];
  });
  return new Map([...modelsOf(starts)].filter(([uid]) => shown.has(uid)));
}

const isChange = (change: { readonly finding: string; readonly container?: string }): change is Change =>
  changeableFindings.some((finding) => finding === change.finding);

function check(change: { readonly finding: string; readonly container?: string }, models: readonly StartModel[]): void {
  if (isChange(change) && models.some((model) => isPossible(change, model))) return;
  if (models.length === 0) {
    throw new CliError('--what-if: none of these pods has become ready.', 'Name pods that have.');
  }
  const written = changesWritten([change as Change]);
  const possible = [...new Set(models.flatMap(possibleChanges).map((one) => changesWritten([one])))];
  throw new CliError(
    `--what-if: "${written}" changes nothing about these pods.`,
    possible.length === 0
      ? 'There is nothing that could be changed.'
      : `Possible here: ${possible.join(', ')}, or all.`,
  );
}
