/** Runs in the reader's browser when a report is opened: computes everything again, compares, then makes tables sortable. */
import { decodeRecord } from '../embedded-record.ts';
import { bodyParts } from '../html/body.ts';
import { countSteps } from '../input.ts';
import { render } from '../markup.ts';
import { compareParts, type Mismatch } from './compare-parts.ts';
import { makeFilter, makeSortable } from './table-tools.ts';

const status = document.getElementById('check');
if (status) {
  try {
    const mismatches = await check(status);
    if (mismatches === 0) status.dataset.state = 'matches';
    else status.dataset.state = 'mismatch';
  } catch (error) {
    status.dataset.state = 'mismatch';
    status.textContent = `MISMATCH: the raw steps inside this file cannot be read (${error instanceof Error ? error.message : String(error)}). Nothing it shows can be checked.`;
  }
}
for (const table of document.querySelectorAll('table')) makeSortable(table);
const questions = document.querySelector<HTMLTableElement>('#questions-table');
if (questions) makeFilter(questions);
// Engines that do not know the pseudo-element of the print style unfold by this.
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
});

/** Number of mismatches, after they were told. */
async function check(status: HTMLElement): Promise<number> {
  const template = document.querySelector<HTMLTemplateElement>('#record');
  const input = decodeRecord(await inflate(template?.content.textContent ?? ''));
  const parts = bodyParts(input).map(({ id, title, markup }) => ({ id, title, html: render(markup) }));
  const mismatches = compareParts(document, parts);
  const steps = countSteps(input.groups);
  if (mismatches.length === 0) {
    status.textContent = `Recomputed from ${steps} raw steps: matches. Every sentence, table and chart of this file is what its steps give.`;
    return 0;
  }
  status.textContent = `MISMATCH: recomputed from ${steps} raw steps, ${mismatches.length} ${mismatches.length === 1 ? 'place does' : 'places do'} not match.`;
  status.append(listOf(mismatches));
  return mismatches.length;
}

const LISTED = 20;

function listOf(mismatches: readonly Mismatch[]): HTMLElement {
  const list = document.createElement('ul');
  for (const { title, shown, computed } of mismatches.slice(0, LISTED)) {
    const item = document.createElement('li');
    item.textContent = `${title}: the file shows "${shown}", the steps give "${computed}"`;
    list.append(item);
  }
  return list;
}

async function inflate(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return await new Response(stream).text();
}
