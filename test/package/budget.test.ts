import * as fs from 'node:fs';
import * as path from 'node:path';
import { expect, test } from 'vitest';

const budgets = [
  { what: 'the webview', scripts: ['webview.js'], bytes: 250_000 },
  { what: 'the extension', scripts: ['extension.js', 'live.js'], bytes: 1_500_000 },
  { what: 'its half that is loaded on first use', scripts: ['live.js'], bytes: 1_300_000 },
  { what: 'what activation reads', scripts: ['extension.js'], bytes: 250_000 },
];

interface Metafile {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
  >;
}

const metafile = (script: string) =>
  JSON.parse(fs.readFileSync(path.join('.cache', 'meta', `${script}.json`), 'utf8')) as Metafile;
const inputsOf = (script: string) =>
  Object.values(metafile(script).outputs).flatMap((output) => Object.entries(output.inputs));

/** `node_modules/a/b.js` to `a`, the project's own files to their folder. */
const ownerOf = (input: string) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? path.posix.dirname(input);

function largest(scripts: readonly string[]): string {
  const sizes = new Map<string, number>();
  for (const [input, { bytesInOutput }] of scripts.flatMap(inputsOf)) {
    sizes.set(ownerOf(input), (sizes.get(ownerOf(input)) ?? 0) + bytesInOutput);
  }
  const top = [...sizes].sort((a, b) => b[1] - a[1]).slice(0, 5);
  return top.map(([owner, bytes]) => `  ${String(bytes).padStart(8)} ${owner}`).join('\n');
}

test.each(budgets)('$what is at most $bytes bytes', ({ scripts, bytes }) => {
  const size = scripts.reduce((sum, script) => sum + fs.statSync(path.join('dist', script)).size, 0);
  expect(
    size,
    `${scripts.join(' + ')}: ${size} bytes; the five largest packages:\n${largest(scripts)}`,
  ).toBeLessThanOrEqual(bytes);
});

test('activation does not read the Kubernetes client', () => {
  expect(inputsOf('extension.js').filter(([input]) => input.includes('@kubernetes/client-node'))).toEqual([]);
});

test('of the Kubernetes client neither its HTTP nor its ways to log in are shipped', () => {
  const foreign = inputsOf('live.js').flatMap(
    ([input]) =>
      /node_modules\/(?!@kubernetes)(undici|openid-client|ws|isomorphic-ws|jose|jsonpath-plus|js-yaml|rfc4648|form-data)\//.exec(
        input,
      )?.[1] ?? [],
  );
  expect([...new Set(foreign)]).toEqual([]);
  const client = inputsOf('live.js').filter(([input]) => input.includes('@kubernetes/client-node'));
  expect(client.filter(([input]) => !input.includes('/dist/gen/'))).toEqual([]);
  expect(client.length).toBeGreaterThan(0);
});
