import { describe, expect, test } from 'vitest';
import { PACES, loadTold, tryPace, tryVariant } from '../../../../accuracy/try-variants.ts';
import { variants } from '../../../../accuracy/variants.ts';

/** Stories of many kinds; `npm run accuracy -- --variants` takes all recordings. */
const NAMES = [
  'alwayspull',
  'badimage',
  'coldpull',
  'gates',
  'inits',
  'job',
  'liveness',
  'multi',
  'nomount',
  'poststart',
  'preempt',
  'pvc',
  'readiness',
  'samepull',
  'sandboxfail',
  'schedgate',
  'shop',
  'sidecar',
  'startupprobe',
  'statefulset',
  'v1.29/shop',
  'v1.29/sandboxfail',
  'v1.29/statefulset',
];
const told = await Promise.all(NAMES.map(loadTold));
const pods = told.reduce((sum, { truth }) => sum + Object.keys(truth).length, 0);

describe.each(variants.map((variant) => [variant.name, variant] as const))('delivered otherwise: %s', (_, variant) => {
  const live = tryVariant(variant, told, 'live');
  const stored = tryVariant(variant, told, 'stored');

  test('the truth stays within the bounds', async () => {
    expect(
      [(await live).within, (await stored).within].map((share = 0) => share >= (variant.loses ? 0.98 : 0.99)),
    ).toEqual([true, true]);
  });

  test.skipIf(variant.loses)('no instant is missing', async () => {
    expect((await live).missing).toBe(0);
  });

  test.skipIf(variant.loses)('the first finding is the same, but for a few that are close', async () => {
    expect((await live).otherFindings.length / pods).toBeLessThan(0.08);
  });

  test('no clock is blamed', async () => {
    expect((await live).blamed.length / pods).toBeLessThan(0.03);
  });
});

test.each(PACES)('where everything takes %d times as long, the truth stays within the bounds', async (factor) => {
  expect((await tryPace(factor, told)).within).toBeGreaterThan(0.99);
});
