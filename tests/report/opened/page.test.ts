/** The HTML report as it is read: scripts on and off, screens and paper. */
import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect, it } from 'vitest';
import { html, open, verdict } from './opened-report.ts';

describe('a report opened from disk without a network', () => {
  it('computes everything again from its steps and says that it matches', async () => {
    const { page, requests, errors } = await open(html);
    const { state, text } = await verdict(page);
    expect(text).toMatch(/^Recomputed from \d+ raw steps: matches\./);
    expect(state).toBe('matches');
    expect(errors).toEqual([]);
    expect(requests).toHaveLength(1);
  });

  it('lets nothing in or out by its policy', async () => {
    const { page, errors } = await open(html);
    await verdict(page);
    const outcome = await page.evaluate(async () => {
      const image = new Image();
      const refused = new Promise((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.violatedDirective));
      });
      image.src = 'http://127.0.0.1:9/x.png';
      return [
        await refused,
        await fetch('data:,x').then(
          () => 'fetched',
          () => 'refused',
        ),
      ];
    });
    expect(outcome).toEqual(['img-src', 'refused']);
    expect(errors.length).toBeGreaterThan(0);
  });

  it('is all there with scripts off', async () => {
    const { page, errors } = await open(html, { scripts: false });
    const read = (selector: string) => page.locator(selector).first().textContent();
    expect(await read('.headline')).toMatch(
      /lookup: \w+.*\(95 % interval .* to .*, 3 prompts; every one loops\)/,
    );
    expect(await read('#check')).toMatch(
      /^Figures were computed from \d+ raw steps when this file was made\./,
    );
    expect(await read('.notice.grave')).toMatch(/^Suspect: /);
    for (const id of [
      'speedup',
      'tokens-per-second',
      'gain-against-cost',
      'gain-and-cost',
      'acceptance-by-depth',
      'predicted',
    ])
      expect(await page.locator(`#${id} .wide svg path, #${id} .wide svg rect`).count(), id).toBeGreaterThan(
        5,
      );
    await page.locator('#speedup summary').click();
    expect(await read('#speedup-table')).toContain('overall');
    expect(await page.locator('#questions-table tbody tr:visible').count()).toBe(6);
    expect(errors).toEqual([]);
  });

  it('does not widen a telephone of 360 pixels', async () => {
    const { page } = await open(html, { width: 360 });
    await verdict(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(await page.locator('.narrow svg:visible').count()).toBeGreaterThan(4);
    expect(await page.locator('.wide svg:visible').count()).toBe(0);
  });

  it.each([360, 1000])('has charts whose words are whole, legible and apart at %i pixels', async (width) => {
    const { page } = await open(html, { width });
    await verdict(page);
    const { words, faults } = await page.evaluate(wordsOfCharts);
    expect(words).toBeGreaterThan(70);
    expect(faults).toEqual([]);
  });

  it('unfolds every table and draws every wide chart on paper, in light colours', async () => {
    const { page } = await open(html, { scripts: false, width: 720 });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const heights = (selector: string) =>
      page
        .locator(selector)
        .evaluateAll((list) => list.map((element) => element.getBoundingClientRect().height));
    const tables = await heights('table');
    expect(tables.length).toBeGreaterThan(10);
    expect(Math.min(...tables)).toBeGreaterThan(20);
    expect(Math.min(...(await heights('.wide svg')))).toBeGreaterThan(80);
    expect(Math.max(...(await heights('.narrow svg')))).toBe(0);
    expect(await page.locator('h1').evaluate((h1) => getComputedStyle(h1).color)).toBe('rgb(26, 33, 45)');
  });

  it.each(['light', 'dark'] as const)('has no fault that axe knows of, %s', async (colorScheme) => {
    const { page } = await open(html);
    await page.emulateMedia({ colorScheme });
    await verdict(page);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });

  it('sorts and filters the questions', async () => {
    const { page } = await open(html);
    await verdict(page);
    const column = (n: number) =>
      page.locator(`#questions-table tbody tr:visible td:nth-child(${n})`).allInnerTexts();
    await page.locator('#questions-table th button', { hasText: /^speedup$/ }).click();
    const up = (await column(5)).map(Number);
    expect(up).toEqual(up.toSorted((a, b) => a - b));
    await page.locator('#questions-table th button', { hasText: /^speedup$/ }).click();
    expect((await column(5)).map(Number)).toEqual(up.toReversed());
    await page.locator('.filter input').fill('lookup math');
    expect(await column(3)).toEqual(['lookup', 'lookup']);
    expect(await column(2)).toEqual(['math', 'math']);
  });
});

/** Runs in the page: every word of every chart that is shown, and what is wrong with it. */
function wordsOfCharts(): { words: number; faults: string[] } {
  const faults: string[] = [];
  let words = 0;
  for (const svg of document.querySelectorAll('svg.chart')) {
    const frame = svg.getBoundingClientRect();
    if (frame.width === 0) continue;
    const boxes = [...svg.querySelectorAll('text')].map((text) => ({
      word: text.textContent,
      box: text.getBoundingClientRect(),
    }));
    words += boxes.length;
    for (const [i, { word, box }] of boxes.entries()) {
      if (box.height < 10) faults.push(`${word}: ${box.height} pixels high`);
      if (
        box.left < frame.left ||
        box.right > frame.right ||
        box.top < frame.top ||
        box.bottom > frame.bottom
      )
        faults.push(`${word}: cut off`);
      for (const other of boxes.slice(i + 1)) {
        const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        // Boxes reach above and below the letters.
        if (wide > 1 && high > 5) faults.push(`${word}: on ${other.word}`);
      }
    }
  }
  return { words, faults };
}
