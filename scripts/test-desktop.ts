// npm run test:desktop: the suite of test/host in a downloaded desktop VS Code. VSCODE_VERSION=1.106.0 (default:
// stable) names which.
import { runTests } from '@vscode/test-electron';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { project, run } from './children.ts';
import { startDemoCluster } from './demo-cluster.ts';
import { buildHostSuite, hostSuiteEntry } from './host-suite.ts';
import { readHostResults } from './results.ts';

// short: VS Code's socket in it may have 103 characters on macOS
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pf-'));
const results = path.join(folder, 'results.json');
let code = 1;
try {
  code = await suite();
} finally {
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
process.exit(code);

async function suite(): Promise<number> {
  if ((await run(process.execPath, ['esbuild.mjs'], { shell: false })) !== 0) {
    throw new Error('The build failed: see above.');
  }
  await buildHostSuite();
  const workspace = path.join(folder, 'workspace');
  fs.mkdirSync(workspace);
  const demo = await startDemoCluster(folder);
  const exit = await runTests({
    version: process.env['VSCODE_VERSION'] ?? 'stable',
    extensionDevelopmentPath: project,
    extensionTestsPath: hostSuiteEntry,
    extensionTestsEnv: { E2E_RESULTS: results, KUBECONFIG: demo.kubeconfig },
    launchArgs: [
      workspace,
      '--disable-extensions',
      '--disable-workspace-trust',
      '--user-data-dir',
      path.join(folder, 'data'),
    ],
  }).catch((error: unknown) => {
    console.error(error);
    return 1;
  });
  await demo.stop();
  const { passed, failed, ended } = readHostResults(results);
  console.log(`${passed} passed, ${failed} failed`);
  return exit === 0 && ended && failed === 0 && passed > 0 ? 0 : 1;
}
