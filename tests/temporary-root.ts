/** One folder for everything the tests put into the system's temporary folder, gone when they are. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export default function setup(): () => void {
  const root = mkdtempSync(path.join(tmpdir(), 'gorgon-tests-'));
  // Open to pass through: some tests read as another user.
  chmodSync(root, 0o755);
  // Test processes are forked after this and inherit it.
  process.env.TMPDIR = root;
  return () => rmSync(root, { recursive: true, force: true });
}
