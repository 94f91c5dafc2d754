import * as vscode from 'vscode';
import { labelText } from './plain-text.ts';

/* The only place that shows pickers (eslint holds that): their labels are names out of clusters and files. */

interface PickOptions {
  readonly title: string;
  readonly placeHolder?: string;
  /** What is typed is also looked for in the descriptions. */
  readonly matchOnDescription?: boolean;
}

/** Lets the user choose one of `items`, which may take a while to come: the very object that was given, or nothing. */
export async function pick<T extends vscode.QuickPickItem>(
  items: readonly T[] | Promise<readonly T[]>,
  options: PickOptions,
): Promise<T | undefined> {
  const all = Promise.resolve(items).then((some) => some.map(shown));
  const picked = await vscode.window.showQuickPick<Shown<T>>(all, options);
  return picked?.item;
}

interface TypedPick<T> {
  readonly title: string;
  readonly placeholder: string;
  /** What there is to choose while `typed` stands in the box, without spaces around it. */
  readonly itemsFor: (typed: string) => readonly T[];
  /** Until it ends, more items may come. */
  readonly more: Promise<unknown>;
}

/** Lets the user choose one of some items that depend on what is typed, and may become more. */
export async function pickOrType<T extends vscode.QuickPickItem>(what: TypedPick<T>): Promise<T | undefined> {
  const { title, placeholder, itemsFor, more } = what;
  const picker = vscode.window.createQuickPick<Shown<T>>();
  picker.title = title;
  picker.placeholder = placeholder;
  picker.busy = true;
  const show = (): void => void (picker.items = itemsFor(picker.value.trim()).map(shown));
  picker.onDidChangeValue(show);
  show();
  picker.show();
  const accepted = new Promise<T | undefined>((resolve) => {
    picker.onDidAccept(() => resolve(picker.selectedItems[0]?.item));
    picker.onDidHide(() => resolve(undefined));
  });
  void more.then(() => {
    picker.busy = false;
    show();
  });
  const item = await accepted;
  picker.dispose();
  return item;
}

type Shown<T> = vscode.QuickPickItem & { readonly item: T };

function shown<T extends vscode.QuickPickItem>(item: T): Shown<T> {
  const { label, description, detail } = item;
  return {
    ...item,
    item,
    label: labelText(label),
    ...(description !== undefined && { description: labelText(description) }),
    ...(detail !== undefined && { detail: labelText(detail) }),
  };
}
