import { access, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type RunRecord, readRun } from '../../engine/records/read-run.ts';
import { RunDatabase, tablesIn } from '../../engine/records/run-database.ts';
import { TABLES } from '../../engine/records/tables/all-tables.ts';
import { type SampleRun, writeSampleRun } from './sample-run.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function record(name: string, sample: SampleRun): Promise<RunRecord> {
  const dir = path.join(await temporaryFolder(), name);
  await writeSampleRun(dir, sample);
  return readRun(dir);
}

async function databaseOf(...runs: RunRecord[]): Promise<RunDatabase> {
  const database = await RunDatabase.open();
  onTestFinished(() => database.close());
  for (const run of runs) await database.add(run);
  return database;
}

it('every table has a row for each thing that the record holds', async () => {
  const a = await record('a', { turns: 2, repeats: 2 });
  const b = await record('b', { questions: [1] });
  const database = await databaseOf(a, b);
  const results = [...a.groups, ...b.groups].flatMap((group) => group.results);
  const steps = results.flatMap((result) => result.steps);
  const counts = { runs: 2, questions: 6, answers: results.length, steps: steps.length };
  for (const [table, count] of Object.entries(counts))
    expect((await database.query(`SELECT count(*) FROM ${table}`)).rows, table).toEqual([[count]]);
  const nodes = steps.reduce((sum, step) => sum + step.tree.tokenIds.length, 0);
  expect((await database.query('SELECT count(*) FROM nodes')).rows).toEqual([[nodes]]);
});

it('figures are those of the summary, to the last digit', async () => {
  const run = await record('a', { questions: [1, 2, 3, 4] });
  const database = await databaseOf(run);
  const { rows, columns } = await database.query(
    "SELECT question_id, speedup, tokens_per_second FROM questions WHERE method = 'lookup' ORDER BY question_id",
  );
  const figures = run.questions.filter(({ method }) => method === 'lookup');
  expect(columns).toEqual(['question_id', 'speedup', 'tokens_per_second']);
  expect(rows).toEqual(figures.map((q) => [`${q.questionId}`, q.speedup, q.tokensPerSecond]));
  const [micro] = (
    await database.query(
      "SELECT sum(emitted) / count(*), sum(emitted) FROM steps WHERE method = 'lookup' GROUP BY method",
    )
  ).rows;
  expect(micro?.[0]).toBeCloseTo(run.summary.methods.lookup?.overall.tokensPerStep as number, 12);
});

it('the headline figures are a table, as shown and with all digits', async () => {
  const run = await record('a', { questions: [1, 2, 3] });
  const database = await databaseOf(run);
  const { rows } = await database.query(
    "SELECT category, value, shown FROM figures WHERE method = 'lookup' AND figure = 'tokensPerStep' ORDER BY category",
  );
  const { overall, byCategory } = run.summary.methods.lookup ?? {};
  const figures = { math: byCategory?.math, overall, stem: byCategory?.stem };
  expect(rows).toEqual(
    Object.entries(figures).map(([category, f]) => [
      category,
      f?.tokensPerStep,
      f?.tokensPerStep?.toFixed(2),
    ]),
  );
  const [unknown] = (
    await database.query(
      "SELECT value, shown FROM figures WHERE method = 'vanilla' AND figure = 'speedupLow'",
    )
  ).rows;
  expect(unknown).toEqual([null, 'n/a']);
});

it('nodes say what they spell, what was accepted and what the target wanted', async () => {
  const run = await record('a', { questions: [1], settings: { traceLevel: 'full' } });
  const step = run.groups[0]?.results
    .find(({ method }) => method === 'lookup')
    ?.steps.find(({ acceptedPath, tree }) => acceptedPath.length > 0 && tree.tokenIds.length > 2);
  if (!step) throw new Error('no step accepts anything');
  const database = await databaseOf(run);
  const { rows } = await database.query(
    `SELECT node, parent, token_id, token, accepted, target_probability, next_token_id FROM nodes
     WHERE method = 'lookup' AND step = ${step.index} ORDER BY node`,
  );
  expect(rows).toEqual(
    step.tree.tokenIds.map((tokenId, node) => [
      node,
      node === 0 ? null : step.tree.parents[node],
      tokenId,
      String.fromCharCode(tokenId),
      node === 0 ? null : step.acceptedPath.includes(node),
      step.targetProbs?.[node] ?? null,
      step.targetTop.ids[node]?.[0],
    ]),
  );
});

it('answers carry the ledger', async () => {
  const run = await record('a', { questions: [2], wrongFrom: 30 });
  const database = await databaseOf(run);
  const { rows } = await database.query(
    'SELECT method, outcome, first_difference, other_token, text FROM answers ORDER BY method',
  );
  const [difference] = run.differences;
  const text = (method: string) => run.groups[0]?.results.find((r) => r.method === method)?.text;
  expect(rows).toEqual([
    ['lookup', 'suspect', difference?.comparison.position, difference?.comparison.otherToken, text('lookup')],
    ['vanilla', null, null, null, text('vanilla')],
  ]);
});

it('large whole numbers are numbers, larger ones stay exact', async () => {
  const database = await databaseOf();
  const { rows, numeric } = await database.query(
    "SELECT 8000000000, 9007199254740993, sum(1), 1.50::DECIMAL(5, 2), NULL, true, 'x' FROM range(3)",
  );
  expect(rows).toEqual([[8_000_000_000, '9007199254740993', 3, 1.5, null, true, 'x']]);
  expect(numeric).toEqual([true, true, true, true, true, false, false]);
});

it('a query reaches no file, and cannot change that', async () => {
  const database = await databaseOf();
  const folder = await temporaryFolder();
  await writeFile(path.join(folder, 'secret.csv'), 'a\n1\n');
  const refused = [
    `SELECT * FROM '${folder}/secret.csv'`,
    `SELECT * FROM read_text('${folder}/secret.csv')`,
    `COPY (SELECT 1) TO '${folder}/out.csv'`,
    `ATTACH '${folder}/out.db'`,
    `EXPORT DATABASE '${folder}/all'`,
    'INSTALL httpfs',
    'SET enable_external_access = true',
    "SET memory_limit = '100GB'",
  ];
  for (const sql of refused)
    await expect(database.query(sql), sql).rejects.toMatchObject({ code: 'invalid-argument' });
  await expect(access(path.join(folder, 'out.csv'))).rejects.toThrow('ENOENT');
});

it('a query that cannot run is told in one line', async () => {
  const database = await databaseOf();
  const cases: [string, RegExp][] = [
    ['SELEC 1', /^cannot run the query: Parser Error: syntax error at or near "SELEC"$/],
    ['SELECT nothing FROM runs', /^cannot run the query: Binder Error: .*nothing/],
    ['SELECT 1; SELECT 2', /one SQL statement; these are 2\)$/],
    ['', /one SQL statement; these are 0\)$/],
  ];
  for (const [sql, message] of cases)
    await expect(database.query(sql)).rejects.toMatchObject({ message: expect.stringMatching(message) });
});

it('only tables that a query names are filled for it', () => {
  const names = (sql: string) => tablesIn(sql).map(({ name }) => name);
  expect(names('SELECT * FROM Runs JOIN "answers" USING (run)')).toEqual(['runs', 'answers']);
  expect(names('SELECT question_id, first_steps FROM x')).toEqual([]);
});

it('columns have names of their own and say what they mean', () => {
  for (const { columns } of TABLES) {
    expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length);
    for (const { name, about } of columns) {
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(about.length).toBeGreaterThan(5);
    }
  }
});
