/**
 * Prepared graphs on disk: one folder a key, made once. A folder is filled under a name of its own and renamed when
 * it is whole, so a half-made one is never used and two processes at once do not harm each other.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** A killed preparation's leftovers are removed after this long, milliseconds. */
const STALE_AFTER_MS = 24 * 3600 * 1000;

/** Returns the folder of `key` under `<home>/prepared`, calling `fill` on a fresh folder when it is not there yet. */
export async function preparedFolder(
  home: string,
  label: string,
  key: Record<string, unknown>,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const root = path.join(home, 'prepared');
  const hash = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16);
  const final = path.join(root, `${label}-${hash}`);
  if (existsSync(final)) return final;
  await mkdir(root, { recursive: true });
  await removeStale(root);
  const temporary = path.join(root, `.making-${randomUUID()}`);
  await mkdir(temporary);
  try {
    await fill(temporary);
    await rename(temporary, final);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Another process may have finished the same folder first; then its folder is as good as ours.
    if (existsSync(final)) return final;
    throw error;
  }
  return final;
}

async function removeStale(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    if (!name.startsWith('.making-')) continue;
    const folder = path.join(root, name);
    const age = Date.now() - (await stat(folder).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age > STALE_AFTER_MS) await rm(folder, { recursive: true, force: true });
  }
}
