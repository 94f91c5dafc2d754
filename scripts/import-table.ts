import * as path from 'node:path';
import type { Rule } from 'eslint';
import { door, ground, roomOf, rooms, wiring, type Room } from '../src/rooms.ts';

export const pureRooms = Object.keys(rooms).filter((name) => rooms[name]?.pure === true);

const packageOf = (from: string): string =>
  from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');

/** Whether the file may import that; the reason when not. Files are named from the project's root, with slashes. */
export function importProblem(file: string, from: string): string | undefined {
  const target = from.startsWith('.') ? path.posix.join(path.posix.dirname(file), from) : undefined;
  if (target !== undefined && wiring.includes(target)) return `nothing imports ${target}: it only wires the rooms`;
  const name = roomOf(file);
  const room = name === undefined ? undefined : rooms[name];
  if (name === undefined || room === undefined) return outsideProblem(file, target);
  const allowed = target === undefined ? packageAllowed(room, from) : fileAllowed(name, room, target);
  return allowed ? undefined : `${name}/ may not import ${target ?? `the package ${from}`}: see src/rooms.ts`;
}

/** Folders outside of the rooms that use the engine as any caller does. Tests of the engine itself may look into it. */
const callers = [
  'scripts/',
  'test/host/',
  'test/e2e/',
  'test/unit/extension/',
  'test/unit/demo-server/',
  'test/unit/cli/',
];

function outsideProblem(file: string, target: string | undefined): string | undefined {
  const past =
    target?.startsWith('src/engine/') === true && target !== door && callers.some((folder) => file.startsWith(folder));
  return past ? `${file} may not import ${target}: outside of the engine only ${door} is imported` : undefined;
}

const packageAllowed = (room: Room, from: string): boolean =>
  from.startsWith('node:') ? room.node === true : (room.packages ?? []).includes(packageOf(from));

function fileAllowed(name: string, room: Room, target: string): boolean {
  if (target === door) return room.door === true;
  if (ground.includes(target) && name.startsWith('src/engine')) return true;
  const targetRoom = roomOf(target);
  return targetRoom !== undefined && (targetRoom === name || room.knows.includes(targetRoom));
}

/** The eslint rule that holds the table of src/rooms.ts. */
export function importTable(root: string): Rule.RuleModule {
  return {
    create(context) {
      const file = path.relative(root, context.filename).split(path.sep).join('/');
      const check = (node: Rule.Node): void => {
        const { source } = node as unknown as ImportLike;
        if (typeof source?.value !== 'string') return;
        const message = importProblem(file, source.value);
        if (message !== undefined) context.report({ node, message });
      };
      return {
        ImportDeclaration: check,
        ExportNamedDeclaration: check,
        ExportAllDeclaration: check,
        ImportExpression: check,
        TSImportType: check,
      };
    },
  };
}

interface ImportLike {
  readonly source?: { readonly value?: unknown } | null;
}
