/** Gains of an answer's steps as one small path. Pure numbers. */

export interface SparklineBox {
  width: number;
  height: number;
  /** Gain that reaches the top: the same for a whole table, so that its rows can be compared. */
  most: number;
}

/** Width of the gap between two turns, in steps. */
const TURN_GAP = 2;

/** Bars side by side from the bottom, all of one width; turns apart. Empty without steps. */
export function sparklinePath(
  turns: readonly (readonly number[])[],
  { width, height, most }: SparklineBox,
): string {
  const filled = turns.filter((gains) => gains.length > 0);
  const steps = filled.reduce((sum, gains) => sum + gains.length, 0);
  const places = steps + TURN_GAP * Math.max(0, filled.length - 1);
  // A short answer keeps its bars narrow: their number is to be seen too.
  const step = Math.min(width / places, WIDEST_STEP);
  let x = 0;
  const parts: string[] = [];
  for (const gains of filled) {
    parts.push(`M${round(x)} ${height}`);
    for (const gain of gains) {
      parts.push(`V${round(height - (height * Math.min(gain, most)) / most)}`);
      x += step;
      parts.push(`H${round(x)}`);
    }
    parts.push(`V${height}Z`);
    x += TURN_GAP * step;
  }
  return parts.join('');
}

const WIDEST_STEP = 4;

/** The largest gain of any step of these lists, and `least` at least. */
export function mostGained(lists: Iterable<readonly (readonly number[])[]>, least = 4): number {
  let most = least;
  for (const turns of lists) for (const gains of turns) for (const gain of gains) most = Math.max(most, gain);
  return most;
}

const round = (value: number) => Math.round(value * 100) / 100;
