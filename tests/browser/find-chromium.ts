/**
 * A Chromium for the tests: GORGON_CHROMIUM, the system's, Playwright's own, or one that is installed now. There is no
 * fifth way: without a browser the tests fail.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

export function findChromium(): string {
  const named = process.env.GORGON_CHROMIUM;
  if (named) {
    if (!existsSync(named)) throw new Error(`GORGON_CHROMIUM names ${named}, and there is no such file`);
    return named;
  }
  const present = () => onPath() ?? ownOfPlaywright();
  const found = present();
  if (found) return found;
  const failures: string[] = [];
  for (const [name, install] of INSTALLERS) {
    try {
      install();
      const installed = present();
      if (installed) return installed;
      failures.push(`${name}: left no browser`);
    } catch (error) {
      failures.push(`${name}: ${(error instanceof Error ? error.message : String(error)).split('\n')[0]}`);
    }
  }
  throw new Error(
    `no Chromium was found or could be installed (${failures.join('; ')}): install one, or name it in GORGON_CHROMIUM`,
  );
}

const INSTALLERS: [string, () => void][] = [
  ['apt-get', installWithApt],
  ['playwright install', () => run('npx', ['--no-install', 'playwright', 'install', 'chromium'])],
];

function installWithApt(): void {
  if (process.getuid?.() !== 0) throw new Error('needs root');
  run('apt-get', ['update', '-q']);
  run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium']);
}

function run(command: string, args: string[]): void {
  console.error(`installing a browser: ${command} ${args.join(' ')}`);
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 });
}

function onPath(): string | null {
  for (const folder of (process.env.PATH ?? '').split(':')) {
    for (const name of NAMES) if (existsSync(`${folder}/${name}`)) return `${folder}/${name}`;
  }
  return null;
}

function ownOfPlaywright(): string | null {
  const path = chromium.executablePath();
  return existsSync(path) ? path : null;
}
