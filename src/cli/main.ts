import { parseCommand } from './args.ts';
import type { Command } from './args.ts';
import { processConsole } from './console.ts';
import type { Console } from './console.ts';
import { demo } from './demo.ts';
import { explain } from './fail.ts';
import { packageVersion } from './package-root.ts';
import { record } from './record.ts';
import { timeline } from './timeline.ts';
import { usage } from './usage.ts';

const INTERRUPTIONS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ends at once, as without a handler, but so that a credential plugin that runs is ended as well. */
const end = (signal: NodeJS.Signals): void => process.exit(signal === 'SIGINT' ? 130 : 143);

/** Aborted by Ctrl-C; a second one ends the program at once. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) end(signal);
    controller.abort();
  };
  for (const signal of INTERRUPTIONS) process.on(signal, stop);
  return controller.signal;
}

async function run(command: Command, console: Console): Promise<void> {
  switch (command.command) {
    case 'help':
      return console.out(usage[command.topic]);
    case 'version':
      return console.out(`${packageVersion()}\n`);
    case 'timeline':
      for (const signal of INTERRUPTIONS) process.on(signal, end);
      return timeline(command, console);
    case 'demo':
      return demo(command, console, interruption());
    case 'record':
      return record(command, console, interruption());
  }
}

async function main(): Promise<void> {
  const console = processConsole();
  try {
    await run(parseCommand(process.argv.slice(2)), console);
  } catch (error) {
    const { message, exitCode } = explain(error);
    console.err(`podfall: ${message}`);
    process.exitCode = exitCode;
  }
}

void main();
