import { makesPods, type NamedPod } from './named-pod.ts';

/** Reads only what is at the margin and under `metadata:`; templates that are no YAML yet can be read so as well. */
export function readManifests(text: string, cursorLine: number): NamedPod | undefined {
  const parts: { readonly first: number; readonly lines: string[] }[] = [{ first: 0, lines: [] }];
  text.split(/\r?\n/).forEach((line, index) => {
    if (/^---(\s|$)/.test(line)) parts.push({ first: index, lines: [] });
    else parts.at(-1)?.lines.push(line);
  });
  const atCursor = parts.findLast(({ first }) => first <= cursorLine);
  return (
    readManifest(atCursor?.lines ?? []) ??
    parts.map(({ lines }) => readManifest(lines)).find((found) => found !== undefined)
  );
}

function readManifest(lines: readonly string[]): NamedPod | undefined {
  const kind = valueOf(lines, 'kind:');
  const start = lines.findIndex((line) => /^metadata:\s*(#.*)?$/.test(line));
  const metadata = start === -1 ? [] : takeWhile(lines.slice(start + 1), (line) => /^(\s|#|$)/.test(line));
  const indent = /^\s+/.exec(metadata.find((line) => /^\s+[^\s#]/.test(line)) ?? '')?.[0] ?? '';
  const name = valueOf(metadata, `${indent}name:`);
  const namespace = valueOf(metadata, `${indent}namespace:`);
  if (kind === undefined || name === undefined || !makesPods(kind)) return undefined;
  return { name, ...(namespace !== undefined && { namespace }), ...(kind !== 'Pod' && { workloadKind: kind }) };
}

/** The scalar behind the first `key:`, without quotes and comment. */
function valueOf(lines: readonly string[], key: string): string | undefined {
  for (const line of lines) {
    if (!line.startsWith(key)) continue;
    const rest = line.slice(key.length);
    const value = rest
      .slice(0, /\s#/.exec(rest)?.index)
      .trim()
      .replace(/^(['"])(.*)\1$/, '$2')
      .trim();
    if (value !== '') return value;
  }
  return undefined;
}

function takeWhile<T>(list: readonly T[], keep: (item: T) => boolean): readonly T[] {
  const end = list.findIndex((item) => !keep(item));
  return end === -1 ? list : list.slice(0, end);
}
