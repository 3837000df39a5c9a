/** A table as data: one source for the HTML, the Markdown and the sheet behind a chart. */
import { type Content, el, type Markup } from './markup.ts';

export interface Column {
  name: string;
  /** Numbers stand to the right. */
  numeric?: true;
}

export interface Cell {
  text: string;
  /** `bad` is shown in red; the text must say it in words too. */
  tone?: 'bad' | 'good';
  /** Sorts the cell by this instead of its text; null goes last. */
  sortBy?: number | null;
}

export interface Table {
  id: string;
  caption: string;
  columns: Column[];
  rows: (string | Cell)[][];
}

export function cellText(cell: string | Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

/** In a box that scrolls by itself, so that no table widens the page. */
export function tableHtml({ id, caption, columns, rows }: Table): Markup {
  const side = (column: number) => (columns[column]?.numeric ? 'number' : null);
  const heads = columns.map(({ name }, i) => el('th', { scope: 'col', class: side(i) }, name));
  return el(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    el(
      'table',
      { id },
      el('caption', {}, el('span', {}, caption)),
      el('thead', {}, el('tr', {}, heads)),
      el(
        'tbody',
        {},
        rows.map((row) =>
          el(
            'tr',
            {},
            row.map((cell, i) => cellHtml(cell, side(i))),
          ),
        ),
      ),
    ),
  );
}

function cellHtml(cell: string | Cell, side: string | null): Content {
  if (typeof cell === 'string') return el('td', { class: side }, cell);
  const { text, tone = null, sortBy } = cell;
  const names = [side, tone].filter((name) => name !== null).join(' ');
  return el(
    'td',
    { class: names || null, 'data-sort': sortBy === undefined ? null : sortText(sortBy) },
    text,
  );
}

/** Nine digits: engines of other versions round the last bits of a logarithm otherwise. */
function sortText(value: number | null): string {
  return value === null ? 'null' : String(Number(value.toPrecision(9)));
}

/** GitHub's form of tables. */
export function tableMarkdown({ columns, rows }: Omit<Table, 'id' | 'caption'>): string {
  const line = (cells: string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  return [
    line(columns.map(({ name }) => name)),
    `| ${columns.map(({ numeric }) => (numeric ? '--:' : '---')).join(' | ')} |`,
    ...rows.map((row) => line(row.map(cellText))),
  ].join('\n');
}

/** A record's own words (categories, tokens) must not become markup or new cells. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>|#~&]/g, '\\$&').replaceAll(/\s*[\r\n]+\s*/g, ' ');
}
