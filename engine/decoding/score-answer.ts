/** How sure the target is of an answer, teacher-forced: a property of the prompt, to be read beside every speedup. */
import type { Predictability } from '../core/run-summary.ts';
import type { TokenId } from '../protocol.ts';
import { appendChain } from '../runtime/append-chain.ts';
import type { CausalLm } from '../runtime/causal-lm.ts';
import { prefill } from '../runtime/prefill.ts';
import { withCache } from '../runtime/with-cache.ts';

/** Rows of one pass: their whole logits lie in memory at once. */
const SCORED_ROWS = 16;

/**
 * Mean probability of the target's first choice and mean entropy of its distribution (raw softmax) over the places of
 * the answer's tokens. Both lists hold one token or more.
 */
export async function scoreAnswer(
  model: CausalLm,
  promptTokenIds: readonly TokenId[],
  answerTokenIds: readonly TokenId[],
): Promise<Predictability> {
  // Row i chooses answer token i: the prompt's last token, then all answer tokens but the last.
  const inputs = [promptTokenIds.at(-1) as TokenId, ...answerTokenIds.slice(0, -1)];
  let top = 0;
  let entropy = 0;
  await withCache(model, async (cache) => {
    const known = promptTokenIds.slice(0, -1);
    if (known.length > 0) await prefill(model, cache, known);
    for (let start = 0; start < inputs.length; start += SCORED_ROWS) {
      const tokenIds = inputs.slice(start, start + SCORED_ROWS);
      const rows = tokenIds.map((_, row) => row);
      const pass = await appendChain(model, cache, tokenIds, rows, { wantLogits: true });
      const logits = pass.logits as Float32Array;
      for (const row of rows) {
        const sure = certainty(logits.subarray(row * model.vocabSize, (row + 1) * model.vocabSize));
        top += sure.top;
        entropy += sure.entropy;
      }
    }
  });
  return { top1Probability: top / inputs.length, entropy: entropy / inputs.length };
}

/** Largest probability and entropy (nats) of the softmax. */
function certainty(logits: Float32Array): { top: number; entropy: number } {
  // By index: an iterator makes an object of every number, hundreds of megabytes an answer.
  let max = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < logits.length; id++) if ((logits[id] as number) > max) max = logits[id] as number;
  let sum = 0;
  let weighted = 0;
  for (let id = 0; id < logits.length; id++) {
    const below = (logits[id] as number) - max;
    const power = Math.exp(below);
    sum += power;
    weighted += power * below;
  }
  return { top: 1 / sum, entropy: Math.log(sum) - weighted / sum };
}
