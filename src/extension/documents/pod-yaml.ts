import {
  Document,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Node,
} from 'yaml';
import type { YamlPath } from '../../engine/engine.ts';
import { isRecord } from '../../engine/engine.ts';

/** Lines of a YAML text, from 0; both ends included. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** An API object as YAML, with where each path of it is. */
export interface ObjectYaml {
  readonly text: string;
  /** The lines of the field or list entry at this path, or of the nearest parent that exists. */
  linesOf(path: YamlPath): LineRange;
}

/**
 * Writes an object as kubectl does: apiVersion, kind and metadata first, long strings unfolded. `managedFields` are
 * noise unless asked for.
 */
export function writeObject(object: unknown, options: { readonly managedFields: boolean }): ObjectYaml {
  const text = new Document(options.managedFields ? object : withoutManagedFields(object), {
    aliasDuplicateObjects: false,
  }).toString({ lineWidth: 0, indentSeq: false });
  return locate(text);
}

/** Finds paths in a YAML text that is there already. */
export function locate(text: string): ObjectYaml {
  const lines = new LineCounter();
  const root = parseDocument(text, { lineCounter: lines }).contents;
  const lineAt = (offset: number): number => lines.linePos(offset).line - 1;
  return { text, linesOf: (path) => rangeOf(root, path, text, lineAt) };
}

function withoutManagedFields(object: unknown): unknown {
  if (!isRecord(object) || !isRecord(object['metadata'])) return object;
  const metadata = Object.fromEntries(Object.entries(object['metadata']).filter(([key]) => key !== 'managedFields'));
  return { ...object, metadata };
}

interface Found {
  readonly start: number;
  readonly end: number;
}

function rangeOf(root: Node | null, path: YamlPath, text: string, lineAt: (offset: number) => number): LineRange {
  let node: Node | null = root;
  let found: Found | undefined;
  for (const step of path) {
    const next = stepInto(node, step);
    if (!next) break;
    found = next.found;
    node = next.node;
  }
  if (!found) return { first: 0, last: 0 };
  const end = found.start + text.slice(found.start, found.end).trimEnd().length;
  return { first: lineAt(found.start), last: Math.max(lineAt(found.start), lineAt(Math.max(end - 1, found.start))) };
}

/** One step down. A list entry can be named by its index, or by the `name` or `type` of the map in it. */
function stepInto(node: Node | null, step: string | number): { node: Node | null; found: Found } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    if (!pair || !isNode(pair.key)) return undefined;
    const value = isNode(pair.value) ? pair.value : null;
    return { node: value, found: { start: pair.key.range?.[0] ?? 0, end: endOf(value) ?? pair.key.range?.[1] ?? 0 } };
  }
  if (!isSeq(node)) return undefined;
  const item =
    typeof step === 'number'
      ? node.items[step]
      : node.items.find((entry) => isMap(entry) && (entry.get('name') === step || entry.get('type') === step));
  if (!isNode(item)) return undefined;
  return { node: item, found: { start: item.range?.[0] ?? 0, end: endOf(item) ?? 0 } };
}

/** Where the node's own text ends: a collection's range runs on to the next key. */
function endOf(node: Node | null): number | undefined {
  if (!isCollection(node)) return node?.range?.[1];
  return endOf(lastInside(node.items.at(-1))) ?? node.range?.[1];
}

/** Of a pair its value; of one without a value its key. */
function lastInside(item: unknown): Node | null {
  const parts = isPair(item) ? [item.value, item.key] : [item];
  return parts.find((part) => isNode(part)) ?? null;
}
