import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { exportSchema, exportSpecBench, exportTables, schemaFiles } from '../../engine/records/export-run.ts';
import { type RunRecord, readRun } from '../../engine/records/read-run.ts';
import { TABLES } from '../../engine/records/tables/all-tables.ts';
import { type SampleRun, writeSampleRun } from './sample-run.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function record(sample: SampleRun = {}): Promise<{ run: RunRecord; out: string }> {
  const folder = await temporaryFolder();
  await writeSampleRun(path.join(folder, 'run'), sample);
  return { run: await readRun(path.join(folder, 'run')), out: path.join(folder, "it's", 'out') };
}

/** The same rows by the program that reads the files, not by ours. */
async function rowsOf(file: string, reader: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const found = await connection.runAndReadAll(`SELECT * FROM ${reader}('${file.replaceAll("'", "''")}')`);
  const rows = found.getRowsJS().map((row) => row.map((v) => (typeof v === 'bigint' ? Number(v) : v)));
  connection.closeSync();
  instance.closeSync();
  return rows;
}

it('Parquet, CSV and JSON hold every row, figures to the last digit', async () => {
  const { run, out } = await record({ turns: 2, wrongFrom: 30 });
  for (const format of ['parquet', 'csv', 'json'] as const) {
    const files = await exportTables(run, format, path.join(out, format));
    expect(files.map((file) => path.basename(file))).toEqual(TABLES.map((t) => `${t.name}.${format}`));
  }
  for (const table of TABLES) {
    const rows = [...table.rows(run)];
    expect(await rowsOf(path.join(out, 'parquet', `${table.name}.parquet`), 'read_parquet')).toEqual(rows);
    const json = JSON.parse(await readFile(path.join(out, 'json', `${table.name}.json`), 'utf8'));
    expect(json.map(Object.values)).toEqual(rows);
    expect(Object.keys(json[0])).toEqual(table.columns.map((column) => column.name));
  }
  const questions = await readFile(path.join(out, 'csv', 'questions.csv'), 'utf8');
  const [first] = run.questions;
  expect(questions.split('\n')[1]).toBe(
    `run,${first?.questionId},${first?.category},vanilla,2,${first?.tokens},1,,,${first?.tokensPerSecond},1,0,1,0,${first?.repeated4grams},identical`,
  );
  const answers = await rowsOf(path.join(out, 'csv', 'answers.csv'), 'read_csv');
  expect(answers).toHaveLength(8);
});

it("Spec-Bench's form is a folder a repeat, and the questions", async () => {
  const { run, out } = await record({ repeats: 2 });
  const files = await exportSpecBench(run, out);
  expect(files.map((file) => path.relative(out, file))).toEqual([
    'question.jsonl',
    'run_1/vanilla.jsonl',
    'run_1/lookup.jsonl',
    'run_2/vanilla.jsonl',
    'run_2/lookup.jsonl',
  ]);
  const [questions, answers] = await Promise.all(
    ['question.jsonl', 'run_2/lookup.jsonl'].map(async (name) =>
      (await readFile(path.join(out, name), 'utf8'))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ),
  );
  expect(questions?.[0]).toEqual({ question_id: 1, category: 'math', turns: ['a1 asks again'] });
  expect(answers?.map((answer) => answer.question_id)).toEqual([1, 2]);
});

it('never writes over a file', async () => {
  const { run, out } = await record();
  await exportTables(run, 'csv', out);
  const before = await readFile(path.join(out, 'answers.csv'), 'utf8');
  await expect(exportTables(run, 'csv', out)).rejects.toMatchObject({
    code: 'invalid-argument',
    message: expect.stringContaining('a folder without runs.csv'),
  });
  expect(await readFile(path.join(out, 'answers.csv'), 'utf8')).toBe(before);
});

it('refuses before it writes the first of several', async () => {
  const out = await temporaryFolder();
  await writeFile(path.join(out, 'tables.md'), 'mine');
  await expect(exportSchema(out)).rejects.toMatchObject({
    message: expect.stringContaining('a folder without tables.md'),
  });
  expect(await readdir(out)).toEqual(['tables.md']);
});

it('names a folder that cannot be written', async () => {
  const { run } = await record();
  const file = path.join(await temporaryFolder(), 'file');
  await writeFile(file, '');
  await expect(exportTables(run, 'csv', path.join(file, 'out'))).rejects.toMatchObject({
    code: 'runtime-failure',
    message: expect.stringMatching(/cannot write the export ".*out": (ENOTDIR|EEXIST)/),
  });
});

it('the published schema is that of the code (rm -r docs/schema && npm run gorgon -- export --format schema --out docs/schema)', async () => {
  const folder = new URL('../../docs/schema/', import.meta.url);
  const files = schemaFiles();
  expect((await readdir(folder)).sort()).toEqual(Object.keys(files).sort());
  for (const [name, text] of Object.entries(files))
    expect(await readFile(new URL(name, folder), 'utf8'), name).toBe(text);
});
