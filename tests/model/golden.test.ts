/** The target against transformers in fp32 (tests/fixtures/golden/README.md): ids, logits, and every greedy token. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LoadedTarget, loadTarget } from '../../engine/load-target.ts';
import { prefill } from '../../engine/runtime/prefill.ts';

interface GoldenCase {
  prompt: string;
  promptTokenIds: number[];
  greedyTokenIds: number[];
  greedyText: string;
  top2LogitGap: number[];
  firstPositionsTop5: { ids: number[]; logits: number[] }[];
}
const file = new URL('../fixtures/golden/smollm2-135m-greedy.json', import.meta.url);
const golden: { sha256: string; cases: GoldenCase[] } = JSON.parse(readFileSync(file, 'utf8'));

let target: LoadedTarget;
beforeAll(async () => {
  target = await loadTarget({ threads: 2, precision: 'fp32' });
});
afterAll(() => target.release());

describe('the embedded model against transformers', () => {
  it('is the same file', () => {
    expect(target.sha256).toBe(golden.sha256);
    expect(golden.cases.length).toBeGreaterThanOrEqual(9);
  });

  for (const [index, { prompt }] of golden.cases.entries()) {
    it(`case ${index}: ${prompt.slice(0, 50)}`, async () => {
      const expected = golden.cases[index] as GoldenCase;
      const { lm, tokenizer } = target;
      const promptTokenIds = tokenizer.encodeChat([{ role: 'user', content: expected.prompt }]);
      expect(promptTokenIds).toEqual(expected.promptTokenIds);

      const cache = lm.createCache();
      let pass = await prefill(lm, cache, promptTokenIds, { wantLogits: true });
      const tokenIds: number[] = [];
      for (let position = 0; position < expected.greedyTokenIds.length; position++) {
        if (position > 0) {
          const last = tokenIds.at(-1) as number;
          pass = await lm.forward({
            cache,
            tokenIds: [last],
            parents: [-1],
            outputRows: [0],
            wantLogits: position < 8,
          });
          lm.commit(cache, pass.rows, [0]);
        }
        const top5 = expected.firstPositionsTop5[position];
        if (top5) {
          for (const [rank, id] of top5.ids.entries()) {
            expect(Math.abs((pass.logits?.[id] as number) - (top5.logits[rank] as number))).toBeLessThan(
              1e-3,
            );
          }
        }
        const next = pass.topIds[0] as number;
        if (next !== expected.greedyTokenIds[position]) {
          // Another order of the same sums may turn a near-tie round; from there on the texts may differ.
          expect(expected.top2LogitGap[position]).toBeLessThan(1e-3);
          return;
        }
        tokenIds.push(next);
      }
      expect(tokenizer.decode(tokenIds, { special: true })).toBe(expected.greedyText);
    });
  }
});
