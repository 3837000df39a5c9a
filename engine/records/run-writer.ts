/**
 * Writes a run folder while the run goes on. A group is on the disk, and counted in run.json, before the next one
 * begins: a kill at any moment loses at most the group in work. Each group is a gzip member of its own, which any gunzip
 * reads as one stream.
 */
import { type FileHandle, mkdir, open, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type AnswerGroup, type RunFindings, RunSummarizer } from '../core/run-summary.ts';
import { EngineError, invalidArgument } from '../errors.ts';
import { fromCompactGroup, toCompactGroup } from './compact-answer.ts';
import { RUN_FILE, type RunManifest, SCHEMA_VERSION, STEPS_FILE } from './schema.ts';

/** What is known before the first answer. */
export type RunDescription = Pick<RunManifest, 'startedAt' | 'environment' | 'engine' | 'suite' | 'settings'>;

export class RunWriter {
  readonly dir: string;
  readonly #steps: FileHandle;
  readonly #summarizer = new RunSummarizer();
  #manifest: RunManifest;

  private constructor(dir: string, steps: FileHandle, manifest: RunManifest) {
    this.dir = dir;
    this.#steps = steps;
    this.#manifest = manifest;
  }

  /**
   * Makes the folder with its parents. Throws `invalid-argument` where it already holds a run, `runtime-failure` where
   * it cannot be written.
   */
  static async create(dir: string, description: RunDescription): Promise<RunWriter> {
    await assertNoRun(dir);
    const manifest: RunManifest = {
      schemaVersion: SCHEMA_VERSION,
      id: path.basename(path.resolve(dir)),
      status: 'running',
      ...description,
      endedAt: null,
      groups: 0,
      summary: null,
      differences: [],
    };
    return writing(dir, async () => {
      await mkdir(dir, { recursive: true });
      // Exclusive: of two runs that start at once in one folder, one gets an error.
      const steps = await open(path.join(dir, STEPS_FILE), 'wx');
      const writer = new RunWriter(dir, steps, manifest);
      await writer.#writeManifest();
      return writer;
    });
  }

  /** The manifest as last written. */
  get manifest(): RunManifest {
    return this.#manifest;
  }

  /** Appends all methods' answers to one prompt in one repeat, and brings the summary up to date. */
  async append(group: AnswerGroup): Promise<void> {
    const compact = toCompactGroup(group);
    // Figures come from what is kept, so that whoever reads the folder computes the same to the last digit.
    this.#summarizer.add(fromCompactGroup(compact));
    const { summary, differences } = this.#summarizer.findings();
    await writing(this.dir, async () => {
      await this.#steps.appendFile(await promisify(gzip)(`${JSON.stringify(compact)}\n`));
      await this.#steps.datasync();
      this.#manifest = { ...this.#manifest, groups: this.#manifest.groups + 1, summary, differences };
      await this.#writeManifest();
    });
  }

  /** Ends the run; `partial` where groups are missing. */
  async finish(status: 'complete' | 'partial', endedAt: string): Promise<RunFindings> {
    this.#manifest = { ...this.#manifest, status, endedAt };
    await writing(this.dir, async () => {
      await this.#writeManifest();
      await this.#steps.close();
    });
    return this.#summarizer.findings();
  }

  /** A reader sees the old file or the new one, never a part. */
  async #writeManifest(): Promise<void> {
    const final = path.join(this.dir, RUN_FILE);
    const temporary = `${final}.tmp`;
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(`${JSON.stringify(this.#manifest, null, 2)}\n`);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(temporary, final);
  }
}

/** Throws `invalid-argument` where the folder already holds a run, whole or begun. */
export async function assertNoRun(dir: string): Promise<void> {
  for (const name of [RUN_FILE, STEPS_FILE]) {
    const there = await stat(path.join(dir, name)).catch(() => null);
    if (there)
      throw invalidArgument('run folder', dir, `a folder without a run; this one already holds ${name}`);
  }
}

async function writing<T>(dir: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === undefined) throw cause;
    if (code === 'EEXIST') await assertNoRun(dir);
    throw new EngineError(
      'runtime-failure',
      `cannot write the run folder ${JSON.stringify(dir)}: ${code} (give another with --out DIR)`,
      { cause },
    );
  }
}
