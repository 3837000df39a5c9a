/** Takes the raw steps out of a report and into a folder of runs: a file that was sent around is a run again. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { EngineError } from '../../engine/errors.ts';
import { type ImportedRun, importRuns } from '../../engine/records/import-run.ts';
import { PROMPTS_FILE, RUN_FILE, STEPS_FILE } from '../../engine/records/schema.ts';
import { recordLines } from '../embedded-record.ts';

/** Steps of a report are unpacked up to this size, bytes: those of 80 prompts, 4 methods, 3 repeats are 60 MB. */
const LARGEST_RECORD = 1e9;

const RECORD = /<template id="record">([A-Za-z0-9+/=\s]+)<\/template>/;

/**
 * Reads a report that `gorgon report` made and imports its record, verified as every import is. Throws `file-corrupt`
 * for a file that is none, was made for paper, or does not hold together.
 */
export async function importReport(file: string, runsDir: string): Promise<ImportedRun[]> {
  const { manifest, prompts, lines } = recordOf(await readFile(file, 'utf8'), file);
  const folder = await mkdtemp(path.join(tmpdir(), 'gorgon-report-'));
  try {
    const dir = path.join(folder, 'run');
    await mkdir(dir);
    const texts: [string, string | Buffer][] = [
      [PROMPTS_FILE, `${JSON.stringify(prompts, null, 2)}\n`],
      [STEPS_FILE, gzipSync(lines.map((line) => `${line}\n`).join(''))],
    ];
    const files = [];
    for (const [name, content] of texts) {
      const bytes = Buffer.from(content);
      await writeFile(path.join(dir, name), bytes);
      files.push({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    }
    // The packed steps are other bytes than those of the folder that the report was made from.
    await writeFile(path.join(dir, RUN_FILE), `${JSON.stringify({ ...manifest, files }, null, 2)}\n`);
    return await importRuns(dir, runsDir);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function recordOf(html: string, file: string): ReturnType<typeof recordLines> {
  const packed = RECORD.exec(html)?.[1];
  if (packed === undefined)
    throw corrupt(file, 'it is no report of gorgon with its raw steps inside (one made for paper has none)');
  try {
    const text = gunzipSync(Buffer.from(packed, 'base64'), { maxOutputLength: LARGEST_RECORD }).toString(
      'utf8',
    );
    return recordLines(text);
  } catch (cause) {
    throw corrupt(file, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function corrupt(file: string, what: string, cause?: unknown): EngineError {
  return new EngineError('file-corrupt', `cannot import ${JSON.stringify(file)}: ${what}`, { cause });
}
