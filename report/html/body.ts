/**
 * What a reader sees, as parts that each have an id: the page is made of them, and the reader's browser makes them
 * again from the raw steps and compares.
 */
import { type Chart, NARROW, WIDE } from '../charts/chart.ts';
import { countSteps, type ReportInput } from '../input.ts';
import { type Content, el, type Markup } from '../markup.ts';
import { headOf, type Section, sectionsOf } from '../sections.ts';
import { tableHtml } from '../table.ts';

export interface Part {
  id: string;
  title: string;
  markup: Markup;
}

export function bodyParts(input: ReportInput): Part[] {
  return [headPart(input), ...sectionsOf(input).map(sectionPart)];
}

function headPart(input: ReportInput): Part {
  const { title, lines, notices, headline } = headOf(input);
  const markup = el(
    'header',
    { id: 'head' },
    el('h1', {}, title),
    lines.map((line) => el('p', { class: 'quiet' }, line)),
    notices.map(({ kind, text, grave }) =>
      el('p', { class: grave ? 'notice grave' : 'notice', 'data-kind': kind }, text),
    ),
    el(
      'ul',
      { class: 'headline' },
      headline.map((sentence) => el('li', {}, sentence)),
    ),
  );
  return { id: 'head', title, markup };
}

function sectionPart({ id, title, words, chart, tables, commands }: Section): Part {
  const markup = el(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    el('h2', { id: `${id}-title` }, title),
    words.map((paragraph) => el('p', {}, paragraph)),
    chart ? chartHtml(chart) : null,
    tables.map(tableHtml),
    commands.map((command) => el('pre', {}, el('code', {}, command))),
  );
  return { id, title, markup };
}

/** The table is folded away where the chart shows the same, and open where there is nothing to draw. */
function chartHtml({ draw, table }: Chart): Content {
  if (!draw) return table.rows.length > 0 ? tableHtml(table) : null;
  return [
    el('div', { class: 'wide' }, draw(WIDE)),
    el('div', { class: 'narrow' }, draw(NARROW)),
    el('details', {}, el('summary', {}, 'The numbers as a table'), tableHtml(table)),
  ];
}

/** What the check says before it has run, and for good where scripts are off. */
export function uncheckedWords(input: ReportInput): string {
  return `Figures were computed from ${countSteps(input.groups)} raw steps when this file was made. The steps are inside it: opened with scripts on, it computes everything again and says whether it matches.`;
}
