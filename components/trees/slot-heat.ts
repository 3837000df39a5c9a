/** What a slot's heat can show: one measure at a time, always with its number. Pure. */
import { ratio } from '../../engine/core/known.ts';
import type { SlotCounts } from '../../engine/core/what-if.ts';
import { decimal, percent } from '../format.ts';

export const HEATS = ['gain', 'rate', 'reached', 'worth'] as const;
export type Heat = (typeof HEATS)[number];

export const HEAT_WORDS: Readonly<Record<Heat, { label: string; words: string }>> = {
  gain: {
    label: 'accepted',
    words: 'steps that accepted the slot / all steps: the tokens a step that the slot gains',
  },
  rate: {
    label: 'accepted when reached',
    words: 'steps that accepted the slot / steps that accepted its parent',
  },
  reached: {
    label: 'reached',
    words: 'steps that proposed the slot and accepted its parent / all steps',
  },
  worth: {
    label: 'gain per cost',
    words:
      'tokens that the slot gains / passes that its row costs, after the cost curve of the run. Above the speedup of the whole tree a slot pays for itself; below it the tree would be faster without it',
  },
};

/** `row` is what one row costs, in passes of one row; null where it is not known. */
export function heatOf(heat: Heat, counts: SlotCounts, steps: number, row: number | null): number | null {
  const { proposed, reached, accepted } = counts;
  switch (heat) {
    case 'gain':
      return ratio(accepted, steps);
    case 'rate':
      return ratio(accepted, reached);
    case 'reached':
      return ratio(reached, steps);
    case 'worth':
      return row === null || proposed === 0 ? null : ratio(accepted / proposed, row);
  }
}

export function heatText(heat: Heat, value: number | null): string {
  return heat === 'worth' ? decimal(value, 1) : percent(value);
}

/** From 0 to 1: shares as they are, worth against the largest of the tree. */
export function tintOf(heat: Heat, value: number | null, largest: number): number {
  if (value === null) return 0;
  return heat === 'worth' ? (largest > 0 ? Math.max(0, value) / largest : 0) : value;
}
