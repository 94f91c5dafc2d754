// Builds what is shipped: the extension, its heavy half (loaded on first use), the webview and the command line.
import * as esbuild from 'esbuild';

const watch = process.argv.includes('--watch');
const common = { bundle: true, minify: !watch, sourcemap: watch ? 'linked' : false, metafile: true, legalComments: 'none', logLevel: 'warning' };
const node = { ...common, platform: 'node', format: 'cjs', target: 'node22', mainFields: ['module', 'main'] };

/** Keeps `import('./live.ts')` a file of its own, so that activation does not read the Kubernetes client. */
const liveApart = {
  name: 'live-apart',
  setup: (build) => build.onResolve({ filter: /\/live\.ts$/ }, (args) => (args.kind === 'dynamic-import' ? { path: './live.js', external: true } : undefined)),
};

export const bundles = [
  { ...node, entryPoints: { extension: 'src/extension.ts' }, outdir: 'dist', external: ['vscode'], plugins: [liveApart] },
  { ...node, entryPoints: { live: 'src/live.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { cli: 'src/cli/main.ts' }, outdir: 'dist', banner: { js: '#!/usr/bin/env node' } },
  { ...common, entryPoints: { webview: 'webview/main.ts' }, outdir: 'dist', platform: 'browser', format: 'iife', target: 'chrome138' },
];

if (import.meta.main ?? process.argv[1] === import.meta.filename) {
  if (watch) for (const bundle of bundles) await (await esbuild.context(bundle)).watch();
  else await Promise.all(bundles.map((bundle) => esbuild.build(bundle)));
}
