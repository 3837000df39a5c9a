/** docs/figures.md out of the catalog of figures: `npm run docs` writes it, a test holds it against the catalog. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { FIGURE_IDS, figureEntry } from '../engine/core/figure-catalog.ts';

export const FIGURES_DOCUMENT = fileURLToPath(new URL('../docs/figures.md', import.meta.url));

export function figuresDocument(): string {
  const entries = FIGURE_IDS.map((id) => {
    const { name, formula, unit, over, source } = figureEntry(id);
    return [
      `### ${name}`,
      '',
      `\`${id}\`${unit ? `, ${unit}` : ''}`,
      '',
      `- Formula: ${formula}`,
      `- Over: ${over}`,
      `- Source: ${source}`,
      '',
    ].join('\n');
  });
  return [
    '# Figures',
    '',
    'Every figure of a run: bench, pages, reports and `--fail-under` compute and print it by these lines, which are',
    'written out of `engine/core/figure-catalog.ts` (`npm run docs`). What is not known is n/a, never 0. Terms:',
    '[glossary.md](glossary.md).',
    '',
    ...entries,
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(FIGURES_DOCUMENT, figuresDocument());
