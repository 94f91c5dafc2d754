import { safeLine } from './terminal-text.ts';

/** Where a command writes to, so that tests can listen. */
export interface Console {
  out(text: string): void;
  /**
   * Writes one line. Names and messages of a cluster or a file may be in it as they are: what could steer the terminal
   * is left out here.
   */
  err(line: string): void;
  /** Of the terminal; absent when the output is not one. */
  readonly width?: number;
  readonly color: boolean;
}

/** The process's own streams. A reader that goes away (`podfall timeline | head`) ends the program quietly. */
export function processConsole(): Console {
  const { stdout, stderr, env } = process;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const color = env['NO_COLOR'] === undefined && (stdout.isTTY || env['FORCE_COLOR'] !== undefined);
  return {
    out: (text) => void stdout.write(text),
    err: (line) => void stderr.write(`${safeLine(line.trimEnd())}\n`),
    color,
    ...(stdout.isTTY && { width: stdout.columns }),
  };
}
