import * as vscode from 'vscode';
import type { PodRecord } from '../../src/engine/engine.ts';
import type { ExtensionApi } from '../../src/extension/extension-api.ts';

export const extension = (): vscode.Extension<ExtensionApi> => {
  const found = vscode.extensions.getExtension<ExtensionApi>('podfall.podfall');
  if (!found) throw new Error('Podfall is not installed');
  return found;
};

/** The activated extension. */
export const podfall = async (): Promise<ExtensionApi> => extension().activate();

/** Waits until `read` gives something, at most `limitMs`. */
export async function eventually<T>(
  what: string,
  read: () => T | undefined | false | Promise<T | undefined | false>,
  limitMs = 20_000,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = await read();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`not seen in ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A pod of the cluster that is watched, once there is one for which `fits` holds. */
export async function podOnceThere(
  name: string,
  fits: (record: PodRecord) => boolean = () => true,
): Promise<PodRecord> {
  const { session } = await podfall();
  const find = (): PodRecord | undefined =>
    [...(session.cluster?.store.pods() ?? [])].find(
      (record) => !record.deleted && record.pod.name.startsWith(name) && fits(record),
    );
  return eventually(`a pod ${name}`, find, 25_000);
}

export const isReady = ({ pod }: PodRecord): boolean =>
  pod.conditions.some(({ type, status }) => type === 'Ready' && status === 'True');

/** All rows of the tree, as label and description, in their order. */
export async function rows(): Promise<string[]> {
  const { tree } = await podfall();
  const read = (id?: string): string[] =>
    tree.getChildren(id).flatMap((child) => {
      const { label, description } = tree.getTreeItem(child);
      return [
        `${typeof label === 'string' ? label : (label?.label ?? '')} ${typeof description === 'string' ? description : ''}`.trim(),
        ...read(child),
      ];
    });
  return read();
}

export const closeEditors = (): Thenable<unknown> => vscode.commands.executeCommand('workbench.action.closeAllEditors');

/** A picker appears some time after the command began: it is answered until the command is done. */
export async function whileAsked(command: Thenable<unknown>, answer: () => Thenable<unknown>): Promise<void> {
  let done = false;
  const ended = command.then(() => (done = true));
  await eventually('the end of the command', async () => {
    if (!done) await answer();
    return done;
  });
  await ended;
}
