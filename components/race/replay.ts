/**
 * A race replayed from its recorded stamps: lanes that ran one after the other lie on one axis, aligned by time, token
 * or step, and are looked at up to one place of it. The first token of every lane is 0. Pure.
 */
import type { Lane } from './race-state.ts';

export const ALIGNMENTS = ['time', 'token', 'step'] as const;
export type Align = (typeof ALIGNMENTS)[number];

export const SPEEDS = [0.25, 0.5, 1, 2, 4] as const;

/** What is measured of a lane; `originMs` is the stamp of its first token. */
export type Measured = Pick<Lane, 'steps'> & { originMs: number };

export function measured({ steps, prefill }: Pick<Lane, 'steps' | 'prefill'>): Measured {
  return { steps, originMs: prefill?.ttftMs ?? 0 };
}

/** Where each step ends on the axis, in order: milliseconds, tokens or steps. */
export function stepEnds({ steps, originMs }: Measured, align: Align): number[] {
  let tokens = 0;
  return steps.map((step, i) => {
    tokens += step.emitted.length;
    if (align === 'time') return step.startMs + step.stepMs - originMs;
    return align === 'token' ? tokens : i + 1;
  });
}

/** Rounding of an address' whole numbers must not hide the last step. */
const TOLERANCE = 1e-6;

/** How many steps are over at a place; `ends` as `stepEnds` gives them. */
export function stepsDone(ends: readonly number[], position: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] as number) <= position + TOLERANCE) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The end of the longest lane; 0 without steps. */
export function axisEnd(lanes: readonly Measured[], align: Align): number {
  return Math.max(0, ...lanes.map((lane) => stepEnds(lane, align).at(-1) ?? 0));
}

/** Units of the axis a millisecond at speed 1: however lanes are aligned, a replay takes as long as the slowest lane did. */
export function playRate(lanes: readonly Measured[], align: Align): number {
  const spanMs = axisEnd(lanes, 'time');
  return spanMs > 0 ? axisEnd(lanes, align) / spanMs : 0;
}

/** The lane as it was when so many of its steps were over; the lane itself when all of them are. */
export function laneUntil(lane: Lane, steps: number): Lane {
  if (steps >= lane.steps.length) return lane;
  return {
    ...lane,
    status: 'decoding',
    steps: lane.steps.slice(0, steps),
    texts: lane.texts.filter(({ step }) => step === null || step < steps),
    result: null,
  };
}

/** "1.24 s", "31 tokens", "12 steps". */
export function placeText(align: Align, position: number): string {
  if (align === 'time') return `${(position / 1000).toFixed(2)} s`;
  const count = Math.floor(position + TOLERANCE);
  return `${count} ${align}${count === 1 ? '' : 's'}`;
}
