import type { RunFacts } from '../../model/facts.ts';
import { type Text, text } from '../../model/text.ts';

/** Reasons of runs that never ran: the runtime could not start the container's process (containerd, cri-dockerd). */
export const isStartError = (run: RunFacts | undefined): boolean =>
  run?.reason === 'StartError' || run?.reason === 'ContainerCannotRun';

/** runc and crun on a command that the image does not have, or that is no program. */
export const isWrongCommand = (error: string): boolean =>
  /executable file|exec: "|exec format error|starting container process|no such file or directory|permission denied/i.test(
    error,
  );

export const commandAdvice = (): Text =>
  text(
    'Compare command and args with what the image has: the program has to be there, under that path, and executable.',
  );
