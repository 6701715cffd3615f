import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const shared: TestProjectInlineConfiguration['test'] = {
  environment: 'node',
  setupFiles: ['tests/support/console-error.ts'],
  restoreMocks: true,
};

/** Unit tests stand beside their file; what needs a database or a browser stands in tests/. */
export default defineConfig({
  test: {
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['{app,sandbox,extensions}/**/*.test.ts', 'tests/*.test.ts'],
          // Properties are tried many times; a busy machine must not fail them.
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'integration',
          include: ['tests/*/**/*.test.ts'],
          exclude: ['tests/e2e/**'],
          globalSetup: ['tests/support/template.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...shared,
          name: 'browser',
          include: ['tests/e2e/**/*.test.ts'],
          setupFiles: ['tests/support/console-error.ts', 'tests/support/on-screen.ts'],
          globalSetup: ['tests/support/seen-all.ts', 'tests/support/template.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Beside the integration tests: a browser test waits for half its time, and so do those that kill.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
