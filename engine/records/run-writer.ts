/**
 * Writes a run folder while the run goes on. A group is on the disk, and counted in run.json, before the next one
 * begins: a kill at any moment loses at most the group in work. Each group is a gzip member of its own, which any gunzip
 * reads as one stream.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type AnswerGroup, type RunFindings, RunSummarizer } from '../core/run-summary.ts';
import { EngineError, invalidArgument } from '../errors.ts';
import { GroupDecoder, GroupEncoder } from './group-codec.ts';
import { manifestDifferences } from './manifest-differences.ts';
import { readRun } from './read-run.ts';
import {
  PROMPTS_FILE,
  RUN_FILE,
  type RunFile,
  type RunManifest,
  type RunPrompts,
  SCHEMA_VERSION,
  STEPS_FILE,
} from './schema.ts';
import { lockRun, unlockRun } from './writer-lock.ts';

/** What is known before the first answer. */
export type RunDescription = Pick<
  RunManifest,
  'origin' | 'startedAt' | 'environment' | 'engine' | 'suite' | 'settings' | 'cost'
>;

type TokenBytes = (tokenId: number) => Uint8Array;

export class RunWriter {
  readonly dir: string;
  readonly #steps: FileHandle;
  readonly #summarizer: RunSummarizer;
  readonly #encoder: GroupEncoder;
  readonly #decoder = new GroupDecoder();
  readonly #prompts: RunFile;
  readonly #hash = createHash('sha256');
  #stepsBytes = 0;
  #manifest: RunManifest;

  private constructor(
    dir: string,
    steps: FileHandle,
    prompts: RunFile,
    manifest: RunManifest,
    tokenBytes: TokenBytes,
  ) {
    this.dir = dir;
    this.#steps = steps;
    this.#prompts = prompts;
    this.#manifest = manifest;
    this.#summarizer = new RunSummarizer(manifest.settings, manifest.cost);
    this.#encoder = new GroupEncoder(tokenBytes);
  }

  /**
   * Makes the folder with its parents. Throws `invalid-argument` where it already holds a run, `runtime-failure` where
   * it cannot be written.
   */
  static async create(
    dir: string,
    description: RunDescription,
    prompts: RunPrompts,
    tokenBytes: TokenBytes,
  ): Promise<RunWriter> {
    await assertNoRun(dir);
    const manifest: RunManifest = {
      schemaVersion: SCHEMA_VERSION,
      id: path.basename(path.resolve(dir)),
      status: 'running',
      ...description,
      endedAt: null,
      resumedAt: [],
      peakMemoryBytes: null,
      groups: 0,
      summary: null,
      differences: [],
      files: [],
    };
    return writing(dir, async () => {
      await mkdir(dir, { recursive: true });
      await lockRun(dir);
      // Exclusive: of two runs that start at once in one folder, one gets an error.
      const steps = await open(path.join(dir, STEPS_FILE), 'wx');
      const promptsFile = await replaceFile(dir, PROMPTS_FILE, `${JSON.stringify(prompts, null, 2)}\n`);
      const writer = new RunWriter(dir, steps, promptsFile, manifest, tokenBytes);
      await writer.#writeManifest();
      return writer;
    });
  }

  /**
   * Takes up a run that was killed or stopped: writes its whole groups anew beside the old file, which a kill may have
   * left with a torn end, and goes on behind them (`resumedAt` is null where nothing will follow). Returns those groups
   * and the questions too.
   * Throws as `readRun` does, `invalid-argument` for a run that is complete or was made otherwise than `now`, and
   * `runtime-failure` for one that is being written.
   */
  static async resume(
    dir: string,
    resumedAt: string | null,
    now: Pick<RunManifest, 'environment' | 'engine'>,
    tokenBytes: TokenBytes,
  ): Promise<{ writer: RunWriter; groups: AnswerGroup[]; prompts: RunPrompts }> {
    const { manifest, groups, prompts } = await readRun(dir);
    if (manifest.status === 'complete')
      throw invalidArgument('run to resume', dir, 'a run that was stopped; this one is complete');
    const [differs] = manifestDifferences(manifest, { ...manifest, ...now });
    if (differs) {
      const { name, a: was, b: is } = differs;
      throw invalidArgument(
        'run to resume',
        dir,
        `a run made as this one would go on; ${name} was ${JSON.stringify(was)} and is ${JSON.stringify(is)}`,
      );
    }
    return writing(dir, async () => {
      await lockRun(dir);
      const temporary = path.join(dir, `${STEPS_FILE}.tmp`);
      await rm(temporary, { force: true });
      const steps = await open(temporary, 'wx');
      const promptsFile = await replaceFile(dir, PROMPTS_FILE, `${JSON.stringify(prompts, null, 2)}\n`);
      const writer = new RunWriter(
        dir,
        steps,
        promptsFile,
        {
          ...manifest,
          status: 'running',
          endedAt: null,
          resumedAt: [...manifest.resumedAt, ...(resumedAt === null ? [] : [resumedAt])],
          groups: 0,
        },
        tokenBytes,
      );
      for (const group of groups) await writer.#write(group);
      await rename(temporary, path.join(dir, STEPS_FILE));
      await writer.#writeManifest();
      return { writer, groups, prompts };
    });
  }

  /** The manifest as last written. */
  get manifest(): RunManifest {
    return this.#manifest;
  }

  /** Appends all methods' answers to one turn of one question in one repeat, and brings the summary up to date. */
  async append(group: AnswerGroup): Promise<void> {
    await writing(this.dir, async () => {
      await this.#write(group);
      await this.#writeManifest();
    });
  }

  /** Ends the run; `partial` where groups are missing. The memory is this process's unless another did the work. */
  async finish(
    status: 'complete' | 'partial',
    endedAt: string,
    // Kilobytes, whatever the system.
    peakMemoryBytes: number | null = process.resourceUsage().maxRSS * 1024,
  ): Promise<RunFindings> {
    this.#manifest = { ...this.#manifest, status, endedAt, peakMemoryBytes };
    await writing(this.dir, async () => {
      await this.#writeManifest();
      await this.#steps.close();
      await unlockRun(this.dir);
    });
    return this.#summarizer.findings();
  }

  async #write(group: AnswerGroup): Promise<void> {
    const compact = this.#encoder.encode(group);
    // Figures come from what is kept, so that whoever reads the folder computes the same to the last digit.
    this.#summarizer.add(this.#decoder.decode(compact));
    const bytes = await promisify(gzip)(`${JSON.stringify(compact)}\n`);
    await this.#steps.appendFile(bytes);
    await this.#steps.datasync();
    this.#hash.update(bytes);
    this.#stepsBytes += bytes.length;
    this.#manifest = { ...this.#manifest, groups: this.#manifest.groups + 1 };
  }

  async #writeManifest(): Promise<void> {
    const { summary, differences } = this.#summarizer.findings();
    const steps = {
      name: STEPS_FILE,
      bytes: this.#stepsBytes,
      sha256: this.#hash.copy().digest('hex'),
    };
    this.#manifest = {
      ...this.#manifest,
      summary: this.#manifest.groups > 0 ? summary : null,
      differences,
      files: [this.#prompts, steps],
    };
    await replaceFile(this.dir, RUN_FILE, `${JSON.stringify(this.#manifest, null, 2)}\n`);
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

/** A reader sees the old file or the new one, never a part. */
async function replaceFile(dir: string, name: string, content: string): Promise<RunFile> {
  const final = path.join(dir, name);
  const temporary = `${final}.tmp`;
  const bytes = Buffer.from(content);
  const handle = await open(temporary, 'w');
  try {
    await handle.writeFile(bytes);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(temporary, final);
  return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

async function writing<T>(dir: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === undefined || cause instanceof EngineError) throw cause;
    if (code === 'EEXIST') await assertNoRun(dir);
    throw new EngineError(
      'runtime-failure',
      `cannot write the run folder ${JSON.stringify(dir)}: ${code} (give another with --out DIR)`,
      { cause },
    );
  }
}
