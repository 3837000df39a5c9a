import { defineConfig } from 'vitest/config';

// onnxruntime-node aborts the whole process when a worker thread is ended inside a run: forks, never threads.
// Limits only end what hangs: a busy or slow machine may take many times as long as a quiet one.
const shared = { pool: 'forks' as const, testTimeout: 600_000, hookTimeout: 600_000 };

export default defineConfig({
  test: {
    globalSetup: 'tests/temporary-root.ts',
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: ['tests/model/**', 'tests/full/**', 'tests/report/opened/**'],
        },
      },
      // Reports as their readers open them: needs a Chromium, which only one at a time may install.
      {
        test: {
          ...shared,
          name: 'reports',
          include: ['tests/report/opened/**/*.test.ts'],
          fileParallelism: false,
        },
      },
      {
        test: {
          ...shared,
          name: 'model',
          include: ['tests/model/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 1_800_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'full',
          include: ['tests/full/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 5_400_000,
        },
      },
    ],
  },
});
