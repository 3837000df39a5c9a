/**
 * The tables of runs in a DuckDB in memory, for questions in SQL. A query sees nothing but these tables: access to files
 * and networks is switched off and the switch is locked. Nothing is spilled to a disk either; a query that needs more
 * than the memory allowed ends with an error.
 */
import {
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBType,
  DuckDBTypeId,
  type Json,
} from '@duckdb/node-api';
import { EngineError, invalidArgument } from '../errors.ts';
import type { RunRecord } from './read-run.ts';
import { TABLES } from './tables/all-tables.ts';
import type { Cell, Table } from './tables/table.ts';

const OPTIONS = { threads: '1', memory_limit: '512MB' };

/** DuckDB's vectors hold so many values. */
const CHUNK_ROWS = 2048;

/** Types that DuckDB's own JSON writes as strings, though they are numbers. */
const NUMBERS: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UHUGEINT,
  DuckDBTypeId.DECIMAL,
]);

export interface QueryResult {
  columns: string[];
  /** Whether a column holds numbers. */
  numeric: boolean[];
  rows: Json[][];
}

export class RunDatabase {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  /** All tables, empty. `files`: whether COPY may write files. */
  static async open({ files = false } = {}): Promise<RunDatabase> {
    const instance = await DuckDBInstance.create(':memory:', OPTIONS);
    const connection = await instance.connect();
    if (!files) await connection.run('SET enable_external_access = false');
    await connection.run('SET lock_configuration = true');
    for (const { name, columns } of TABLES) {
      const list = columns.map((column) => `${quoted(column.name)} ${column.type}`).join(', ');
      await connection.run(`CREATE TABLE ${name} (${list})`);
    }
    return new RunDatabase(instance, connection);
  }

  /** Adds the run's rows to the given tables. */
  async add(run: RunRecord, tables: readonly Table[] = TABLES): Promise<void> {
    for (const table of tables) {
      const appender = await this.#connection.createAppender(table.name);
      const types = table.columns.map((_, i) => appender.columnType(i));
      for (const rows of chunks(table.rows(run))) {
        const chunk = DuckDBDataChunk.create(types);
        chunk.setRows(rows.map((row) => row.map((cell, i) => valueFor(cell, types[i]))));
        appender.appendDataChunk(chunk);
      }
      appender.closeSync();
    }
  }

  /** Runs one statement. Throws `invalid-argument` with DuckDB's own words where it cannot be run. */
  async query(sql: string): Promise<QueryResult> {
    try {
      // Of an empty text DuckDB only says that its callback failed.
      const count = sql.trim() === '' ? 0 : (await this.#connection.extractStatements(sql)).count;
      if (count !== 1) throw invalidArgument('query', sql, `one SQL statement; these are ${count}`);
      const reader = await this.#connection.runAndReadAll(sql);
      const types = reader.columnTypes();
      return {
        columns: reader.columnNames(),
        numeric: types.map(isNumeric),
        rows: reader.getRowsJson().map((row) => row.map((value, i) => plain(value, types[i]))),
      };
    } catch (error) {
      if (error instanceof EngineError) throw error;
      throw new EngineError('invalid-argument', `cannot run the query: ${headOf(error)}`, { cause: error });
    }
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}

/** The tables whose names occur in a query: the others need not be filled for it. */
export function tablesIn(sql: string): Table[] {
  return TABLES.filter(({ name }) => new RegExp(`\\b${name}\\b`, 'i').test(sql));
}

function* chunks(rows: Iterable<Cell[]>): Generator<Cell[][], void> {
  let chunk: Cell[][] = [];
  for (const row of rows) {
    chunk.push(row);
    if (chunk.length < CHUNK_ROWS) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

function valueFor(cell: Cell, type: DuckDBType | undefined): Cell | bigint {
  return typeof cell === 'number' && type?.typeId === DuckDBTypeId.BIGINT ? BigInt(cell) : cell;
}

/** Whole numbers beyond 2^53 stay strings: as numbers they would be others. */
function plain(value: Json, type: DuckDBType | undefined): Json {
  if (typeof value !== 'string' || !type || !NUMBERS.has(type.typeId)) return value;
  const number = Number(value);
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? value : number;
}

function isNumeric({ typeId }: DuckDBType): boolean {
  const small = [
    DuckDBTypeId.TINYINT,
    DuckDBTypeId.SMALLINT,
    DuckDBTypeId.INTEGER,
    DuckDBTypeId.UTINYINT,
    DuckDBTypeId.USMALLINT,
    DuckDBTypeId.UINTEGER,
    DuckDBTypeId.FLOAT,
    DuckDBTypeId.DOUBLE,
  ];
  return NUMBERS.has(typeId) || small.includes(typeId);
}

/** Without the picture of the place, which needs several lines. */
function headOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n\n')[0] ?? message).replace('Failed to extract statements: ', '');
}

function quoted(name: string): string {
  return `"${name}"`;
}
