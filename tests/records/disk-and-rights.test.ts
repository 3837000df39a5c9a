/** A real full disk, and real rights. */
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { RunWriter } from '../../engine/records/run-writer.ts';
import { verifyRun } from '../../engine/records/verify-run.ts';
import { byteTokenizer } from '../decoding/run.ts';
import { promptOf, sampleDescription, writeSampleRun } from './sample-run.ts';
import { runOnSmallDisk } from './small-disk.ts';
import { temporaryFolder } from './temporary-folder.ts';

it('a full disk is named, loses nothing that was promised, and the run goes on once there is room', async () => {
  const disk = await temporaryFolder();
  const script = fileURLToPath(new URL('./write-until-full.ts', import.meta.url));
  const stdout = await runOnSmallDisk(disk, [process.execPath, '--import', 'tsx', script]);
  const { promised, error, check, kept, after } = JSON.parse(stdout);
  expect(error).toEqual({
    code: 'runtime-failure',
    message: expect.stringMatching(/^cannot write the run folder ".*run": (ENOSPC|EFBIG)/),
  });
  expect(promised).toBeGreaterThan(3);
  expect(kept.length).toBeGreaterThanOrEqual(promised);
  expect(kept).toEqual(kept.map((_: number, i: number) => i + 1));
  expect(check).toMatchObject({ status: 'running', problems: [] });
  expect(after).toMatchObject({ status: 'partial', groups: kept.length + 1, problems: [] });
});

/** As a user whom the rights of files bind; root is not. */
async function asNobody<T>(act: () => Promise<T>): Promise<T> {
  const own = process.geteuid?.();
  if (own !== 0) return act();
  process.seteuid?.(65_534);
  try {
    return await act();
  } finally {
    process.seteuid?.(own);
  }
}

it('a folder, or a file in it, that may not be read is named', async () => {
  const parent = await temporaryFolder();
  const dir = path.join(parent, 'run');
  await writeSampleRun(dir);
  await chmod(parent, 0o755);
  await chmod(dir, 0o000);
  await expect(asNobody(() => verifyRun(dir))).rejects.toMatchObject({
    code: 'file-not-found',
    message: expect.stringMatching(/cannot read .*run\.json": EACCES/),
  });
  await chmod(dir, 0o755);
  await chmod(path.join(dir, 'steps.ndjson.gz'), 0o000);
  await expect(asNobody(() => verifyRun(dir))).rejects.toMatchObject({
    code: 'file-not-found',
    message: expect.stringMatching(/cannot read .*steps\.ndjson\.gz": EACCES/),
  });
  await chmod(path.join(dir, 'steps.ndjson.gz'), 0o644);
  expect((await asNobody(() => verifyRun(dir))).problems).toEqual([]);
});

it('a folder that may not be written is named', async () => {
  const parent = await temporaryFolder();
  await chmod(parent, 0o555);
  const dir = path.join(parent, 'run');
  const create = () =>
    RunWriter.create(dir, sampleDescription({}), [promptOf(1, 1)], byteTokenizer.tokenBytes);
  await expect(asNobody(create)).rejects.toMatchObject({
    code: 'runtime-failure',
    message: expect.stringMatching(/cannot write the run folder ".*run": EACCES/),
  });
  await chmod(parent, 0o755);
});
