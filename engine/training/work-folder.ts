/** Where trainings keep what they can make again: states, checkpoints, graphs. */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

/** A folder under `<home>/training`, one for each key. */
export async function workFolder(home: string, label: string, key: Record<string, unknown>): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16);
  const folder = path.join(home, 'training', `${label}-${hash}`);
  await mkdir(folder, { recursive: true });
  return folder;
}
