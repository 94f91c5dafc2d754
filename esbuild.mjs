// Builds what is shipped: the extension, its heavy half (loaded on first use), the webview and the command line.
import * as esbuild from 'esbuild';
import * as fs from 'node:fs';

const watch = process.argv.includes('--watch');
const common = {
  bundle: true,
  minify: !watch,
  sourcemap: watch ? 'linked' : false,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
  outdir: 'dist',
};
const node = { ...common, platform: 'node', format: 'cjs', target: 'node22', mainFields: ['module', 'main'] };

/** Keeps `import('./live.ts')` a file of its own, so that activation does not read the Kubernetes client. */
const liveApart = {
  name: 'live-apart',
  setup: (build) =>
    build.onResolve({ filter: /\/live\.ts$/ }, (args) =>
      args.kind === 'dynamic-import' ? { path: './live.js', external: true } : undefined,
    ),
};

/** The Kubernetes client's own HTTP (with undici, 0.7 MB) is never used: its calls go over our connection. */
const noHttpOfTheClient = {
  name: 'no-http-of-the-client',
  setup: (build) =>
    build.onLoad({ filter: /@kubernetes[\\/]client-node[\\/]dist[\\/]gen[\\/]http[\\/]isomorphic-fetch\.js$/ }, () => ({
      contents: 'export class IsomorphicFetchHttpLibrary { send() { throw new Error("not shipped"); } }',
    })),
};

/** Says when a build begins and ends, for the task of .vscode/tasks.json. */
const progress = {
  name: 'progress',
  setup: (build) => {
    build.onStart(() => console.log('building'));
    build.onEnd(() => console.log('watching'));
  },
};

const bundles = [
  { ...node, entryPoints: { extension: 'src/extension/extension.ts' }, external: ['vscode'], plugins: [liveApart] },
  { ...node, entryPoints: { live: 'src/extension/live.ts' }, plugins: [noHttpOfTheClient] },
  { ...node, entryPoints: { cli: 'src/cli/main.ts' }, banner: { js: '#!/usr/bin/env node' } },
  { ...common, entryPoints: { webview: 'webview/main.ts' }, platform: 'browser', format: 'iife', target: 'chrome138' },
];

if (watch) {
  await Promise.all(
    bundles.map(async (bundle) =>
      (await esbuild.context({ ...bundle, plugins: [...(bundle.plugins ?? []), progress] })).watch(),
    ),
  );
} else {
  await build();
}

/** What went into each bundle is kept for the budget test, outside of what is packed. */
async function build() {
  fs.rmSync('dist', { recursive: true, force: true });
  fs.mkdirSync('.cache/meta', { recursive: true });
  for (const { metafile } of await Promise.all(bundles.map((bundle) => esbuild.build(bundle)))) {
    const [script] = Object.keys(metafile.outputs).filter((file) => file.endsWith('.js'));
    fs.writeFileSync(`.cache/meta/${script.replace('dist/', '')}.json`, JSON.stringify(metafile));
  }
}
