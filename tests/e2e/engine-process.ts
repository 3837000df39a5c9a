/** The process of the tested server's engine: of this checkout, and no other's. Linux. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export function engineProcess(): number {
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return (
          command.includes('bench/child/engine.ts') && readlinkSync(`/proc/${pid}/cwd`) === process.cwd()
        );
      } catch {
        // It ended meanwhile, or is another user's.
        return false;
      }
    });
  if (found.length !== 1) throw new Error(`${found.length} engine processes of this checkout (needed: 1)`);
  return Number(found[0]);
}
