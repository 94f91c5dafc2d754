import { defineConfig } from 'vitest/config';

const recorded = { testTimeout: 30_000, hookTimeout: 60_000 };

/**
 * The kinds of tests of src/README.md. The suite inside VS Code (test/host) is mocha's: scripts/test-host.ts runs it.
 */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], ...recorded } },
      { test: { name: 'golden', include: ['test/golden/**/*.test.ts'], ...recorded } },
      { test: { name: 'cluster', include: ['test/cluster/**/*.test.ts'], ...recorded } },
      { test: { name: 'package', include: ['test/package/**/*.test.ts'], testTimeout: 120_000 } },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
});
