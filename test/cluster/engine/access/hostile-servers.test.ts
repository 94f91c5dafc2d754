import { expect, test } from 'vitest';
import { attack } from '../../../attack/replay.ts';
import { hostileServers } from '../../../attack/servers.ts';

/* Each hostile server once. ATTACKS=1 prints what it came to. */

const SEED = 9;

test.each(hostileServers)('$name', { timeout: 90_000 }, async (scenario) => {
  const { faults, attacks, bytes, megabytes } = await attack(scenario, SEED);
  if (process.env['ATTACKS'] !== undefined) {
    console.log(
      `ATTACK | ${scenario.name} | ${attacks} attacks | ${Math.round(bytes / 1e6)} MB sent | memory +${megabytes} MB | ${faults.length === 0 ? 'held' : faults.join('; ')}`,
    );
  }
  expect(faults).toEqual([]);
});
