import { english } from '../timeline/model/duration.ts';
import { formatText, type Text } from '../timeline/model/text.ts';

/**
 * Something that went wrong, in words for the user: the fact, and what to do next. The words name no command or setting
 * of an editor: who shows them adds, by the code, where that is done.
 */
export interface Problem {
  readonly code:
    | 'no-kubeconfig'
    | 'broken-kubeconfig'
    | 'unknown-context'
    | 'no-cluster'
    | 'unreachable'
    | 'proxy'
    | 'tls'
    | 'unauthorized'
    | 'forbidden'
    | 'credential-plugin'
    | 'server-error'
    | 'bad-answer'
    | 'unreadable'
    | 'delayed';
  readonly fact: Text;
  readonly nextStep: Text;
}

/** An error with words for the user. */
export class ClusterError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(formatText(problem.fact, english), options);
    this.name = 'ClusterError';
    this.problem = problem;
  }
}

/**
 * The problem that an error carries. By its name, since the extension and its heavy half are bundled apart: each has a
 * `ClusterError` of its own.
 */
export const problemIn = (error: unknown): Problem | undefined =>
  error instanceof Error && error.name === 'ClusterError' && 'problem' in error
    ? (error.problem as Problem)
    : undefined;
