/** The step strip: one bar a step, all equally wide, height = tokens gained. Pure numbers. */
import type { StepRecord } from '../../engine/protocol.ts';

export type StepMark =
  /** Something was proposed, and nothing of it accepted. */
  | 'none'
  /** The accepted path ended at a leaf. */
  | 'whole'
  | 'part'
  /** Nothing was proposed. */
  | 'own';

export interface StripBar {
  step: number;
  tokens: number;
  accepted: number;
  /** Share of the height, 0 to 1. */
  height: number;
  mark: StepMark;
}

/** Bars of all steps; the highest is as high as the strip, a gain of `LEAST_SCALE` at least. */
export const LEAST_SCALE = 4;

export function stripBars(steps: readonly StepRecord[]): StripBar[] {
  const most = steps.reduce((max, { emitted }) => Math.max(max, emitted.length), LEAST_SCALE);
  return steps.map((step) => ({
    step: step.index,
    tokens: step.emitted.length,
    accepted: step.acceptedPath.length,
    height: step.emitted.length / most,
    mark: markOf(step),
  }));
}

export function markOf({ tree, acceptedPath }: StepRecord): StepMark {
  if (tree.tokenIds.length === 1) return 'own';
  if (acceptedPath.length === 0) return 'none';
  return tree.parents.includes(acceptedPath.at(-1) as number) ? 'part' : 'whole';
}

/** Steps from the first up to, not with, `to`. */
export interface StepWindow {
  from: number;
  to: number;
}

/** Bars of a step that a strip can hold side by side. */
export const WIDEST_WINDOW = 200;

/**
 * The same window while it holds a step; else moved so far that three quarters of it lie ahead: the strip is drawn anew
 * with every move. Null stands for the first steps, all where they fit.
 */
export function windowWith(window: StepWindow | null, step: number, count: number): StepWindow {
  const before = window ?? { from: 0, to: Math.min(count, WIDEST_WINDOW) };
  if (step >= before.from && step < before.to) return before;
  const width = before.to - before.from;
  const behind = Math.floor(step < before.from ? (3 * width) / 4 : width / 4);
  const from = Math.min(count - width, Math.max(0, step - behind));
  return { from, to: from + width };
}

/** The window that a drag over the overview asks for, from two shares of its width; at least `LEAST_WINDOW` steps. */
export const LEAST_WINDOW = 10;

export function windowBetween(a: number, b: number, count: number): StepWindow {
  const [low, high] = [Math.min(a, b), Math.max(a, b)].map(
    (share) => Math.min(1, Math.max(0, share)) * count,
  ) as [number, number];
  const width = Math.min(count, Math.max(LEAST_WINDOW, Math.ceil(high - low)));
  const from = Math.min(count - width, Math.floor(low));
  return { from, to: from + width };
}

/** The step under a share of the window's width. */
export function stepAtShare({ from, to }: StepWindow, share: number): number {
  return Math.min(to - 1, Math.max(from, from + Math.floor(share * (to - from))));
}

/** Every how many steps the strip has a numbered tick: about ten of them, at round numbers. */
export function tickEvery(width: number): number {
  return [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((every) => width / every <= 12) ?? 2000;
}
