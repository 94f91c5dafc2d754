import { kinds } from './kinds.ts';
import type { Report } from './attack.ts';

/*
 * `try-kind.ts KIND SEED SECONDS`: attacks of one kind, in a process of their own, which may hang or end; attack.ts
 * hears of each before it begins and when it is over.
 */

const [name = '', seed = '', seconds = ''] = process.argv.slice(2);
const kind = kinds[name];
if (!kind || !process.send) throw new Error(`attack.ts starts this, with one of ${Object.keys(kinds).join(', ')}`);

const report = (message: Report): Promise<void> =>
  new Promise((resolve, reject) =>
    process.send?.(message, undefined, undefined, (error) => (error ? reject(error) : resolve())),
  );

const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.message} ${error.stack?.split('\n')[1]?.trim() ?? ''}` : String(error);

const end = performance.now() + Number(seconds) * 1000;
for (let next = Number(seed); performance.now() < end; next += 1) {
  const { what, faults } = kind.trial(next);
  await report({ state: 'tries', seed: next, what });
  let found: readonly string[];
  try {
    found = await faults();
  } catch (error) {
    found = [`throws ${reasonOf(error)}`];
  }
  await report({ state: 'tried', seed: next, what, faults: found });
}
process.disconnect();
