/**
 * What the plain model chooses at one place when its pass has other widths. Where it flips by itself, a method whose
 * verify pass is wider than vanilla's may flip too without being wrong.
 */
import type { WidthProbe } from '../core/compare-output.ts';
import type { TokenId } from '../protocol.ts';
import type { CausalLm } from '../runtime/causal-lm.ts';
import { prefill } from '../runtime/prefill.ts';
import { withCache } from '../runtime/with-cache.ts';

/** Rows of the passes that are tried; 1 is vanilla's. */
const WIDTHS = [1, 2, 3, 4, 6, 8, 12, 16];

/** `before` holds prompt and answer up to `position` of the answer, one token or more; the choice is of what follows. */
export async function probeWidths(
  model: CausalLm,
  before: readonly TokenId[],
  position: number,
): Promise<WidthProbe> {
  const last = before.at(-1) as TokenId;
  const choices: TokenId[] = [];
  await withCache(model, async (cache) => {
    // Row by row as vanilla's cache came about would take long; the prompt pass differs in width as well, which is the point.
    if (before.length > 1) await prefill(model, cache, before.slice(0, -1));
    for (const width of WIDTHS) {
      const tokenIds = new Array<TokenId>(width).fill(last);
      // Siblings: none sees another, each is the same question.
      const pass = await model.forward({
        cache,
        tokenIds,
        parents: tokenIds.map(() => -1),
        outputRows: [0],
      });
      choices.push(pass.topIds[0] as TokenId);
    }
  });
  return { position, widths: WIDTHS, choices };
}
