// npm run package: builds, and packs podfall-<version>.vsix.
import { createVSIX } from '@vscode/vsce';
import { project, run } from './children.ts';
import { writeThirdPartyLicenses } from './third-party.ts';
import { vsixFile } from './vsix.ts';

if ((await run(process.execPath, ['esbuild.mjs'], { shell: false })) !== 0) {
  throw new Error('The build failed: see above.');
}
writeThirdPartyLicenses();
await createVSIX({ cwd: project, packagePath: vsixFile(), dependencies: false });
console.log(`packed ${vsixFile()}`);
