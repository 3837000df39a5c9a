import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatFigure, formatInterval } from '../../engine/core/figure-catalog.ts';
import type { MethodFigures } from '../../engine/core/method-figures.ts';
import { METHODS } from '../../engine/protocol.ts';
import { allCharts } from '../../report/charts/all-charts.ts';
import { chartFiles } from '../../report/charts/chart-files.ts';
import { linearScale, logScale } from '../../report/charts/scale.ts';
import { waterfallOf } from '../../report/charts/waterfall.ts';
import { cellOf, OVERALL } from '../../report/input.ts';
import { render } from '../../report/markup.ts';
import { DARK, LIGHT } from '../../report/palette.ts';
import { sampleInput } from './sample-input.ts';

const text = (markup: string) => markup.replaceAll(/<[^>]*>/g, '\n');

describe('axes', () => {
  it('linear: from zero, past the largest value, in even steps', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (max) => {
        const { at, ticks } = linearScale(max, [10, 110]);
        expect(ticks[0]).toBe(0);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(max * (1 - 1e-9));
        expect(ticks.length).toBeLessThanOrEqual(8);
        expect(at(0)).toBe(10);
        expect(at(ticks.at(-1) as number)).toBeCloseTo(110);
      }),
    );
  });

  it('logarithmic: equal ratios are equal distances, every value and 1 inside, ticks apart', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.05, max: 50, noNaN: true }), { minLength: 1 }), (values) => {
        const { at, ticks } = logScale(values, [0, 500]);
        for (const value of [...values, 1]) {
          expect(at(value)).toBeGreaterThan(0);
          expect(at(value)).toBeLessThan(500);
        }
        expect(at(2) - at(1)).toBeCloseTo(at(1) - at(0.5));
        expect(ticks).toContain(1);
        for (const [i, tick] of ticks.entries())
          if (i > 0) expect(at(tick) - at(ticks[i - 1] as number)).toBeGreaterThanOrEqual(34);
      }),
    );
  });
});

describe('the waterfall', () => {
  const figures = {
    tokensPerStep: 2.4,
    stepOverhead: 1.6,
    stageShares: { draft: 0.2, verify: 0.7, accept: 0.02, commit: 0.03, other: 0.05 },
    speedup: 1.45,
  } as MethodFigures;

  it('goes from tokens per step to the measured speedup, and its factors multiply to their ratio', () => {
    const stages = waterfallOf(figures) ?? [];
    expect(stages.map(({ value }) => value)).toEqual([
      2.4,
      expect.closeTo(2.4 / (1.6 * 0.7)),
      expect.closeTo(2.4 / (1.6 * 0.9)),
      expect.closeTo(2.4 / 1.6),
      1.45,
      1.45,
    ]);
    const product = stages.reduce((p, { factor }) => p * (factor ?? 1), 1);
    expect(product).toBeCloseTo(1.45 / 2.4, 12);
  });

  it('is not known where a part is not', () => {
    expect(waterfallOf({ ...figures, stageShares: null })).toBeNull();
    expect(waterfallOf({ ...figures, stepOverhead: null })).toBeNull();
    expect(waterfallOf({ ...figures, speedup: null })).toBeNull();
  });
});

describe('charts of a run', () => {
  it('print the figures by the one formatter, at both widths', async () => {
    const input = await sampleInput({ medusa: true, pace: { medusa: 0.8 } });
    const charts = new Map(allCharts(input).map((chart) => [chart.id, chart]));
    const figures = cellOf(input, 'medusa', OVERALL) as MethodFigures;
    expect(figures.speedup).toBeGreaterThan(1.2);
    const drawn = (id: string, width: number) => {
      const markup = charts.get(id)?.draw?.(width);
      if (!markup) throw new Error(`${id} draws nothing`);
      return text(render(markup)).split('\n');
    };
    const speedup = formatFigure('speedup', figures.speedup);
    const words = drawn('speedup', 760);
    expect(words.some((w) => w.startsWith(`${speedup} (${formatInterval(figures.speedupInterval)})`))).toBe(
      true,
    );
    expect(words).toContain('vanilla = 1.0');
    expect(drawn('speedup', 340)).toContain(speedup);
    for (const width of [760, 340]) {
      expect(drawn('tokens-per-second', width)).toContain(
        formatFigure('tokensPerSecond', figures.tokensPerSecond),
      );
      expect(drawn('gain-against-cost', width)).toContain(speedup);
      expect(drawn('acceptance-by-depth', width).join('\n')).toContain('100 %');
    }
    const rows = charts.get('speedup')?.table.rows.map((row) => row.map(String)) ?? [];
    expect(rows.find((row) => row[0] === 'overall' && row[1] === 'Medusa')?.[3]).toBe(speedup);
  });

  it('draw a question each, and no bar but from zero', async () => {
    const input = await sampleInput();
    const speedup = render(allCharts(input)[0]?.draw?.(760) ?? null);
    // Overall and its own category: every question twice.
    expect(speedup.match(/class="lookup open faint"/g)).toHaveLength(8);
    const rates = render(allCharts(input)[1]?.draw?.(760) ?? null);
    const lefts = [...rates.matchAll(/<rect x="([\d.]+)"/g)].map(([, x]) => x);
    expect(new Set(lefts).size).toBe(1);
  });

  it('keep their axis where an interval of two questions reaches for the sky', async () => {
    const input = await sampleInput({ questions: [1, 2] });
    const figures = cellOf(input, 'lookup', OVERALL) as MethodFigures;
    figures.speedupInterval = [1e-4, 1e4];
    const [chart] = allCharts(input);
    const svg = render(chart?.draw?.(760) ?? null);
    expect(text(svg)).toContain('0.00 to 10000.00');
    // Both ends go on beyond the axis, and say so.
    expect(svg.match(/l-?7 -4v8Z/g)).toHaveLength(2);
    const ticks = text(svg)
      .split('\n')
      .filter((line) => /^\d+\.\d$/.test(line))
      .map(Number);
    expect(Math.max(...ticks)).toBeLessThan(10);
  });

  it('say so where there is nothing to draw', async () => {
    const input = await sampleInput();
    const predicted = allCharts(input).find(({ id }) => id === 'predicted');
    expect(predicted?.draw).toBeNull();
    expect(predicted?.finding).toMatch(/^No prediction/);
    expect(predicted?.table.rows).toEqual([
      ['lookup', 'n/a', expect.any(String), 'n/a', expect.any(String), expect.any(String)],
    ]);
  });

  it('stand alone as files: one root, style inside, a size', async () => {
    const files = chartFiles(await sampleInput({ medusa: true }));
    expect(files.map(({ name }) => name)).toEqual([
      'speedup.svg',
      'tokens-per-second.svg',
      'gain-against-cost.svg',
      'gain-and-cost.svg',
      'acceptance-by-depth.svg',
      'accepted-length.svg',
    ]);
    for (const { text: file } of files) {
      expect(file).toMatch(
        /^<\?xml [^>]*>\n<svg xmlns="[^"]*" viewBox="-12 -12 [^"]*" width="\d+" height="[\d.]+"/,
      );
      expect(file).toContain(LIGHT.methods.medusa);
      expect(file.match(/<svg/g)).toHaveLength(1);
      expect(file).not.toMatch(/NaN|undefined|Infinity/);
    }
  });
});

it('hues are those of the pages', () => {
  const css = readFileSync(new URL('../../app/globals.css', import.meta.url), 'utf8');
  const [light = '', dark = ''] = css.split('data-mantine-color-scheme="dark"');
  for (const method of METHODS) {
    expect(light).toContain(`--method-${method}: ${LIGHT.methods[method]}`);
    expect(dark).toContain(`--method-${method}: ${DARK.methods[method]}`);
  }
});
