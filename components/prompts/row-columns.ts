/** The columns of the table of questions: what each is called, and what it is sorted by. Pure. */
import { figureEntry } from '../../engine/core/figure-catalog.ts';
import { OUTCOMES } from '../../engine/core/ledger.ts';
import type { QuestionRow } from '../../engine/core/question-rows.ts';
import type { Method } from '../../engine/protocol.ts';
import { METHOD_STYLES } from '../methods.ts';
import { SEARCH_FIGURES, type SearchFigureName } from './search-terms.ts';

export interface RowColumn {
  /** As addresses name it. */
  id: string;
  name: string;
  /** What it is, for a hint. */
  words: string;
  numeric: boolean;
  /** Whose figures it holds; null for those of the question. */
  method: Method | null;
  /** Null is "not known" and goes last either way; undefined columns are not sorted by. */
  sortBy: ((row: QuestionRow) => number | string | null) | null;
}

/** `meant` is the method whose single figures are shown; the speedup is shown of every method. */
export function rowColumns(methods: readonly Method[], meant: Method): RowColumn[] {
  const figure = (id: SearchFigureName, name: string, method: Method | null): RowColumn => ({
    id,
    name,
    words: SEARCH_FIGURES[id].words,
    numeric: true,
    method,
    sortBy: (row) => SEARCH_FIGURES[id].of(row, meant),
  });
  return [
    {
      id: 'id',
      name: '#',
      words: 'number of the question in its suite',
      numeric: true,
      method: null,
      sortBy: ({ questionId }) => questionId,
    },
    {
      id: 'category',
      name: 'category',
      words: 'category of the question',
      numeric: false,
      method: null,
      sortBy: ({ category }) => category,
    },
    {
      id: 'text',
      name: 'prompt',
      words: "the user's words, first turn",
      numeric: false,
      method: null,
      sortBy: ({ turns }) => turns[0] ?? null,
    },
    ...methods
      .filter((method) => method !== 'vanilla')
      .map(
        (method): RowColumn => ({
          id: `speedup.${method}`,
          name: METHOD_STYLES[method].label,
          words: `speedup of ${METHOD_STYLES[method].label}: ${figureEntry('speedup').formula}; below it the 95 % interval over repeats`,
          numeric: true,
          method,
          sortBy: (row) => row.methods[method]?.speedup ?? null,
        }),
      ),
    {
      id: 'gains',
      name: 'gains',
      words: 'tokens that each step emitted, step by step; every row on the same scale',
      numeric: false,
      method: meant,
      sortBy: null,
    },
    figure('step', 'tok/step', meant),
    figure('empty', 'empty', meant),
    figure('tokens', 'tokens', meant),
    {
      id: 'outcome',
      name: 'output',
      words: "how the output stands to vanilla's",
      numeric: false,
      method: meant,
      sortBy: (row) => {
        const outcome = row.methods[meant]?.outcome;
        return outcome === undefined || meant === 'vanilla' ? null : OUTCOMES.indexOf(outcome);
      },
    },
    figure('loop', 'loop', null),
    figure('top1', 'top-1', null),
  ];
}

export interface RowSort {
  column: string;
  descending: boolean;
}

/** `-speedup.medusa`: falling; as an address has it. Empty is the order of the run. */
export function parseSort(text: string): RowSort | null {
  if (text === '') return null;
  return text.startsWith('-')
    ? { column: text.slice(1), descending: true }
    : { column: text, descending: false };
}

export function sortText(sort: RowSort | null): string {
  return sort === null ? '' : `${sort.descending ? '-' : ''}${sort.column}`;
}

/** What a click on a heading makes of the order: rising, falling, the run's own. */
export function nextSort(sort: RowSort | null, column: string): RowSort | null {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? null : { column, descending: true };
}

/** Stable; what is not known comes last, rising or falling. A column that is not there leaves the order of the run. */
export function sortRows(
  rows: readonly QuestionRow[],
  columns: readonly RowColumn[],
  sort: RowSort | null,
): QuestionRow[] {
  const of = sort && columns.find(({ id }) => id === sort.column)?.sortBy;
  if (!of) return [...rows];
  const keyed = rows.map((row) => ({ row, key: of(row) }));
  const way = sort.descending ? -1 : 1;
  return keyed
    .toSorted((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
      return way * compareKeys(a.key, b.key);
    })
    .map(({ row }) => row);
}

/** Numbers by size and before words; words as a reader sorts them, `2` before `10`. */
function compareKeys(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}
