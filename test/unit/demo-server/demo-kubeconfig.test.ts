import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeAbandoned } from '../../../src/demo-server/demo-kubeconfig.ts';

let place = '';
beforeEach(() => void (place = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-place-'))));
afterEach(() => fs.rmSync(place, { recursive: true }));

async function leftOf(...names: readonly string[]): Promise<string[]> {
  for (const name of names) fs.mkdirSync(path.join(place, name));
  await removeAbandoned(place);
  return fs.readdirSync(place).sort();
}

/** A number that no process has: that of one which has just ended. */
const endedPid = (): number => spawnSync(process.execPath, ['--version']).pid;

test('the folder of a demo cluster whose process was killed is removed', async () =>
  expect(await leftOf(`podfall-demo-${endedPid()}-a1B2c3`)).toEqual([]));

test('that of a process that runs stays', async () => {
  const own = `podfall-demo-${process.pid}-a1B2c3`;
  expect(await leftOf(own)).toEqual([own]);
});

test("what has another name is nobody's business", async () => {
  const others = [`other-${endedPid()}-a1B2c3`, 'podfall-demo-a1B2c3'];
  expect(await leftOf(...others)).toEqual(others);
});

test("a link is nobody's folder, and what it leads to stays", async () => {
  const target = path.join(place, 'mine');
  fs.mkdirSync(target);
  const link = `podfall-demo-${endedPid()}-a1B2c3`;
  fs.symlinkSync(target, path.join(place, link), 'junction');
  expect(await leftOf()).toEqual(['mine', link].sort());
});

test('what cannot be tidied up is no error', async () => {
  const missing = path.join(place, 'gone');
  await expect(removeAbandoned(missing)).resolves.toBeUndefined();
});

// Root may remove anything.
test.skipIf(process.getuid?.() === 0)('nor is a folder that cannot be removed', async () => {
  fs.mkdirSync(path.join(place, `podfall-demo-${endedPid()}-a1B2c3`));
  fs.chmodSync(place, 0o500);
  await expect(removeAbandoned(place)).resolves.toBeUndefined();
  fs.chmodSync(place, 0o700);
});
