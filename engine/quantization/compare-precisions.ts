/**
 * What a precision costs in quality: two models read the same texts, and their distributions are compared at every
 * position that predicts a token of an answer (teacher forcing).
 */
import { EngineError } from '../errors.ts';
import type { TokenId } from '../protocol.ts';
import { appendChain, CHUNK_ROWS } from '../runtime/append-chain.ts';
import type { CausalLm, KvCache } from '../runtime/causal-lm.ts';

/** Terms of the divergence below this log-probability add less than 1e-9 nats each. */
const NEGLIGIBLE = -30;

export interface AnsweredPrompt {
  promptTokenIds: readonly TokenId[];
  /** One token or more. */
  answerTokenIds: readonly TokenId[];
}

export interface PrecisionComparison {
  positions: number;
  top1Agreement: number;
  /** Mean divergence of `other` from `reference`, nats. */
  klNats: number;
  perplexity: number;
  referencePerplexity: number;
}

export async function comparePrecisions(
  reference: CausalLm,
  other: CausalLm,
  texts: readonly AnsweredPrompt[],
  options: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal | undefined } = {},
): Promise<PrecisionComparison> {
  const sums = { positions: 0, agreed: 0, kl: 0, loss: 0, referenceLoss: 0 };
  const V = reference.vocabSize;
  for (const [done, { promptTokenIds, answerTokenIds }] of texts.entries()) {
    if (options.signal?.aborted) throw new EngineError('cancelled', 'the comparison was cancelled');
    const text = [...promptTokenIds, ...answerTokenIds];
    const first = promptTokenIds.length - 1;
    const caches = { reference: reference.createCache(), other: other.createCache() };
    for (let start = 0; start < text.length - 1; start += CHUNK_ROWS) {
      const chunk = text.slice(start, Math.min(start + CHUNK_ROWS, text.length - 1));
      const scored = chunk.map((_, row) => row).filter((row) => start + row >= first);
      const rows = scored.length > 0 ? scored : [chunk.length - 1];
      const base = await logitsOf(reference, caches.reference, chunk, rows);
      const logits = await logitsOf(other, caches.other, chunk, rows);
      for (const [r, row] of scored.entries()) {
        const next = text[start + row + 1] as TokenId;
        const a = base.subarray(r * V, (r + 1) * V);
        const b = logits.subarray(r * V, (r + 1) * V);
        const [aRow, bRow] = [summary(a), summary(b)];
        sums.positions++;
        if (aRow.best === bRow.best) sums.agreed++;
        sums.referenceLoss += aRow.logSum - (a[next] as number);
        sums.loss += bRow.logSum - (b[next] as number);
        sums.kl += divergence(a, aRow.logSum, b, bRow.logSum);
      }
    }
    options.onProgress?.(done + 1, texts.length);
  }
  return {
    positions: sums.positions,
    top1Agreement: sums.agreed / sums.positions,
    klNats: sums.kl / sums.positions,
    perplexity: Math.exp(sums.loss / sums.positions),
    referencePerplexity: Math.exp(sums.referenceLoss / sums.positions),
  };
}

/** Runs a chunk, commits it, returns [rows, vocabSize]. */
async function logitsOf(
  lm: CausalLm,
  cache: KvCache,
  tokenIds: TokenId[],
  outputRows: number[],
): Promise<Float32Array> {
  const pass = await appendChain(lm, cache, tokenIds, outputRows, { wantLogits: true });
  if (!pass.logits) throw new Error('the model gave no logits');
  return pass.logits;
}

/** Index of the largest logit (the first of equals) and the log of the sum of exponentials. */
function summary(logits: Float32Array): { best: number; logSum: number } {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if ((logits[i] as number) > (logits[best] as number)) best = i;
  const top = logits[best] as number;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - top);
  return { best, logSum: top + Math.log(sum) };
}

function divergence(a: Float32Array, aLogSum: number, b: Float32Array, bLogSum: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const logP = (a[i] as number) - aLogSum;
    if (logP > NEGLIGIBLE) sum += Math.exp(logP) * (logP - ((b[i] as number) - bLogSum));
  }
  return sum;
}
