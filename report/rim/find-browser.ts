/** A Chromium to print with: GORGON_CHROMIUM, the system's, or one that Playwright has installed. */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { EngineError } from '../../engine/errors.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'msedge'];
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

type Environment = Readonly<Record<string, string | undefined>>;

/** Throws `file-not-found` that says what is missing and how to name it. */
export function findBrowser(env: Environment): string {
  const named = env.GORGON_CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    throw new EngineError(
      'file-not-found',
      `GORGON_CHROMIUM names ${JSON.stringify(named)}, and there is no such file`,
    );
  }
  const found = [...onPath(env), ...APPLICATIONS, ...ofPlaywright(env)].find((file) => existsSync(file));
  if (found) return found;
  throw new EngineError(
    'file-not-found',
    `a PDF is printed by a Chromium, and none was found (looked for ${NAMES.join(', ')} on PATH, and for Playwright's): install one, or name it in GORGON_CHROMIUM`,
  );
}

function onPath({ PATH = '' }: Environment): string[] {
  const folders = PATH.split(path.delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
}

/** Newest first; builds are numbered. */
function ofPlaywright({ PLAYWRIGHT_BROWSERS_PATH: named }: Environment): string[] {
  const folder = named || path.join(homedir(), '.cache', 'ms-playwright');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith('chromium'))
    .toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .flatMap((name) => [
      path.join(folder, name, 'chrome-linux', 'chrome'),
      path.join(folder, name, 'chrome-linux', 'headless_shell'),
    ]);
}
