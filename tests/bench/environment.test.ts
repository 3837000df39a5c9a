import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { commitOf, describeEnvironment } from '../../bench/environment.ts';
import { temporaryFolder } from '../records/temporary-folder.ts';

it('describes this machine', async () => {
  const environment = await describeEnvironment('1.2.3');
  expect(environment).toMatchObject({
    cores: os.cpus().length,
    memoryBytes: os.totalmem(),
    node: process.versions.node,
    onnxruntime: '1.2.3',
  });
  expect(environment.processor).not.toBe('');
  expect(environment.gorgon).toMatch(/^\d+\.\d+\.\d+$/);
});

it('knows whether memory is asked for in large pages', async () => {
  const file = '/sys/kernel/mm/transparent_hugepage/enabled';
  const modes = await readFile(file, 'utf8').catch(() => null);
  const told = process.env.GLIBC_TUNABLES;
  const asked = async (tunables: string) => {
    process.env.GLIBC_TUNABLES = tunables;
    return (await describeEnvironment('1.2.3')).largePages;
  };
  try {
    const answers = [await asked('glibc.malloc.hugetlb=1'), await asked('glibc.malloc.hugetlb=0')];
    if (modes === null) expect(answers).toEqual([null, null]);
    else if (modes.includes('[always]')) expect(answers).toEqual([true, true]);
    else expect(answers).toEqual([modes.includes('[madvise]'), false]);
  } finally {
    if (told === undefined) delete process.env.GLIBC_TUNABLES;
    else process.env.GLIBC_TUNABLES = told;
  }
});

it('knows the commit of a checkout, whether files were changed, and nothing outside one', async () => {
  const dir = await temporaryFolder();
  expect(await commitOf(dir)).toBeNull();
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', dir, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      stdio: 'pipe',
    });
  git('init');
  expect(await commitOf(dir)).toBeNull();
  await writeFile(path.join(dir, 'a'), '1');
  git('add', 'a');
  git('commit', '-m', 'a');
  expect(await commitOf(dir)).toMatch(/^[0-9a-f]{40}$/);
  await writeFile(path.join(dir, 'a'), '2');
  expect(await commitOf(dir)).toMatch(/^[0-9a-f]{40}-dirty$/);
  await mkdir(path.join(dir, 'inside'));
  expect(await commitOf(path.join(dir, 'inside'))).toBeNull();
});
