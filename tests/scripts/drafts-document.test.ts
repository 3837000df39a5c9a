import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { DRAFTS_DOCUMENT, draftsDocument } from '../../scripts/drafts-document.ts';

it('docs/drafts.md says what the cards say (npm run docs writes it)', async () => {
  expect(await readFile(DRAFTS_DOCUMENT, 'utf8')).toBe(await draftsDocument());
});
