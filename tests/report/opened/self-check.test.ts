/** The HTML report against itself: whoever edits it is told by it. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { html, type Opened, open, verdict } from './opened-report.ts';

describe('an edited report shows what does not match', () => {
  const edited = async (edit: (html: string) => string): Promise<Opened> => {
    const changed = edit(html);
    expect(changed).not.toBe(html);
    return await open(changed);
  };

  it('a figure of the headline', async () => {
    const { page } = await edited((html) =>
      html.replace(/(\d+\.\d\d) times vanilla's speed/, "9.99 times vanilla's speed"),
    );
    const { state, text } = await verdict(page);
    expect(state).toBe('mismatch');
    expect(text).toMatch(/^MISMATCH: recomputed from \d+ raw steps, 1 place does not match\./);
    expect(text).toContain('the file shows "lookup: ');
    expect(text).toContain('9.99 times');
    const red = page.locator('.headline .mismatch');
    expect(await red.count()).toBe(1);
    expect(await red.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(201, 42, 42)');
  });

  it('a cell of a table, a mark of a chart, a notice that was taken out', async () => {
    const cell = await edited((html) =>
      html.replace(/(<table id="speedup-table">.*?<td class="number">)\d+\.\d\d</s, '$17.77<'),
    );
    expect((await verdict(cell.page)).text).toContain('Speedup by category: the file shows "7.77"');
    const mark = await edited((html) =>
      html.replace(/(<section id="tokens-per-second".*?<rect [^>]*width=")[\d.]+/s, '$1400'),
    );
    expect((await verdict(mark.page)).text).toContain('width="400"');
    const notice = await edited((html) => html.replace(/<p class="notice grave".*?<\/p>/s, ''));
    expect((await verdict(notice.page)).state).toBe('mismatch');
  });

  it('a time of a step inside', async () => {
    const { page } = await edited((html) =>
      html.replace(/(<template id="record">)([^<]*)/, (_, tag: string, base64: string) => {
        const text = gunzipSync(Buffer.from(base64, 'base64')).toString('utf8');
        const lines = text.split('\n');
        const group = JSON.parse(lines[1] as string);
        // Half as fast: answers stay whole in themselves, speeds do not.
        const slow = JSON.stringify(group, (key, value) =>
          /^(totalMs|ttftMs|prefillMs)$/.test(key)
            ? 2 * value
            : key === 'times'
              ? value.map((row: number[]) => row.map((ms) => 2 * ms))
              : value,
        );
        lines[1] = slow;
        return tag + gzipSync(lines.join('\n')).toString('base64');
      }),
    );
    expect((await verdict(page)).state).toBe('mismatch');
  });

  it('steps that cannot be read', async () => {
    const { page } = await edited((html) => html.replace(/(<template id="record">.{40})..../, '$1AAAA'));
    const { state, text } = await verdict(page);
    expect(state).toBe('mismatch');
    expect(text).toMatch(/^MISMATCH: the raw steps inside this file cannot be read/);
  });
});
