/** Words of the reliability plot. Pure. */
import { RELIABILITY_BINS, type Reliability } from '../../engine/core/tree-findings.ts';

/** "0.3 to 0.4". */
export function binName(bin: number): string {
  return `${(bin / RELIABILITY_BINS).toFixed(1)} to ${((bin + 1) / RELIABILITY_BINS).toFixed(1)}`;
}

/** Bins whose interval lies wholly above or below what the draft said, in a sentence. */
export function reliabilitySentence({ bins }: Reliability): string {
  const sure = bins.filter((bin) => bin.interval !== null);
  const over = sure.filter(({ interval, meanProb }) => meanProb > (interval?.[1] ?? 1)).length;
  const under = sure.filter(({ interval, meanProb }) => meanProb < (interval?.[0] ?? 0)).length;
  const rest = sure.length - over - under;
  return `On the dashed line a draft says what happens. Of ${sure.length} ranges of probability the draft promised too much in ${over} and too little in ${under}; in ${rest} the interval holds what it said.`;
}
