/** Keeps a killed run as it is: whole groups stay, the torn rest goes, and it is marked partial. */
import { EngineError, invalidArgument } from '../errors.ts';
import { readRun } from './read-run.ts';
import { RunWriter } from './run-writer.ts';
import type { RunManifest } from './schema.ts';

/** Throws as `readRun` does, `invalid-argument` for a run that has ended, `runtime-failure` while it is being written. */
export async function closeRun(dir: string, endedAt: string): Promise<RunManifest> {
  const { manifest, tokenBytes } = await readRun(dir);
  if (manifest.status !== 'running')
    throw invalidArgument('run to close', dir, `a run that was killed; this one is ${manifest.status}`);
  const bytesOf = (tokenId: number): Uint8Array => {
    const bytes = tokenBytes.get(tokenId);
    if (!bytes) throw new EngineError('file-corrupt', `${dir}: the record has no bytes of token ${tokenId}`);
    return bytes;
  };
  const { writer } = await RunWriter.resume(dir, null, manifest, bytesOf);
  await writer.finish('partial', endedAt);
  return writer.manifest;
}
