/** Shapes of trees on the real model: a published one, and steps that keep what is worth its cost. */

import { describe, expect, it } from 'vitest';
import { loadSuite, takeInRotation } from '../../bench/prompts/load-suite.ts';
import type { CostCurve } from '../../engine/core/cost-curve.ts';
import { headsOf } from '../../engine/core/heads-of.ts';
import { type Engine, openEngine } from '../../engine/index.ts';
import { DEFAULT_SETTINGS, type DecodeResult, type Method } from '../../engine/protocol.ts';
import { loadTree } from '../../engine/trees/tree-store.ts';
import { collect } from './collect.ts';

const decode = (engine: Engine, method: Method, content: string): Promise<DecodeResult> =>
  collect(
    engine.decode({
      method,
      prompt: { kind: 'chat', turns: [{ role: 'user', content }] },
      settings: { ...DEFAULT_SETTINGS, precision: 'int8', maxNewTokens: 48 },
    }),
  );

/** A row costs a fifth of a pass from the third on: some steps are worth candidates, some are not. */
const CURVE: CostCurve = {
  rows: [1, 2, 16],
  cachedTokens: [128],
  targetMs: [[10], [10.5], [38.5]],
  drafts: { speculative: { ms: 1, per: 'depth' }, medusa: { ms: 0.5, per: 'step' } },
};

const prompts = async () =>
  takeInRotation((await loadSuite('builtin')).questions, 2).map(({ turns }) => turns[0] as string);

/** Deeper than any heads reach. */
const DEEP = {
  name: 'deep',
  paths: Array.from({ length: 9 }, (_, i) => new Array<number>(i + 1).fill(0)),
};

describe('shapes of trees on the real model', () => {
  it("Medusa's own tree of 63 nodes leaves the text as it is", async () => {
    const { name, paths } = await loadTree('vicuna_33b_stage1');
    const engine = await openEngine({ precision: 'int8', methods: ['medusa'], tree: { name, paths } });
    try {
      const info = engine.info.methods.find(({ method }) => method === 'medusa');
      expect(info).toMatchObject({ available: true, tree: { name: 'vicuna_33b_stage1' } });
      for (const prompt of await prompts()) {
        const medusa = await decode(engine, 'medusa', prompt);
        expect(medusa.tokenIds).toEqual((await decode(engine, 'vanilla', prompt)).tokenIds);
        expect(Math.max(...medusa.steps.map(({ tree }) => tree.tokenIds.length))).toBe(64);
      }
    } finally {
      await engine.close();
    }
  });

  it('too deep for the heads it is refused by name', async () => {
    const opening = openEngine({ precision: 'int8', methods: ['medusa'], tree: DEEP });
    await expect(opening).rejects.toThrow(/invalid path of tree deep/);
  });

  it('where no method was named, those that it is too deep for are left out and say why', async () => {
    const engine = await openEngine({ precision: 'int8', tree: DEEP });
    try {
      for (const { method, available, reason } of engine.info.methods) {
        expect(available, method).toBe(headsOf(method) === null);
        if (!available) expect(reason).toMatch(/invalid path of tree deep: .* \(allowed: 1 to \d ranks/);
      }
    } finally {
      await engine.close();
    }
  });

  it('steps that choose by cost propose now more, now less, and leave the text as it is', async () => {
    const methods: Method[] = ['medusa', 'speculative'];
    const engine = await openEngine({ precision: 'int8', methods, dynamicCost: CURVE });
    try {
      for (const method of methods) {
        const info = engine.info.methods.find((known) => known.method === method);
        expect(info?.reason).toBeUndefined();
        expect(info?.worth).toBeGreaterThanOrEqual(1);
        const sizes = new Set<number>();
        for (const prompt of await prompts()) {
          const other = await decode(engine, method, prompt);
          expect(other.tokenIds).toEqual((await decode(engine, 'vanilla', prompt)).tokenIds);
          for (const { tree } of other.steps) sizes.add(tree.tokenIds.length);
        }
        expect(sizes.size, method).toBeGreaterThan(1);
      }
    } finally {
      await engine.close();
    }
  });
});
