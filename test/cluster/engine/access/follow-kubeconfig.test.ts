import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  followKubeconfig,
  type FollowTiming,
  type KubeconfigRead,
} from '../../../../src/engine/access/follow-kubeconfig.ts';
import { until } from '../watch/live-rig.ts';

const config = (current: string): string =>
  JSON.stringify({
    'current-context': current,
    contexts: [{ name: current, context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server: 'https://c' } }],
    users: [],
  });

/** Longer than any test: what is told without it was not told by it. */
const NEVER = 3_600_000;

/** By the system's events alone. */
const EVENTS = { lookMs: NEVER, faultMs: NEVER };

interface Followed {
  readonly folder: string;
  readonly file: string;
  readonly told: string[];
}

function follow(
  write: (file: string, folder: string) => void,
  timing: Partial<FollowTiming>,
  name = 'config',
): Followed {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-follow-'));
  const file = path.join(folder, name);
  write(file, folder);
  const told: string[] = [];
  const words = (read: KubeconfigRead): string =>
    'config' in read ? (read.config.currentContext ?? 'none') : read.problem.code;
  const following = followKubeconfig({ kind: 'files', paths: [file] }, (read) => told.push(words(read)), timing);
  onTestFinished(() => {
    following.dispose();
    fs.rmSync(folder, { recursive: true });
  });
  return { folder, file, told };
}

const tells = (told: readonly string[], wanted: readonly string[]): Promise<void> =>
  until(() => (told.join() === wanted.join() ? '' : `told: ${told.join()}`));

const tellsLast = (told: readonly string[], wanted: string): Promise<void> =>
  until(() => (told.at(-1) === wanted ? '' : `told: ${told.join()}`));

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('a change is told by the system, not found by looking', async () => {
  const { file, told } = follow((name) => fs.writeFileSync(name, config('one')), EVENTS);
  await tells(told, ['one']);
  fs.writeFileSync(file, config('two'));
  await tells(told, ['one', 'two']);
});

test('a file that is replaced atomically is followed, again and again', async () => {
  const { file, told } = follow((name) => fs.writeFileSync(name, config('one')), EVENTS);
  await tells(told, ['one']);
  for (const next of ['two', 'three', 'four']) {
    fs.writeFileSync(`${file}.new`, config(next));
    fs.renameSync(`${file}.new`, file);
    await tellsLast(told, next);
  }
  expect(told).toEqual(['one', 'two', 'three', 'four']);
});

test('a change of the file that a link leads to is told by the system', async () => {
  const { folder, told } = follow((name, root) => {
    fs.mkdirSync(path.join(root, 'dotfiles'));
    fs.writeFileSync(path.join(root, 'dotfiles', 'kube'), config('one'));
    fs.symlinkSync(path.join('dotfiles', 'kube'), name);
  }, EVENTS);
  await tells(told, ['one']);
  fs.writeFileSync(path.join(folder, 'dotfiles', 'kube'), config('two'));
  await tells(told, ['one', 'two']);
});

test('a folder behind a link that is exchanged is found by looking, as a mounted Secret is renewed', async () => {
  const { folder, told } = follow(
    (_name, root) => {
      for (const version of ['one', 'two']) {
        fs.mkdirSync(path.join(root, version));
        fs.writeFileSync(path.join(root, version, 'config'), config(version));
      }
      fs.symlinkSync('one', path.join(root, 'data'));
    },
    { lookMs: 20, faultMs: NEVER },
    'data/config',
  );
  await tells(told, ['one']);
  fs.symlinkSync('two', path.join(folder, 'new'));
  fs.renameSync(path.join(folder, 'new'), path.join(folder, 'data'));
  await tells(told, ['one', 'two']);
});

test('a file in a folder that comes later is found by looking, and then told by the system', async () => {
  const { file, told } = follow(() => undefined, { lookMs: 20, faultMs: NEVER }, 'later/config');
  await tells(told, ['no-kubeconfig']);
  fs.mkdirSync(path.dirname(file));
  fs.writeFileSync(file, config('one'));
  await tellsLast(told, 'one');
  fs.writeFileSync(file, config('two'));
  await tellsLast(told, 'two');
});

test('a folder that is removed and made again is followed', async () => {
  const { file, told } = follow(
    (name) => {
      fs.mkdirSync(path.dirname(name));
      fs.writeFileSync(name, config('one'));
    },
    { lookMs: 20, faultMs: NEVER },
    'kube/config',
  );
  await tells(told, ['one']);
  fs.rmSync(path.dirname(file), { recursive: true });
  fs.mkdirSync(path.dirname(file));
  fs.writeFileSync(file, config('two'));
  await tells(told, ['one', 'two']);
});

test('a file that is missing for a moment is no fault', async () => {
  const { file, told } = follow((name) => fs.writeFileSync(name, config('one')), EVENTS);
  await tells(told, ['one']);
  fs.rmSync(file);
  await pause(100);
  fs.writeFileSync(file, config('two'));
  await tells(told, ['one', 'two']);
});

test('a file that is emptied before it is written again is no news', async () => {
  const { file, told } = follow((name) => fs.writeFileSync(name, config('one')), EVENTS);
  await tells(told, ['one']);
  fs.truncateSync(file);
  await pause(100);
  fs.writeFileSync(file, config('two'));
  await tells(told, ['one', 'two']);
});

test('a fault that lasts is told, and so is its end', async () => {
  const { file, told } = follow((name) => fs.writeFileSync(name, config('one')), { ...EVENTS, faultMs: 50 });
  await tells(told, ['one']);
  fs.writeFileSync(file, 'contexts: [');
  await tells(told, ['one', 'broken-kubeconfig']);
  fs.writeFileSync(file, config('one'));
  await tells(told, ['one', 'broken-kubeconfig', 'one']);
});

test('a file that stays empty is told', async () => {
  const { file, told } = follow((name) => fs.writeFileSync(name, config('one')), { ...EVENTS, faultMs: 50 });
  await tells(told, ['one']);
  fs.writeFileSync(file, '');
  await tells(told, ['one', 'none']);
});

test('a kubeconfig that appears later is told by the system', async () => {
  const { file, told } = follow(() => undefined, EVENTS);
  await tells(told, ['no-kubeconfig']);
  fs.writeFileSync(file, config('one'));
  await tells(told, ['no-kubeconfig', 'one']);
});

test('the same words written again, and other files of the folder, are no news', async () => {
  const { file, told } = follow((name) => fs.writeFileSync(name, config('one')), EVENTS);
  await tells(told, ['one']);
  fs.writeFileSync(file, config('one'));
  fs.writeFileSync(`${file}.lock`, config('other'));
  fs.writeFileSync(file, config('two'));
  await tells(told, ['one', 'two']);
});

test('nothing is told after the end, and no watch stays', async () => {
  const watches = (): number =>
    process.getActiveResourcesInfo().filter((name) => name === 'FSEventWrap' || name === 'StatWatcher').length;
  const before = watches();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-follow-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  const told: KubeconfigRead[] = [];
  followKubeconfig(
    { kind: 'files', paths: [path.join(folder, 'config')] },
    (read) => told.push(read),
    EVENTS,
  ).dispose();
  fs.writeFileSync(path.join(folder, 'config'), config('one'));
  await pause(100);
  expect([told.length, watches() - before]).toEqual([0, 0]);
});
