/** A run as files that other programs read. No file is ever written over. */
import { createWriteStream } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { specBenchAnswers } from '../core/spec-bench.ts';
import { EngineError, invalidArgument } from '../errors.ts';
import { compactGroup } from './compact-schema.ts';
import { csvLine } from './csv.ts';
import type { RunRecord } from './read-run.ts';
import { RunDatabase } from './run-database.ts';
import { runManifest, runPrompts } from './schema.ts';
import { TABLES } from './tables/all-tables.ts';
import type { Table } from './tables/table.ts';
import { tableDocs } from './tables/table-docs.ts';

export const TABLE_FORMATS = ['parquet', 'csv', 'json'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** One file a table: `questions.csv`. Returns the paths written. */
export async function exportTables(run: RunRecord, format: TableFormat, out: string): Promise<string[]> {
  return writing(out, async () => {
    const nameOf = (table: Table) => `${table.name}.${format}`;
    await assertFresh(out, TABLES.map(nameOf));
    const files: string[] = [];
    for (const table of TABLES) {
      const file = await freshFile(out, nameOf(table));
      if (format === 'parquet') await writeParquet(run, table, file);
      else await writeLines(file, format === 'csv' ? csvLines(run, table) : jsonLines(run, table));
      files.push(file);
    }
    return files;
  });
}

/**
 * Answer files of Spec-Bench's form, `run_1/medusa.jsonl`, a folder a repeat as it keeps its runs, and `question.jsonl`
 * where the record kept its prompts.
 */
export async function exportSpecBench(run: RunRecord, out: string): Promise<string[]> {
  const { manifest, prompts, groups } = run;
  const about = { id: manifest.id, model: manifest.engine.model.name, startedAt: manifest.startedAt };
  const repeats = [...new Set(groups.map((group) => group.repeat))].sort((a, b) => a - b);
  const answersName = (repeat: number, method: string) => `run_${repeat + 1}/${method}.jsonl`;
  return writing(out, async () => {
    await assertFresh(out, [
      'question.jsonl',
      ...repeats.flatMap((repeat) => manifest.settings.methods.map((method) => answersName(repeat, method))),
    ]);
    const files: string[] = [];
    const write = async (name: string, lines: readonly unknown[]) => {
      const file = await freshFile(out, name);
      await writeLines(
        file,
        lines.map((line) => `${JSON.stringify(line)}\n`),
      );
      files.push(file);
    };
    if (prompts.length > 0)
      await write(
        'question.jsonl',
        prompts.map(({ questionId, category, turns }) => ({ question_id: questionId, category, turns })),
      );
    for (const repeat of repeats)
      for (const method of manifest.settings.methods)
        await write(answersName(repeat, method), specBenchAnswers(groups, method, repeat, about));
    return files;
  });
}

/** JSON Schemas of the three files of a run folder, and what the columns of the tables mean. */
export async function exportSchema(out: string): Promise<string[]> {
  return writing(out, async () => {
    const files: string[] = [];
    const texts = schemaFiles();
    await assertFresh(out, Object.keys(texts));
    for (const [name, text] of Object.entries(texts)) {
      const file = await freshFile(out, name);
      await writeLines(file, [text]);
      files.push(file);
    }
    return files;
  });
}

/** By file name. */
export function schemaFiles(): Record<string, string> {
  const schemas = {
    run: z.toJSONSchema(runManifest, { io: 'input' }),
    prompts: z.toJSONSchema(runPrompts, { io: 'input' }),
    // One line of it.
    steps: z.toJSONSchema(compactGroup, { io: 'input' }),
  };
  const files: Record<string, string> = {};
  for (const [name, schema] of Object.entries(schemas))
    files[`${name}.schema.json`] = `${JSON.stringify(schema, null, 2)}\n`;
  return { ...files, 'tables.md': tableDocs() };
}

function* csvLines(run: RunRecord, { columns, rows }: Table): Generator<string, void> {
  yield csvLine(columns.map((column) => column.name));
  for (const row of rows(run)) yield csvLine(row);
}

/** An array of objects, one on a line. */
function* jsonLines(run: RunRecord, { columns, rows }: Table): Generator<string, void> {
  let before = '[\n';
  for (const row of rows(run)) {
    yield `${before}${JSON.stringify(Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])))}`;
    before = ',\n';
  }
  yield before === ',\n' ? '\n]\n' : '[]\n';
}

async function writeParquet(run: RunRecord, table: Table, file: string): Promise<void> {
  // A database a table: the largest one alone fits its memory.
  const database = await RunDatabase.open({ files: true });
  try {
    await database.add(run, [table]);
    await database.query(`COPY ${table.name} TO '${file.replaceAll("'", "''")}' (FORMAT parquet)`);
  } finally {
    database.close();
  }
}

async function writeLines(file: string, lines: Iterable<string>): Promise<void> {
  await pipeline(Readable.from(lines), createWriteStream(file, { flags: 'wx' }));
}

/** Before the first is written: a refusal leaves the folder as it was. */
async function assertFresh(out: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const there = await access(path.join(out, name)).then(
      () => true,
      () => false,
    );
    if (there) throw invalidArgument('export folder', out, `a folder without ${name}`);
  }
}

async function freshFile(out: string, name: string): Promise<string> {
  await assertFresh(out, [name]);
  const file = path.join(out, name);
  await mkdir(path.dirname(file), { recursive: true });
  return file;
}

async function writing<T>(out: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (cause instanceof EngineError || code === undefined) throw cause;
    throw new EngineError('runtime-failure', `cannot write the export ${JSON.stringify(out)}: ${code}`, {
      cause,
    });
  }
}
