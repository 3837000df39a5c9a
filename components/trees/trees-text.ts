/** Words of the page of trees. Pure. */

import type { TreeFindings } from '../../engine/core/tree-findings.ts';
import { type SlotCounts, slotCounts, type WhatIf } from '../../engine/core/what-if.ts';
import type { Method } from '../../engine/protocol.ts';
import { decimal, percent, times, UNKNOWN } from '../format.ts';
import { METHOD_STYLES } from '../methods.ts';
import { columnName } from '../tree/tree-text.ts';
import type { AcceptanceSource, TreePrediction } from './tree-prediction.ts';

export function intervalText(interval: readonly [low: number, high: number] | null): string {
  return interval ? `${(100 * interval[0]).toFixed(1)} to ${(100 * interval[1]).toFixed(1)} %` : UNKNOWN;
}

/** "head 2, choice 1": the last rank of a slot, from 1 as people count. */
export function slotPlace(method: Method, path: readonly number[]): string {
  if (path.length === 0) return 'last token';
  return `${columnName(method, path.length)}, choice ${(path.at(-1) as number) + 1}`;
}

/** All that is known of a slot, in a sentence. */
export function slotSentence(method: Method, counts: SlotCounts, steps: number): string {
  const { path, proposed, reached, accepted } = counts;
  const choices = path.map((rank) => rank + 1).join(', then ');
  const whose = path.length > 1 ? `choices ${choices}` : `choice ${choices}`;
  return `${slotPlace(method, path)} (${whose}): proposed in ${proposed} of ${steps} steps, reached in ${reached}, accepted in ${accepted}${reached > 0 ? `, ${percent(accepted / reached)} of those that reached it` : ''}`;
}

/**
 * Why heat and the editor tell different numbers of the same slot; null where every step verified every slot.
 */
export function verifiedSentence(findings: TreeFindings): string | null {
  const { steps } = findings;
  const slots = slotCounts(findings);
  const proposed = slots.reduce((sum, slot) => sum + slot.proposed, 0);
  if (steps === 0 || proposed === steps * slots.length) return null;
  return `Heat counts what the steps of this run verified, on average ${decimal(proposed / steps, 1)} of the ${slots.length} slots, as a step may choose its candidates; the tree editor predicts a tree that every step verifies whole, so its numbers for the same slot differ.`;
}

/** On what a prediction rests, and what it is not. */
export function sourceSentence({ words, tokensOf }: AcceptanceSource): string {
  const chances = `From ${words}. The chance of a candidate is a product of conditional shares along its path`;
  if (!tokensOf) return `${chances}: a prediction, not a measurement.`;
  return `${chances}, over all places; tokens a step are counted by decoding the answers on paper, where steps begin at harder places than the average. Predictions, not measurements.`;
}

/** What the page shows, before any chart. */
export function treesSentence(findings: TreeFindings): string {
  const { method, category, questions, steps, ranks } = findings;
  const name = METHOD_STYLES[method].label;
  const where = category === null ? '' : ` in ${category}`;
  if (steps === 0) return `${name} took no step${where}.`;
  const slots = slotCounts(findings);
  const first = ranks[0];
  const asked = `${questions} ${questions === 1 ? 'question' : 'questions'}`;
  if (slots.length === 0 || !first) return `${name} proposed nothing in ${steps} steps${where} (${asked}).`;
  return `${name} took ${steps} steps${where} (${asked}). Its first choice was accepted in ${percent(first.share)} of the ${first.tried} steps that had one, 95 % interval ${intervalText(first.interval)}.`;
}

/** What a cut would do, against the whole tree. */
export function whatIfSentence(whole: WhatIf, cut: WhatIf): string {
  const pair = (of: (w: WhatIf) => string) => `${of(cut)} instead of ${of(whole)}`;
  return `Step-local estimate: ${pair((w) => decimal(w.tokensPerStep, 3))} tokens a step, from ${pair((w) => decimal(w.rowsPerStep, 2))} verified rows; predicted speedup ${pair((w) => times(w.predictedSpeedup))}.`;
}

/** What the whole tree costs and gives, and what one more row costs. */
export function costSentence(whole: WhatIf, row: number | null): string {
  if (row === null || whole.predictedSpeedup === null)
    return 'This run has no cost curve for trees of this size, so cost is not known.';
  return `A row beyond the first costs ${decimal(row, 3)} passes; the whole tree is predicted at ${times(whole.predictedSpeedup)}.`;
}

/** What a drawn tree should come to. */
export function predictionSentence(
  { expectedTokens, overhead, speedup, unknown }: TreePrediction,
  slots: number,
): string {
  const size = `${slots} ${slots === 1 ? 'candidate' : 'candidates'}`;
  const cost =
    speedup === null
      ? 'its cost is not known: the cost curve of this run ends before so many rows, or there is none'
      : `at a step overhead of ${decimal(overhead, 2)}, predicted speedup ${times(speedup)}`;
  const least = unknown === 0 ? '' : 'at least ';
  const note =
    unknown === 0
      ? ''
      : ` Nothing was measured of ${unknown} of them; they are drawn hollow and count as nothing.`;
  return `${size}: ${least}${decimal(expectedTokens, 3)} tokens a step, ${cost}.${note}`;
}
