import path from 'node:path';

/** What the tables call a run: its folder's name, which is unique among the runs of a folder; ids may be copied. */
export function runName({ dir }: { dir: string }): string {
  return path.basename(path.resolve(dir));
}
