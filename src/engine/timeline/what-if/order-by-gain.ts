import type { Finding } from '../model/timeline.ts';
import { type Change, changesFound } from './change.ts';
import { likelyReady } from './predict.ts';
import type { StartModel } from './start-model.ts';

/**
 * Findings in the order in which to do something about them: the first is the one whose change brings most, the next
 * the one that brings most after that. Behind a wait that is gone stands the next one, so what each explains does not
 * tell. Findings without a change whose effect can be told keep their places.
 */
export function orderByGain(findings: readonly Finding[], model: StartModel): readonly Finding[] {
  const possible = changesFound(model);
  const movable = findings.filter((finding) => changesOfFinding(finding, possible, model).length > 0);
  const ordered = greedy(movable, possible, model);
  let next = 0;
  return findings.map((finding) => (movable.includes(finding) ? (ordered[next++] ?? finding) : finding));
}

/** The changes that one finding asks for. */
export function changesOfFinding(
  { id, phases }: Finding,
  possible: readonly Change[],
  model: StartModel,
): readonly Change[] {
  const own = possible.filter(({ finding }) => finding === id);
  const named = own.filter(
    ({ container }) => container === undefined || phases.some((phase) => phase.startsWith(`container/${container}/`)),
  );
  return model.found[id] === undefined ? [] : named;
}

function greedy(movable: readonly Finding[], possible: readonly Change[], model: StartModel): readonly Finding[] {
  const left = [...movable];
  const ordered: Finding[] = [];
  let changes: readonly Change[] = [];
  while (left.length > 0) {
    const after = left.map((finding) =>
      likelyReady(model, [...changes, ...changesOfFinding(finding, possible, model)]),
    );
    const best = after.indexOf(Math.min(...after));
    const [finding] = left.splice(best, 1);
    if (!finding) break;
    ordered.push(finding);
    changes = [...changes, ...changesOfFinding(finding, possible, model)];
  }
  return ordered;
}
