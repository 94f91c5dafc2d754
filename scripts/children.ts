import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

export const project = path.join(import.meta.dirname, '..');

/**
 * Runs a program of `node_modules/.bin` or of the system to its end; its output is shown. Resolves with its exit code.
 */
export function run(program: string, args: readonly string[], options: SpawnOptions = {}): Promise<number> {
  const child = spawn(program, args, {
    cwd: project,
    stdio: ['ignore', 'inherit', 'inherit'],
    ...throughShell(),
    ...options,
  });
  return exitCode(child);
}

/** Runs a script of this folder on the Node that runs this one. */
export const runScript = (name: string, args: readonly string[] = [], options: SpawnOptions = {}): Promise<number> =>
  run(process.execPath, [path.join(import.meta.dirname, name), ...args], { shell: false, ...options });

/** Windows starts npm's and VS Code's .cmd files only through a shell. */
export const throughShell = (): SpawnOptions => ({ shell: process.platform === 'win32' });

/** The exit code of a child; 1 when it could not start or was killed. */
export function exitCode(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Asks a child to end and waits until it has; kills it after 5 s. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = exitCode(child);
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(timer);
}

/** A folder that is there and empty. */
export function emptyFolder(folder: string): string {
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}
