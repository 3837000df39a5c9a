/** Real weights at both precisions: what a pass computes for a row has the same bits whatever runs beside it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSuite, takeInRotation } from '../../bench/prompts/load-suite.ts';
import { type Engine, openEngine } from '../../engine/index.ts';
import { type LoadedTarget, loadTarget } from '../../engine/load-target.ts';
import { DEFAULT_SETTINGS, METHODS, type Method, PRECISIONS } from '../../engine/protocol.ts';
import { prefill } from '../../engine/runtime/prefill.ts';
import { collect } from './collect.ts';

describe.each(PRECISIONS)('at %s', (precision) => {
  describe('logits', () => {
    let target: LoadedTarget;
    beforeAll(async () => {
      target = await loadTarget({ threads: 2, precision });
    });
    afterAll(() => target.release());

    it('of a tree are those of one-row passes along its path', async () => {
      const { lm, tokenizer } = target;
      const prompt = tokenizer.encodeChat([
        { role: 'user', content: 'Describe how bread is made, step by step.' },
      ]);
      const alone = lm.createCache();
      const expected: Float32Array[] = [];
      let next = (await prefill(lm, alone, prompt)).topIds[0] as number;
      const text: number[] = [];
      while (text.length < 40) {
        text.push(next);
        const pass = await lm.forward({
          cache: alone,
          tokenIds: [next],
          parents: [-1],
          outputRows: [0],
          wantLogits: true,
        });
        lm.commit(alone, pass.rows, [0]);
        expected.push(pass.logits as Float32Array);
        next = pass.topIds[0] as number;
      }

      const cache = lm.createCache();
      await prefill(lm, cache, prompt);
      let passes = 0;
      let widest = 0;
      for (let at = 0; at < text.length; ) {
        const depth = Math.min(
          [4, 0, 2, 3, 1][passes++ % 5] as number,
          cache.exactDepth,
          text.length - at - 1,
        );
        // The path's rows are 0, 2, 4, ...: each has a sibling before it.
        const tokenIds = [text[at] as number];
        const parents = [-1];
        for (let d = 1; d <= depth; d++) {
          tokenIds.push(1000 + d, text[at + d] as number);
          parents.push(2 * (d - 1), 2 * (d - 1));
        }
        const path = Array.from({ length: depth + 1 }, (_, d) => 2 * d);
        const pass = await lm.forward({ cache, tokenIds, parents, outputRows: path, wantLogits: true });
        for (const d of path.keys()) {
          const logits = (pass.logits as Float32Array).subarray(d * lm.vocabSize, (d + 1) * lm.vocabSize);
          const differs = logits.findIndex((logit, id) => logit !== expected[at + d]?.[id]);
          expect(differs, `token ${at + d}, first logit that differs`).toBe(-1);
        }
        lm.commit(cache, pass.rows, path);
        at += path.length;
        widest = Math.max(widest, tokenIds.length);
      }
      expect(widest).toBe(9);
    });
  });

  describe('answers', () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await openEngine({ precision });
    });
    afterAll(() => engine.close());

    it('says which arithmetic it runs in, and what that costs', () => {
      expect(engine.info.precision).toBe(precision);
      if (precision === 'int8') expect(engine.info.precisionPrice?.top1Agreement).toBeGreaterThan(0.95);
      else expect(engine.info.precisionPrice).toBeUndefined();
    });

    it('of every method are vanilla’s, token for token', async () => {
      const suite = await loadSuite('builtin');
      const decode = (method: Method, content: string) =>
        collect(
          engine.decode({
            method,
            prompt: { kind: 'chat', turns: [{ role: 'user', content }] },
            settings: { ...DEFAULT_SETTINGS, precision, maxNewTokens: 70 },
          }),
        );
      for (const { turns, questionId } of takeInRotation(suite.questions, 3)) {
        const vanilla = await decode('vanilla', turns[0] as string);
        for (const method of METHODS) {
          const { tokenIds } = await decode(method, turns[0] as string);
          expect(tokenIds, `${method}, question ${questionId}`).toEqual(vanilla.tokenIds);
        }
      }
    }, 600_000);

    it('are refused at the other precision', async () => {
      const other = precision === 'int8' ? 'fp32' : 'int8';
      const request = {
        method: 'vanilla' as const,
        prompt: { kind: 'raw' as const, text: 'a' },
        settings: { ...DEFAULT_SETTINGS, precision: other as typeof precision },
      };
      await expect(collect(engine.decode(request))).rejects.toThrow(
        `allowed: ${precision}, which the engine`,
      );
    });
  });
});
