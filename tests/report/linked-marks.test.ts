import { expect, it } from 'vitest';
import { linksOf } from '../../components/overview/run-links.ts';
import { formatFigure } from '../../engine/core/figure-catalog.ts';
import { allCharts } from '../../report/charts/all-charts.ts';
import { WIDE } from '../../report/charts/chart.ts';
import { costScatter } from '../../report/charts/cost-scatter.ts';
import { speedupDots } from '../../report/charts/speedup-dots.ts';
import { tableCsv } from '../../report/csv.ts';
import { render } from '../../report/markup.ts';
import { sampleInput } from './sample-input.ts';

const input = await sampleInput();
const drawn = (chart: typeof speedupDots, link?: ReturnType<typeof linksOf>) => {
  const { draw } = chart(input);
  if (!draw) throw new Error('nothing is drawn');
  return render(draw(WIDE, link));
};
const hrefs = (svg: string) => [...svg.matchAll(/<a href="([^"]+)"/g)].map(([, href]) => href);

it('on paper no mark is a link', () => {
  for (const { draw } of allCharts(input)) if (draw) expect(render(draw(WIDE))).not.toContain('<a');
});

it('on a page every mark of the speedups leads to what it was made from', () => {
  const link = linksOf('a run');
  const found = hrefs(drawn(speedupDots, link));
  const measured = input.questions.filter(({ method, speedup }) => method !== 'vanilla' && speedup !== null);
  for (const { method, questionId, category } of measured) {
    // Once in its category and once in the whole.
    expect(found.filter((href) => href === link({ method, questionId }))).toHaveLength(2);
    expect(found).toContain(link({ method, category }));
    expect(found).toContain(link({ method }));
  }
});

it('a mark of one question is passed by the tabulator and says its figure', () => {
  const svg = drawn(costScatter, linksOf('r'));
  const question = input.questions.find(({ method }) => method !== 'vanilla');
  expect(svg).toContain(
    `: ${formatFigure('tokensPerStep', question?.tokensPerStep ?? null)} tokens per step at ${formatFigure('stepOverhead', question?.stepOverhead ?? null)} times`,
  );
  for (const [, rest] of svg.matchAll(/<a href="\/runs\/r\/prompts\/\d[^>]*?"([^>]*)>/g))
    expect(rest).toContain('tabindex="-1"');
  expect(hrefs(svg).length).toBeGreaterThan(input.questions.length / 2);
});

it('links are addresses of the pages, names of any kind in them', () => {
  const link = linksOf('a/b');
  expect(link({ method: 'medusa' })).toBe('/runs/a%2Fb/prompts?q=m%3Amedusa');
  expect(link({ method: 'medusa', category: 'stem' })).toBe('/runs/a%2Fb/prompts?q=cat%3Astem%20m%3Amedusa');
  expect(new URL(link({ method: 'medusa', category: 'a b' }) ?? '', 'http://x').searchParams.get('q')).toBe(
    'cat:"a b" m:medusa',
  );
  expect(link({ method: 'lookup', category: 'stem', questionId: 7 })).toBe('/runs/a%2Fb/prompts/7?m=lookup');
});

it('a table as a sheet keeps cells that hold commas and quotes whole', () => {
  const sheet = tableCsv({
    columns: [{ name: 'a, b' }, { name: 'c', numeric: true }],
    rows: [['say "x"', { text: '1.50', sortBy: 1.5 }]],
  });
  expect(sheet).toBe('"a, b",c\r\n"say ""x""",1.50\r\n');
});
