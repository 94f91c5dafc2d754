import type { Finding, Timeline } from '../../src/engine/timeline/model/timeline.ts';
import { type Change, changesFound } from '../../src/engine/timeline/what-if/change.ts';
import { changesOfFinding, orderByGain } from '../../src/engine/timeline/what-if/order-by-gain.ts';
import { predict, type Prediction } from '../../src/engine/timeline/what-if/predict.ts';
import type { StartModel } from '../../src/engine/timeline/what-if/start-model.ts';
import { changesWritten } from '../../src/engine/timeline/what-if/words.ts';

/** What can be tried on one start, and what is. */
export interface WhatIf {
  /** In the order in which to do something about them. */
  readonly findings: readonly Finding[];
  /** Keys of the changes that a finding asks for; none where their effect cannot be told. */
  readonly changesOf: (finding: Finding) => readonly string[];
  /** Keys of all changes that can be ticked. */
  readonly possible: readonly string[];
  /** Keys of those that are. */
  readonly ticked: readonly string[];
  /** Present while any is. */
  readonly prediction?: Prediction;
  readonly model?: StartModel;
}

const keyOf = (change: Change): string => changesWritten([change]);

/** Reads off a start what can be tried on it; the same answer while neither the start nor the ticks change. */
export class WhatIfs {
  #last: { readonly from: readonly unknown[]; readonly answer: WhatIf } | undefined;
  #ordered: { readonly model: StartModel; readonly findings: readonly Finding[] } | undefined;

  of(timeline: Timeline, model: StartModel | undefined, wanted: ReadonlySet<string>): WhatIf {
    const from = [timeline, model, wanted];
    if (this.#last?.from.every((part, index) => part === from[index])) return this.#last.answer;
    const answer = model ? this.#answer(timeline, model, wanted) : { ...nothingToTry, findings: timeline.findings };
    this.#last = { from, answer };
    return answer;
  }

  #answer(timeline: Timeline, model: StartModel, wanted: ReadonlySet<string>): WhatIf {
    const changes = changesFound(model);
    const ticked = changes.filter((change) => wanted.has(keyOf(change)));
    return {
      findings: this.#order(timeline, model),
      changesOf: (finding) => changesOfFinding(finding, changes, model).map(keyOf),
      possible: changes.map(keyOf),
      ticked: ticked.map(keyOf),
      model,
      ...(ticked.length > 0 && { prediction: predict(model, ticked) }),
    };
  }

  #order({ findings }: Timeline, model: StartModel): readonly Finding[] {
    if (this.#ordered?.model !== model) this.#ordered = { model, findings: orderByGain(findings, model) };
    return this.#ordered.findings;
  }
}

/** Of a page without a start. */
export const nothingToTry: WhatIf = { findings: [], changesOf: () => [], possible: [], ticked: [] };
