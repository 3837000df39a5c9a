/** The arithmetic of a run and what it costs in quality, in the words of every surface. */
import type { EngineInfo } from '../protocol.ts';

export type PrecisionFacts = Pick<EngineInfo, 'precision' | 'precisionNote' | 'precisionPrice'>;

/** "int8: the same most probable token as fp32 at 95.7 % of 3,609 places of evaluation answers, ..."; null where nothing is lost. */
export function precisionSentence({
  precision,
  precisionNote,
  precisionPrice,
}: PrecisionFacts): string | null {
  if (!precisionPrice) return precisionNote ? `${precision}: ${precisionNote}.` : null;
  const { top1Agreement, klNats, perplexity, fp32Perplexity, positions } = precisionPrice;
  const price = [
    `the same most probable token as fp32 at ${(top1Agreement * 100).toFixed(1)} % of ${positions.toLocaleString('en-US')} places of evaluation answers`,
    `KL divergence ${klNats.toFixed(4)} nats a token`,
    `perplexity ${perplexity.toFixed(3)} (fp32 ${fp32Perplexity.toFixed(3)})`,
  ];
  return `${precision}: ${price.join(', ')}.`;
}
