/** `gorgon query "SQL"`: questions to the tables of runs (docs/records.md). */
import path from 'node:path';
import type { Command } from 'commander';
import { EngineError, invalidArgument } from '../../engine/errors.ts';
import { csvLine } from '../../engine/records/csv.ts';
import { readRun, runFolders } from '../../engine/records/read-run.ts';
import { type QueryResult, RunDatabase, tablesIn } from '../../engine/records/run-database.ts';
import { textTable } from '../table.ts';
import { writeOut } from '../write-out.ts';

interface QueryOptions {
  runs: string;
  run?: string[];
  json: boolean;
  csv: boolean;
}

/** Digits of a number in the table for a terminal; JSON and CSV have them all. */
const TABLE_DIGITS = 6;

export function register(program: Command): void {
  program
    .command('query')
    .description(
      'one SQL statement (DuckDB) over the tables runs, figures, questions, answers, steps and nodes',
    )
    .argument('<sql>', 'for example: SELECT method, avg(speedup) FROM questions GROUP BY method')
    .option('--runs <dir>', 'folder of run folders', 'runs')
    .option(
      '--run <dir>',
      'this run folder instead; may be given several times',
      (dir, all: string[] = []) => [...all, dir],
    )
    .option('--json', 'print a JSON array of objects', false)
    .option('--csv', 'print CSV', false)
    .action(async (sql: string, options: QueryOptions) => {
      const result = await ask(sql, options);
      await writeOut(options.json ? jsonOf(result) : options.csv ? csvOf(result) : tableOf(result));
    });
}

async function ask(sql: string, { run, runs }: QueryOptions): Promise<QueryResult> {
  const tables = tablesIn(sql);
  const database = await RunDatabase.open();
  try {
    if (tables.length > 0) {
      for (const dir of chosenRuns(run ?? (await runFolders(runs)), runs))
        await database.add(await readRun(dir), tables);
    }
    return await database.query(sql);
  } finally {
    database.close();
  }
}

/** Throws unless there is one, and unless they have different names: the tables tell them apart by these. */
function chosenRuns(dirs: readonly string[], runs: string): string[] {
  if (dirs.length === 0)
    throw new EngineError(
      'file-not-found',
      `there is no run in ${JSON.stringify(runs)} (gorgon bench makes one; --run DIR names one elsewhere)`,
    );
  const byName = new Map<string, string>();
  for (const dir of new Set(dirs.map((one) => path.resolve(one)))) {
    const name = path.basename(dir);
    const other = byName.get(name);
    if (other) throw invalidArgument('run', dir, `folders of different names; ${other} has the same`);
    byName.set(name, dir);
  }
  return [...byName.values()];
}

function jsonOf({ columns, rows }: QueryResult): string {
  const objects = rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])));
  return `${JSON.stringify(objects)}\n`;
}

function csvOf({ columns, rows }: QueryResult): string {
  return [columns, ...rows].map(csvLine).join('');
}

function tableOf({ columns, numeric, rows }: QueryResult): string {
  const cells = rows.map((row) => row.map(cellText));
  return `${textTable(
    columns,
    cells,
    numeric.map((is) => !is),
  )}\n`;
}

function cellText(value: unknown): string {
  if (value === null) return 'n/a';
  if (typeof value === 'number')
    return Number.isInteger(value) ? `${value}` : `${Number(value.toPrecision(TABLE_DIGITS))}`;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replaceAll('\n', '\\n');
}
