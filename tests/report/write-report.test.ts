import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { defaultOut, writeCharts, writeOutFile } from '../../report/rim/write-report.ts';
import { temporaryFolder } from '../records/temporary-folder.ts';
import { sampleInput } from './sample-input.ts';

/** As a user whom the rights of files bind; root is not. */
async function bound<T>(work: () => Promise<T>): Promise<T> {
  const own = process.geteuid?.();
  if (own !== 0) return await work();
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(own);
  }
}

it('a folder without rights is named, with the reason', async () => {
  const folder = await temporaryFolder();
  const closed = path.join(folder, 'closed');
  await mkdir(closed);
  await chmod(folder, 0o755);
  await chmod(closed, 0o555);
  const input = await sampleInput();
  const file = path.join(closed, 'a.html');
  await expect(bound(() => writeOutFile(file, ''))).rejects.toMatchObject({
    code: 'runtime-failure',
    message: `cannot write ${JSON.stringify(file)}: no right to write there`,
  });
  await expect(bound(() => writeCharts(input, path.join(closed, 'charts')))).rejects.toMatchObject({
    message: `cannot write ${JSON.stringify(path.join(closed, 'charts'))}: no right to write there`,
  });
});

it('a file is named after the run, and never leads out of the folder', async () => {
  const input = await sampleInput({ manifest: { id: '../../etc/x y' } });
  expect(defaultOut(input, 'html')).toBe('report-.._.._etc_x_y.html');
  expect(defaultOut(input, 'svg')).toBe('report-.._.._etc_x_y-svg');
});
