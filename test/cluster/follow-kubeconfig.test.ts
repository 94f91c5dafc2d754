import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { followKubeconfig, type KubeconfigRead } from '../../src/cluster/follow-kubeconfig.ts';
import { until } from './live-rig.ts';

const config = (current: string): string => JSON.stringify({ 'current-context': current, contexts: [{ name: current, context: { cluster: 'c', user: 'u' } }], clusters: [{ name: 'c', cluster: { server: 'https://c' } }], users: [] });

function follow(write: (file: string) => void): { readonly file: string; readonly told: string[] } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-follow-'));
  const file = path.join(folder, 'config');
  write(file);
  const told: string[] = [];
  const words = (read: KubeconfigRead): string => ('config' in read ? (read.config.currentContext ?? 'none') : read.problem.code);
  const following = followKubeconfig({ kind: 'files', paths: [file] }, (read) => told.push(words(read)), { lookMs: 50, faultMs: 400 });
  onTestFinished(() => {
    following.dispose();
    fs.rmSync(folder, { recursive: true });
  });
  return { file, told };
}

const tells = (told: readonly string[], wanted: readonly string[]): Promise<void> => until(() => (told.join() === wanted.join() ? '' : told.join()), 3000);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('a change of context is told within a second with the usual timing', async () => {
  const { file, told } = follow((name) => fs.writeFileSync(name, config('one')));
  await tells(told, ['one']);
  const began = Date.now();
  fs.writeFileSync(file, config('two'));
  await tells(told, ['one', 'two']);
  expect(Date.now() - began).toBeLessThan(1000);
});

test('a file that is replaced atomically is followed', async () => {
  const { file, told } = follow((name) => fs.writeFileSync(name, config('one')));
  await tells(told, ['one']);
  fs.writeFileSync(`${file}.new`, config('two'));
  fs.renameSync(`${file}.new`, file);
  await tells(told, ['one', 'two']);
  fs.writeFileSync(file, config('three'));
  await tells(told, ['one', 'two', 'three']);
});

test('a file that is missing for a moment is no fault', async () => {
  const { file, told } = follow((name) => fs.writeFileSync(name, config('one')));
  await tells(told, ['one']);
  fs.rmSync(file);
  await pause(200);
  fs.writeFileSync(file, config('two'));
  await tells(told, ['one', 'two']);
  await pause(500);
  expect(told).toEqual(['one', 'two']);
});

test('a fault that lasts is told, and so is its end', async () => {
  const { file, told } = follow((name) => fs.writeFileSync(name, config('one')));
  await tells(told, ['one']);
  fs.writeFileSync(file, 'contexts: [');
  await tells(told, ['one', 'broken-kubeconfig']);
  fs.writeFileSync(file, config('one'));
  await tells(told, ['one', 'broken-kubeconfig', 'one']);
});

test('a kubeconfig that appears later is found', async () => {
  const { file, told } = follow(() => undefined);
  await tells(told, ['no-kubeconfig']);
  fs.writeFileSync(file, config('one'));
  await tells(told, ['no-kubeconfig', 'one']);
});

test('the same words written again are no news', async () => {
  const { file, told } = follow((name) => fs.writeFileSync(name, config('one')));
  await tells(told, ['one']);
  fs.writeFileSync(file, config('one'));
  await pause(300);
  expect(told).toEqual(['one']);
});
