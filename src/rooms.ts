/*
 * The rooms of the house, from the ground up: the architecture. eslint holds it (scripts/import-table.ts), test/package
 * tries each arrow. A room's `knows` names only rooms above it in this list, so that no two rooms know each other.
 */

export interface Room {
  /** Rooms whose files it may import. Its own files, and those of `ground`, it may always. */
  readonly knows: readonly string[];
  /** May import the engine's front door, and nothing of the engine past it. */
  readonly door?: true;
  readonly packages?: readonly string[];
  /** May import node: modules. */
  readonly node?: true;
  /** Same input, same output: no clock, no chance, no I/O. Such rooms run in the page as well. */
  readonly pure?: true;
}

/** The engine's front door: all that is outside of the engine names the engine by it. */
export const door = 'src/engine/engine.ts';

/** Single files of the engine that each of its rooms may use. */
export const ground: readonly string[] = ['src/engine/signal.ts', 'src/engine/disposables.ts', 'src/engine/errors.ts'];

/** Files that wire rooms together; nothing imports them. */
export const wiring: readonly string[] = ['src/extension/extension.ts', 'src/cli/main.ts', 'webview/main.ts'];

const T = 'src/engine/timeline';
const E = 'src/engine';
const X = 'src/extension';

export const rooms: Readonly<Record<string, Room>> = {
  // Why a pod took so long
  [`${T}/model`]: { knows: [], pure: true },
  [`${E}/decode`]: { knows: [`${T}/model`] },
  [`${T}/instants`]: { knows: [`${T}/model`], pure: true },
  [`${T}/reading`]: { knows: [`${T}/model`, `${T}/instants`], pure: true },
  [`${T}/phases`]: { knows: [`${T}/model`, `${T}/instants`, `${T}/reading`], pure: true },
  [`${T}/findings`]: { knows: [`${T}/model`, `${T}/instants`, `${T}/reading`, `${T}/phases`], pure: true },
  [T]: { knows: [`${T}/model`, `${T}/instants`, `${T}/reading`, `${T}/phases`, `${T}/findings`], pure: true },
  [`${T}/what-if`]: { knows: [`${T}/model`, `${T}/instants`, `${T}/reading`], pure: true },
  [`${T}/many`]: { knows: [`${T}/model`], pure: true },
  // From a kubeconfig to a timeline
  [`${E}/store`]: { knows: [`${T}/model`, `${E}/decode`, `${T}/instants`, `${T}/reading`, T] },
  [`${E}/access`]: { knows: [`${T}/model`, `${E}/decode`], packages: ['@kubernetes/client-node', 'yaml'], node: true },
  [`${E}/watch`]: { knows: [`${T}/model`, `${E}/decode`, `${T}/instants`, `${E}/store`, `${E}/access`] },
  [`${E}/recording`]: { knows: [`${T}/model`, `${E}/decode`, `${E}/store`, `${E}/access`, `${E}/watch`], node: true },
  [`${E}/export`]: { knows: [`${T}/model`, `${T}/instants`, `${T}/what-if`, `${T}/many`] },
  [E]: {
    knows: [
      `${T}/model`,
      `${E}/decode`,
      T,
      `${T}/what-if`,
      `${T}/many`,
      `${E}/store`,
      `${E}/access`,
      `${E}/watch`,
      `${E}/recording`,
      `${E}/export`,
    ],
  },
  // Those who call the engine
  'src/demo-server': { knows: [], door: true, packages: ['@peculiar/x509', 'reflect-metadata'], node: true },
  'src/shared': { knows: [`${T}/model`, `${T}/what-if`, `${T}/many`], pure: true },
  'src/cli': { knows: ['src/demo-server'], door: true, node: true },
  [`${X}/base`]: { knows: [], door: true, packages: ['vscode'] },
  [`${X}/documents`]: { knows: ['src/shared', `${X}/base`], door: true, packages: ['vscode', 'yaml'] },
  [`${X}/views`]: { knows: [`${X}/base`], door: true, packages: ['vscode'] },
  [`${X}/commands`]: {
    knows: ['src/shared', `${X}/base`, `${X}/documents`, `${X}/views`],
    door: true,
    packages: ['vscode'],
    node: true,
  },
  [`${X}/panel`]: { knows: ['src/shared', `${X}/base`], door: true, packages: ['vscode'], node: true },
  [X]: {
    knows: ['src/demo-server', `${X}/base`, `${X}/documents`, `${X}/views`, `${X}/commands`, `${X}/panel`],
    door: true,
    packages: ['vscode'],
    node: true,
  },
  // The page: it runs without Node, so it takes of the engine what is pure
  'webview/parts': { knows: [`${T}/model`, `${T}/many`, 'src/shared'], packages: ['d3', '@vscode/webview-ui-toolkit'] },
  'webview/chart': {
    knows: [`${T}/model`, `${T}/what-if`, `${T}/many`, 'src/shared', 'webview/parts'],
    packages: ['d3'],
  },
  'webview/export': { knows: ['src/shared', 'webview/parts'], packages: ['d3'] },
  'webview/many': {
    knows: [`${T}/model`, `${T}/what-if`, `${T}/many`, 'src/shared', 'webview/parts', 'webview/chart'],
    packages: ['d3'],
  },
  'webview/page': {
    knows: [`${T}/model`, `${T}/what-if`, `${T}/many`, 'src/shared', 'webview/parts', 'webview/chart'],
    packages: ['d3'],
  },
  webview: { knows: ['src/shared', 'webview/parts', 'webview/export', 'webview/many', 'webview/page'] },
};

/**
 * The room that a file is in: the innermost folder that is one. Files are named from the project's root, with slashes.
 */
export function roomOf(file: string): string | undefined {
  const inside = Object.keys(rooms).filter((name) => file.startsWith(`${name}/`));
  return inside.sort((a, b) => b.length - a.length)[0];
}
