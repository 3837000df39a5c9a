import type { Browser, Page } from '@playwright/test';

/** A page of a browser context of its own, at a desk's size, past the offer of the tour. */
export async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  });
  await context.addInitScript(() => localStorage.setItem('gorgon-tour-answered', 'true'));
  // Functions that are sent into a page were compiled by tsx, which names them through a helper of its own.
  await context.addInitScript({ content: 'globalThis.__name = (named) => named;' });
  return context.newPage();
}
