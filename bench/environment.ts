/** What a run's figures depend on beside its settings: machine, versions, commit. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { RunEnvironment } from '../engine/records/schema.ts';

// Joined, not `new URL('..', ...)`: a bundler takes that for a file to pack.
const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

export async function describeEnvironment(onnxruntimeVersion: string): Promise<RunEnvironment> {
  const processors = os.cpus();
  const own: { version: string } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'));
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryBytes: os.totalmem(),
    largePages: await usesLargePages(),
    os: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.versions.node,
    onnxruntime: onnxruntimeVersion,
    gorgon: own.version,
    commit: await commitOf(ROOT),
  };
}

/**
 * Linux alone says so. Weights on large pages are read some 5 % faster (docs/experiments.md); the C library asks for them
 * where it was told to before the process began, as the scripts of package.json do.
 */
export async function usesLargePages(): Promise<boolean | null> {
  const modes = await readFile('/sys/kernel/mm/transparent_hugepage/enabled', 'utf8').catch(() => null);
  const mode = modes?.match(/\[(\w+)\]/)?.[1];
  if (mode === undefined) return null;
  const asked = /\bglibc\.malloc\.hugetlb=1\b/.test(process.env.GLIBC_TUNABLES ?? '');
  return mode === 'always' || (mode === 'madvise' && asked);
}

/** Null where the folder is not the top of a git checkout (another project's checkout around it says nothing of it). */
export async function commitOf(folder: string): Promise<string | null> {
  const git = async (...args: string[]) =>
    (await promisify(execFile)('git', ['-C', folder, ...args])).stdout.trim();
  try {
    if ((await git('rev-parse', '--show-prefix')) !== '') return null;
    return await git('describe', '--always', '--dirty', '--abbrev=40', '--exclude', '*');
  } catch {
    // No git, no checkout or no commit yet: not known.
    return null;
  }
}
