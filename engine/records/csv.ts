/** RFC 4180 with line feeds: a field is quoted where it must be; null is an empty field. */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(field).join(',')}\n`;
}

function field(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  const text = typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
  // An empty text is not "not known".
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
