// npm run package: builds, and packs podfall-<version>.vsix.
import { createVSIX } from '@vscode/vsce';
import { project } from './children.ts';
import { vsixFile } from './vsix.ts';

await createVSIX({ cwd: project, packagePath: vsixFile(), dependencies: false });
console.log(`packed ${vsixFile()}`);
