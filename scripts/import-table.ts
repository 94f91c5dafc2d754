import * as path from 'node:path';
import type { Rule } from 'eslint';

interface Room {
  /** Rooms it may import from. Its own files are always allowed. */
  readonly rooms: readonly string[];
  /** Rooms of which it may import types only; of their seam files also values. */
  readonly types?: readonly string[];
  readonly packages?: readonly string[];
  /** May import node: modules. */
  readonly node?: true;
  /** Same input, same output: no clock, no random, no I/O. */
  readonly pure?: true;
  /** Single files outside of rooms. */
  readonly leaves?: readonly string[];
}

/** Single files that every room may use. */
const leaves = ['src/engine/signal.ts', 'src/engine/disposables.ts'];
const seams = ['src/engine/watch/cluster.ts', 'src/engine/decode/changes.ts', 'src/engine/watch/session.ts'];

/** Which folder may import which, and which packages: the table of src/README.md. */
const rooms: Readonly<Record<string, Room>> = {
  'src/engine/timeline': { rooms: [], pure: true },
  'src/engine/export': { rooms: ['src/engine/timeline'] },
  'src/engine': { rooms: ['src/engine/timeline'], packages: ['@kubernetes/client-node', 'yaml', 'undici'], node: true, leaves },
  'src/shared': { rooms: ['src/engine/timeline'], pure: true },
  'src/demo-server': { rooms: ['src/engine/timeline', 'src/engine'], packages: ['@peculiar/x509', 'reflect-metadata'], node: true, leaves },
  'src/extension/base': { rooms: ['src/engine/timeline'], types: ['src/engine'], packages: ['vscode'], leaves },
  'src/extension/documents': { rooms: ['src/engine/timeline', 'src/extension/base'], types: ['src/engine'], packages: ['vscode', 'yaml'], leaves },
  'src/extension/views': { rooms: ['src/engine/timeline', 'src/extension/base'], types: ['src/engine'], packages: ['vscode'], leaves },
  'src/extension/commands': { rooms: ['src/engine/timeline', 'src/engine/export', 'src/shared', 'src/extension/base', 'src/extension/documents', 'src/extension/views'], types: ['src/engine'], packages: ['vscode'], node: true, leaves },
  'src/extension/panel': { rooms: ['src/engine/timeline', 'src/engine/export', 'src/shared', 'src/extension/base', 'src/extension/documents', 'src/extension/commands'], types: ['src/engine'], packages: ['vscode'], node: true, leaves },
  'src/cli': { rooms: ['src/engine/timeline', 'src/engine', 'src/demo-server', 'src/engine/export'], node: true, leaves },
  webview: { rooms: ['src/engine/timeline', 'src/shared'], packages: ['d3', '@vscode/webview-ui-toolkit'] },
};

export const pureRooms = Object.keys(rooms).filter((name) => rooms[name]?.pure === true);

const roomOf = (file: string) => Object.keys(rooms).find((name) => file.startsWith(`${name}/`));
const packageOf = (from: string) => from.split('/').slice(0, from.startsWith('@') ? 2 : 1).join('/');

/** Whether the file may import that; the reason when not. Files are named from the project's root, with slashes. */
function importProblem(file: string, from: string, typeOnly: boolean): string | undefined {
  const target = from.startsWith('.') ? path.posix.join(path.posix.dirname(file), from) : undefined;
  if (target === 'src/extension/extension.ts') return 'nothing imports src/extension/extension.ts: it only wires the rooms';
  const name = roomOf(file);
  const room = name === undefined ? undefined : rooms[name];
  if (name === undefined || room === undefined) return undefined;
  const allowed = target === undefined ? packageAllowed(room, from) : fileAllowed(name, room, target, typeOnly);
  return allowed ? undefined : `${name}/ may not import ${target ?? `the package ${from}`}${typeOnly ? '' : ' (as a value)'}: see the table in scripts/import-table.ts`;
}

const packageAllowed = (room: Room, from: string) => (from.startsWith('node:') ? room.node === true : (room.packages ?? []).includes(packageOf(from)));

function fileAllowed(name: string, room: Room, target: string, typeOnly: boolean): boolean {
  const targetRoom = roomOf(target);
  if (targetRoom === undefined) return (room.leaves ?? []).includes(target);
  if (targetRoom === name || room.rooms.includes(targetRoom)) return true;
  return (room.types ?? []).includes(targetRoom) && (typeOnly || seams.includes(target));
}

/** The eslint rule that holds the table. */
export function importTable(root: string): Rule.RuleModule {
  return {
    create(context) {
      const file = path.relative(root, context.filename).split(path.sep).join('/');
      const check = (node: Rule.Node) => {
        const { source, importKind, exportKind, type } = node as unknown as ImportLike;
        if (typeof source?.value !== 'string') return;
        const typeOnly = importKind === 'type' || exportKind === 'type' || type === 'TSImportType';
        const message = importProblem(file, source.value, typeOnly);
        if (message !== undefined) context.report({ node, message });
      };
      return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check, TSImportType: check };
    },
  };
}

interface ImportLike {
  readonly type: string;
  readonly source?: { readonly value?: unknown } | null;
  readonly importKind?: 'type' | 'value';
  readonly exportKind?: 'type' | 'value';
}
