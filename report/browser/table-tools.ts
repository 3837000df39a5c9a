/** Sorting by any column, and hiding rows that lack a word. */

/** Tables of a few rows, and those without numbers, stay as they are. */
const SORTABLE_FROM = 4;

export function makeSortable(table: HTMLTableElement): void {
  const body = table.tBodies[0];
  if (!body || body.rows.length < SORTABLE_FROM || !table.querySelector('th.number')) return;
  for (const head of table.querySelectorAll<HTMLTableCellElement>('thead th')) {
    const button = document.createElement('button');
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const descending = head.getAttribute('aria-sort') === 'ascending';
      for (const other of table.querySelectorAll('thead th')) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      body.append(...sorted([...body.rows], head.cellIndex, descending));
    });
  }
}

function sorted(rows: HTMLTableRowElement[], column: number, descending: boolean): HTMLTableRowElement[] {
  const keyed = rows.map((row) => ({ row, key: keyOf(row.cells[column]) }));
  const sign = descending ? -1 : 1;
  keyed.sort(({ key: a }, { key: b }) => {
    // What is not known goes last in either order.
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
    return sign * String(a).localeCompare(String(b), 'en', { numeric: true });
  });
  return keyed.map(({ row }) => row);
}

function keyOf(cell: HTMLTableCellElement | undefined): number | string | null {
  const text = cell?.textContent ?? '';
  const exact = cell?.dataset.sort;
  if (exact !== undefined) return exact === 'null' ? null : Number(exact);
  return text === 'n/a' ? null : text;
}

export function makeFilter(table: HTMLTableElement): void {
  const label = document.createElement('label');
  label.className = 'filter';
  label.textContent = 'Only rows with these words, for example "medusa coding": ';
  const field = document.createElement('input');
  field.type = 'search';
  label.append(field);
  table.parentElement?.before(label);
  field.addEventListener('input', () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of table.tBodies[0]?.rows ?? []) {
      const cells = [...row.cells].map((cell) => cell.textContent?.toLowerCase() ?? '');
      row.hidden = !words.every((word) => cells.some((cell) => cell.includes(word)));
    }
  });
}
