import { defineConfig } from '@playwright/test';
import { findChromium } from './tests/browser/find-chromium.ts';
import { freePort } from './tests/browser/free-port.ts';

// Workers read this file again and inherit the choice.
process.env.GORGON_TEST_PORT ??= String(await freePort());
const PORT = process.env.GORGON_TEST_PORT;

// The real server on the real engine: what `npm start` starts, on a port of its own.
export default defineConfig({
  testDir: 'tests/e2e',
  timeout: 180_000,
  expect: { timeout: 60_000 },
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  reporter: 'list',
  outputDir: 'test-results',
  globalSetup: './tests/e2e/record-run.ts',
  use: {
    baseURL: `http://127.0.0.1:${PORT}`,
    video: 'off',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: findChromium(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'desktop' },
    // What a user does on each page, again in the other scheme and at the width of a telephone.
    { name: 'phone', grep: /@phone/, use: { viewport: { width: 360, height: 740 }, colorScheme: 'dark' } },
  ],
  webServer: {
    command: `npm start -- --port ${PORT}`,
    url: `http://127.0.0.1:${PORT}/api/status`,
    timeout: 600_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
    env: { GORGON_RUNS: 'test-results/runs' },
  },
});
