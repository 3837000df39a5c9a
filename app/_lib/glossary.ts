/** docs/glossary.md as data: the tables of terms under their headings. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { GlossarySection } from '../../components/method/glossary-list.tsx';

export async function readGlossary(): Promise<GlossarySection[]> {
  const file = path.join(/* turbopackIgnore: true */ process.cwd(), 'docs', 'glossary.md');
  return parseGlossary(await readFile(file, 'utf8'));
}

/** Sections without a table of two columns are left out. */
export function parseGlossary(text: string): GlossarySection[] {
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [title = '', ...lines] = section.split('\n');
      // Behind the heading of a table and its rule.
      const rows = lines.filter((line) => line.startsWith('| ')).slice(2);
      const terms = rows.flatMap((row) => {
        const [term, meaning, more] = row
          .split(' | ')
          .map((cell) => cell.replaceAll(/^\| | \|$/g, '').trim());
        return term && meaning && more === undefined ? [{ term: plain(term), meaning: plain(meaning) }] : [];
      });
      return { title: title.trim(), terms };
    })
    .filter(({ terms }) => terms.length > 0);
}

/** Without the signs of Markdown. */
function plain(text: string): string {
  return text.replaceAll(/[`*]/g, '').replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1');
}
