import { chmod, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findBrowser } from '../../../report/rim/find-browser.ts';
import { makePage } from '../../../report/rim/make-page.ts';
import { printPdf } from '../../../report/rim/print-pdf.ts';
import { treesPart } from '../../../report/trees/trees-part.ts';
import { findChromium } from '../../browser/find-chromium.ts';
import { pdfMarks } from '../../browser/pdf-marks.ts';
import { temporaryFolder } from '../../records/temporary-folder.ts';
import { sampleInput } from '../sample-input.ts';

const named = process.env.GORGON_CHROMIUM;
afterEach(() => {
  if (named === undefined) delete process.env.GORGON_CHROMIUM;
  else process.env.GORGON_CHROMIUM = named;
});

describe('a report on paper', () => {
  it('has all charts, tables and trees on its pages', async () => {
    process.env.GORGON_CHROMIUM = findChromium();
    const input = await sampleInput({ medusa: true });
    const print = async (trees: 'none' | 'bookmarks') => {
      const part = treesPart(input, trees);
      return pdfMarks(await printPdf(await makePage(input, { trees: part ? [part] : [], forPaper: true })));
    };
    const { pages, shapes, words } = await print('none');
    expect(pages).toBeGreaterThan(5);
    expect(shapes).toBeGreaterThan(200);
    expect(words).toBeGreaterThan(1000);
    expect((await print('bookmarks')).shapes).toBeGreaterThan(shapes + 20);
    expect((await readdir(tmpdir())).filter((name) => name.startsWith('gorgon-pdf-'))).toEqual([]);
  });

  it('of an empty page has no marks: the count can fail', async () => {
    process.env.GORGON_CHROMIUM = findChromium();
    expect(pdfMarks(await printPdf('<!doctype html><title>x</title>'))).toEqual({
      pages: 1,
      shapes: 0,
      words: 0,
    });
  });
});

describe('a browser to print with', () => {
  it('that is missing is named with the way to name one', async () => {
    const empty = await temporaryFolder();
    expect(() => findBrowser({ PATH: empty, PLAYWRIGHT_BROWSERS_PATH: empty })).toThrow(
      /^a PDF is printed by a Chromium, and none was found \(looked for chromium, .*\): install one, or name it in GORGON_CHROMIUM$/,
    );
    const gone = path.join(empty, 'gone');
    expect(() => findBrowser({ GORGON_CHROMIUM: gone })).toThrow(
      `GORGON_CHROMIUM names ${JSON.stringify(gone)}, and there is no such file`,
    );
  });

  it('is found on PATH, and among those of Playwright the newest', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'google-chrome'), '');
    expect(findBrowser({ PATH: `/nowhere${path.delimiter}${folder}` })).toBe(
      path.join(folder, 'google-chrome'),
    );
  });

  it('that fails is told with what it said last', async () => {
    const folder = await temporaryFolder();
    const broken = path.join(folder, 'broken');
    await writeFile(broken, '#!/bin/sh\necho first >&2\necho no display >&2\nexit 3\n');
    await chmod(broken, 0o755);
    process.env.GORGON_CHROMIUM = broken;
    await expect(printPdf('<p>')).rejects.toMatchObject({
      code: 'runtime-failure',
      message: `${JSON.stringify(broken)} could not print the report: it ended with 3 (no display)`,
    });
  });
});
