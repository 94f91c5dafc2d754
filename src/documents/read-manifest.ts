import { makesPods, type NamedPod } from './named-pod.ts';

/** Reads only what is at the margin and under `metadata:`; templates that are no YAML yet can be read so as well. */
export function readManifests(text: string, cursorLine: number): NamedPod | undefined {
  const parts: { readonly first: number; readonly lines: string[] }[] = [{ first: 0, lines: [] }];
  text.split(/\r?\n/).forEach((line, index) => {
    if (/^---(\s|$)/.test(line)) parts.push({ first: index, lines: [] });
    else parts.at(-1)?.lines.push(line);
  });
  const atCursor = parts.findLast(({ first }) => first <= cursorLine);
  return readManifest(atCursor?.lines ?? []) ?? parts.map(({ lines }) => readManifest(lines)).find((found) => found !== undefined);
}

function readManifest(lines: readonly string[]): NamedPod | undefined {
  const kind = valueOf(lines, /^kind:\s*(.+)$/);
  const start = lines.findIndex((line) => /^metadata:\s*(#.*)?$/.test(line));
  const metadata = start === -1 ? [] : takeWhile(lines.slice(start + 1), (line) => /^(\s|#|$)/.test(line));
  const indent = /^\s+/.exec(metadata.find((line) => /^\s+[^\s#]/.test(line)) ?? '')?.[0] ?? '';
  const name = valueOf(metadata, new RegExp(`^${indent}name:\\s*(.+)$`));
  const namespace = valueOf(metadata, new RegExp(`^${indent}namespace:\\s*(.+)$`));
  if (kind === undefined || name === undefined || !makesPods(kind)) return undefined;
  return { name, ...(namespace !== undefined && { namespace }), ...(kind !== 'Pod' && { workloadKind: kind }) };
}

function valueOf(lines: readonly string[], pattern: RegExp): string | undefined {
  for (const line of lines) {
    const value = pattern.exec(line)?.[1];
    if (value !== undefined) return value.replace(/\s+#.*$/, '').replace(/^(['"])(.*)\1\s*$/, '$2').trim();
  }
  return undefined;
}

function takeWhile<T>(list: readonly T[], keep: (item: T) => boolean): readonly T[] {
  const end = list.findIndex((item) => !keep(item));
  return end === -1 ? list : list.slice(0, end);
}
