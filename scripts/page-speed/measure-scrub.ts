/** Frames a second while a slider is dragged. */
import type { Browser } from '@playwright/test';
import { openPage } from './open-page.ts';

export interface ScrubFigures {
  framesPerSecond: number;
  /** Longest wait between two frames, milliseconds. */
  longestFrameMs: number;
}

const SECONDS = 3;

/** Drags the slider of that name from its left end to its right one. */
export async function measureScrub(browser: Browser, url: URL, slider: string): Promise<ScrubFigures> {
  const page = await openPage(browser);
  await page.goto(url.href);
  const track = page.getByRole('slider', { name: slider });
  await track.waitFor();
  await track.scrollIntoViewIfNeeded();
  const box = await track.boundingBox();
  if (!box) throw new Error(`the slider ${slider} is not drawn`);
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + 1, y);
  await page.mouse.down();
  await page.evaluate(watchFrames);
  const began = Date.now();
  for (let share = 0; share < 1; share = (Date.now() - began) / (1000 * SECONDS))
    await page.mouse.move(box.x + 1 + share * (box.width - 2), y);
  const frames = await page.evaluate(() => (globalThis as typeof globalThis & Watched).frames);
  await page.mouse.up();
  await page.context().close();
  const first = frames[0] as number;
  const waits = frames.slice(1).map((at, i) => at - (frames[i] as number));
  return {
    framesPerSecond: Math.round((10_000 * waits.length) / ((frames.at(-1) as number) - first)) / 10,
    longestFrameMs: Math.round(Math.max(...waits)),
  };
}

interface Watched {
  /** Begin of every frame since the watch began, milliseconds. */
  frames: number[];
}

/** Runs in the page. */
function watchFrames(): void {
  const frames: number[] = [];
  Object.assign(globalThis, { frames });
  const next = (at: number) => {
    frames.push(at);
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}
