/** A table for a terminal: columns of words to the left, of numbers to the right, a rule under the header. */

/** `words`: which columns are of words. An empty row is an empty line. */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  words: readonly boolean[],
): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return words[column] ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return [header, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n');
}
