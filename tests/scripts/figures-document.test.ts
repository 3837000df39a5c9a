import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { FIGURES_DOCUMENT, figuresDocument } from '../../scripts/figures-document.ts';

it('docs/figures.md says what the catalog says (npm run docs writes it)', async () => {
  expect(await readFile(FIGURES_DOCUMENT, 'utf8')).toBe(figuresDocument());
});
