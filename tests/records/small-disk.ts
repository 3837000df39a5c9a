/**
 * Runs a script where a disk is too small for it: on a small file system in memory, in a mount namespace that ends with
 * its process; where mounts are not allowed, under a limit on the size of a file, which fails the same writes.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Bytes of the small file system, and of a file under the limit. */
const MOUNT_KIB = 240;
const FILE_KIB = 300;

const MOUNT = `mount -t tmpfs -o size=${MOUNT_KIB}k none "$1" && shift && exec "$@"`;
// The signal would end the process before the write could fail. dash counts in blocks of 512 bytes, bash in kilobytes.
const LIMIT = `trap '' XFSZ; shift; ulimit -S -f $((${FILE_KIB} * 1024 / 512)); exec "$@"`;

const WAYS: [string, string[]][] = [
  ['unshare', ['--mount', 'sh', '-c', MOUNT, 'sh']],
  ['unshare', ['--mount', '--user', '--map-root-user', 'sh', '-c', MOUNT, 'sh']],
  ['sh', ['-c', LIMIT, 'sh']],
];

/** What the script prints. `command` gets the folder as its last argument. Throws where no way works. */
export async function runOnSmallDisk(disk: string, command: readonly string[]): Promise<string> {
  const failures: string[] = [];
  for (const [program, args] of WAYS) {
    try {
      const { stdout } = await promisify(execFile)(program, [...args, disk, ...command, disk]);
      return stdout;
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(`no way to a small disk works:\n${failures.join('\n')}`);
}
