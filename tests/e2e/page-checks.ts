/** What every page is held to, and a browser that has never been there. */
import { AxeBuilder } from '@axe-core/playwright';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  expect,
  type Page,
  test,
} from '@playwright/test';

export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`)).toEqual([]);
}

/** At the width of a telephone, and at 400 % zoom of a desk's 1280 pixels, nothing is wider than the page. */
export async function expectNoOverflow(page: Page): Promise<void> {
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    // Charts are drawn anew for the width a frame later.
    await expect.poll(overflow, { message: `at ${width} pixels` }).toBeLessThanOrEqual(0);
  }
}

/** Light and dark, wide and narrow, without loading the page anew. */
export async function expectWholeInEveryForm(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 1280, height: 900 });
    await expectAccessible(page);
    await expectNoOverflow(page);
    await expectAccessible(page);
  }
}

/** A browser without a past, as wide and in the scheme of the project that runs. */
export function freshContext(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const { viewport, colorScheme } = test.info().project.use;
  return browser.newContext({
    ...(viewport === undefined ? {} : { viewport }),
    ...(colorScheme === undefined ? {} : { colorScheme }),
    ...options,
  });
}
