import { TABLES } from './all-tables.ts';

/** The tables and their columns in Markdown: docs/schema/tables.md. */
export function tableDocs(): string {
  const sections = TABLES.map(({ name, about, columns }) =>
    [
      `## ${name}`,
      '',
      about,
      '',
      '| column | type | meaning |',
      '| --- | --- | --- |',
      ...columns.map((column) => `| ${column.name} | ${column.type} | ${column.about} |`),
    ].join('\n'),
  );
  const head =
    'Made by `gorgon export --format schema`. Times are milliseconds; an unknown value is NULL, never 0.';
  return `${['# Tables of a run', head, ...sections].join('\n\n')}\n`;
}
