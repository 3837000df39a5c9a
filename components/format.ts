/** How figures are written; what is not known is "n/a". */
import { formatFigure } from '../engine/core/figure-catalog.ts';

export const UNKNOWN = 'n/a';

const within = (value: number | null | undefined): value is number =>
  value !== null && value !== undefined && Number.isFinite(value);

/** Fixed decimals: 2.40. */
export function decimal(value: number | null | undefined, digits: number): string {
  return within(value) ? value.toFixed(digits) : UNKNOWN;
}

/** Tokens per second, as reports and tables print it. */
export function perSecond(value: number | null | undefined): string {
  return formatFigure('tokensPerSecond', within(value) ? value : null);
}

/** Milliseconds below a second, seconds above. */
export function duration(ms: number | null | undefined): string {
  if (!within(ms)) return UNKNOWN;
  return ms < 1000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

/** A ratio: 1.92x. */
export function times(value: number | null | undefined): string {
  return within(value) ? `${formatFigure('speedup', value)}x` : UNKNOWN;
}

/** A share: 41.2 %. */
export function percent(value: number | null | undefined): string {
  return within(value) ? `${(100 * value).toFixed(1)} %` : UNKNOWN;
}

/** A probability: 0.71, and "<0.01" rather than 0.00. */
export function probability(value: number | null | undefined): string {
  if (!within(value)) return UNKNOWN;
  return value > 0 && value < 0.005 ? '<0.01' : value.toFixed(2);
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** White space and what has no glyph of its own, made visible. */
export function visibleToken(text: string): string {
  return text.replaceAll(' ', '·').replaceAll('\n', '↵').replaceAll('\t', '→').replaceAll('\r', '␍');
}

/** What is being prepared, and how much of it has come: "downloading, 12.0 MB of 98.3 MB". */
export function preparingWords(preparing: {
  phase: string;
  receivedBytes: number | null;
  totalBytes: number | null;
}): string {
  const { phase, receivedBytes, totalBytes } = preparing;
  const known = receivedBytes !== null && totalBytes !== null;
  return known ? `${phase}, ${megabytes(receivedBytes)} of ${megabytes(totalBytes)}` : phase;
}
