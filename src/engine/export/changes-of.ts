import { type Change, changesFound } from '../timeline/what-if/change.ts';
import type { StartModel } from '../timeline/what-if/start-model.ts';
import type { WriteOptions } from './exporter.ts';

/** The changes to tell of for this pod: those that were asked for, or all that its findings ask for. */
export const changesOf = (uid: string, model: StartModel, asked: WriteOptions['changes']): readonly Change[] =>
  asked ? (asked.get(uid) ?? []) : changesFound(model);
