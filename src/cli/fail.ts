import { ClusterError, RecordingError, english, formatText, type Text } from '../engine/engine.ts';
import { UsageError } from './usage.ts';

/** A failure in words: the fact, and the next step. */
export class CliError extends Error {
  constructor(fact: string, nextStep: string, options?: ErrorOptions) {
    super(`${fact} ${nextStep}`, options);
    this.name = 'CliError';
  }
}

/** Texts one after another, each with its stop. */
export const sentences = (...texts: readonly Text[]): string =>
  texts.map((text) => withStop(formatText(text, english))).join(' ');
const withStop = (sentence: string): string => (/[.?!)]$/.test(sentence) ? sentence : `${sentence}.`);

/**
 * What to tell about an error, and the exit code: 2 for a wrong command line, 1 for everything else. Never a stack
 * trace.
 */
export function explain(error: unknown): { readonly message: string; readonly exitCode: 1 | 2 } {
  if (error instanceof UsageError) {
    return { message: `${withStop(error.message)} "podfall --help" shows how it is used.`, exitCode: 2 };
  }
  if (error instanceof ClusterError) {
    return { message: sentences(error.problem.fact, error.problem.nextStep), exitCode: 1 };
  }
  if (error instanceof RecordingError) return { message: sentences(error.fact, error.nextStep), exitCode: 1 };
  if (error instanceof CliError) return { message: error.message, exitCode: 1 };
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return {
      message: 'The port is taken by another program. Choose another one with --port, or leave it out.',
      exitCode: 1,
    };
  }
  if (code === 'EACCES') {
    return { message: 'The port needs more rights. Choose one above 1023 with --port, or leave it out.', exitCode: 1 };
  }
  return {
    message: `Something went wrong inside Podfall: ${error instanceof Error ? error.message : String(error)}. Please report it.`,
    exitCode: 1,
  };
}
