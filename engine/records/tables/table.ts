/** A flat table of a run: its columns say what they hold once, for queries, exports and docs/records.md. */
import type { RunRecord } from '../read-run.ts';

export type ColumnType = 'VARCHAR' | 'BOOLEAN' | 'INTEGER' | 'BIGINT' | 'DOUBLE';
/** Null is "not known" or "there is none". */
export type Cell = string | number | boolean | null;

export interface Column {
  name: string;
  type: ColumnType;
  /** Meaning and unit. */
  about: string;
}

export interface Table {
  name: string;
  /** What one row is. */
  about: string;
  columns: readonly Column[];
  /** One array a row, in the order of the columns. */
  rows: (run: RunRecord) => Generator<Cell[], void>;
}

/** A column and how its value follows from what a row is made of. */
export type ColumnOf<Row> = readonly [
  name: string,
  type: ColumnType,
  about: string,
  of: (row: Row) => Cell | undefined,
];

export function defineTable<Row>(
  name: string,
  about: string,
  columns: readonly ColumnOf<Row>[],
  rowsOf: (run: RunRecord) => Iterable<Row>,
): Table {
  return {
    name,
    about,
    columns: columns.map(([column, type, meaning]) => ({ name: column, type, about: meaning })),
    *rows(run) {
      for (const row of rowsOf(run)) yield columns.map(([, , , of]) => of(row) ?? null);
    },
  };
}
