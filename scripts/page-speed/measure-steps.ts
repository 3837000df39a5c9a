/** What one step in Inspect costs, by the browser's own trace. */
import type { Browser } from '@playwright/test';
import { quantiles } from '../../engine/core/statistics.ts';
import { openPage } from './open-page.ts';
import { threadMsByMark } from './read-trace.ts';

export interface StepFigures {
  steps: number;
  /** Processor time of the page's main thread a step: script, style, layout, paint. Milliseconds. */
  threadMsMedian: number;
  threadMsP95: number;
  /** From the key to the end of the frame that shows the step, the wait for the frame inside. Milliseconds. */
  keyToFrameMsMedian: number;
  keyToFrameMsP95: number;
}

/** Steps by the key of the arrow to the right, fewer where the answer is shorter; the first ones warm up and are left out. */
const MOST_STEPS = 200;
const WARM_UP = 20;
const MARK = 'page-speed-step';

/** `answerSteps` of the answer at `url`, which opens at its first. */
export async function measureSteps(browser: Browser, url: URL, answerSteps: number): Promise<StepFigures> {
  const steps = Math.min(MOST_STEPS, answerSteps - 1 - WARM_UP);
  if (steps < 1)
    throw new Error(`an answer of ${answerSteps} steps is too short (allowed: from ${WARM_UP + 2})`);
  const page = await openPage(browser);
  await page.goto(url.href);
  await page.getByTestId('narration').waitFor();
  await page.evaluate(watchKeys, MARK);
  for (let i = 0; i < WARM_UP; i++) await page.keyboard.press('ArrowRight');
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] });
  const frames: number[] = [];
  for (let i = 0; i < steps; i++) {
    await page.keyboard.press('ArrowRight');
    frames.push(await page.evaluate(() => (globalThis as typeof globalThis & Watched).shown));
  }
  const trace = await browser.stopTracing();
  const step = Number(await page.getByRole('slider', { name: 'Step' }).getAttribute('aria-valuenow'));
  await page.context().close();
  const last = 1 + WARM_UP + steps;
  if (step !== last) throw new Error(`Inspect stands at step ${step} after ${last - 1} keys`);
  const [threadMsMedian, threadMsP95] = figures(threadMsByMark(trace, MARK));
  const [keyToFrameMsMedian, keyToFrameMsP95] = figures(frames);
  return { steps, threadMsMedian, threadMsP95, keyToFrameMsMedian, keyToFrameMsP95 };
}

interface Watched {
  /** Milliseconds from the last key to the end of its frame. */
  shown: Promise<number>;
}

/** Runs in the page: marks every key in the trace, and sees when its frame is over. */
function watchKeys(mark: string): void {
  window.addEventListener(
    'keydown',
    ({ timeStamp }) => {
      performance.mark(mark);
      const shown = new Promise<number>((resolve) => {
        // A task that a frame's callback posts runs once that frame is drawn.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now() - timeStamp);
          port2.postMessage(null);
        });
      });
      Object.assign(globalThis, { shown });
    },
    { capture: true },
  );
}

function figures(values: readonly number[]): [median: number, p95: number] {
  const found = quantiles(values, [0.5, 0.95]);
  if (!found) throw new Error('the trace holds no steps');
  return found.map((ms) => Math.round(10 * ms) / 10) as [number, number];
}
