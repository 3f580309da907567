import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/network.ts', 'test/support/patience.ts'],
    expect: { poll: { timeout: 20_000 } },
    // Two cores: suites that start engines and servers would otherwise starve each other.
    // On a real GitHub (`TEST_GITHUB_*`) two Apps at once would both act on everything.
    maxWorkers: process.env.TEST_GITHUB_APP_ID ? 1 : 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // A stall of a shared machine must not refuse good work; the report names every test that needed it.
    retry: process.env.CI ? 2 : 0,
    env: { LOG_LEVEL: 'fatal' },
  },
});
