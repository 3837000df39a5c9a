/** Every method against vanilla on the real model: a sample of the suite, token by token. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSuite, takeInRotation } from '../../bench/prompts/load-suite.ts';
import { compareToVanilla } from '../../engine/core/compare-output.ts';
import { type Engine, openEngine } from '../../engine/index.ts';
import { DEFAULT_SETTINGS, type DecodeResult, METHODS, type Method } from '../../engine/protocol.ts';
import { collect } from './collect.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const decode = (method: Method, text: string): Promise<DecodeResult> =>
  collect(
    engine.decode({
      method,
      prompt: { kind: 'chat', turns: [{ role: 'user', content: text }] },
      settings: { ...DEFAULT_SETTINGS, maxNewTokens: 64 },
    }),
  );

describe('losslessness on the real model', () => {
  it('has every method', () => {
    expect(engine.info.methods.filter((m) => !m.available)).toEqual([]);
  });

  it('8 prompts, one a category: every method equals vanilla or differs at a near-tie', async () => {
    const suite = await loadSuite('builtin');
    const accepted: Partial<Record<Method, number>> = {};
    for (const question of takeInRotation(suite.questions, 8)) {
      const prompt = question.turns[0] as string;
      const vanilla = await decode('vanilla', prompt);
      for (const method of METHODS) {
        if (method === 'vanilla') continue;
        const other = await decode(method, prompt);
        const verdict = compareToVanilla(vanilla, other);
        expect(
          verdict.kind,
          `${method}, question ${question.questionId}: ${JSON.stringify(verdict)}`,
        ).not.toBe('suspect');
        accepted[method] =
          (accepted[method] ?? 0) + other.steps.reduce((sum, step) => sum + step.acceptedPath.length, 0);
      }
    }
    // A method that never gets a token accepted would pass the comparison without having been tested.
    for (const method of METHODS)
      if (method !== 'vanilla') expect(accepted[method], method).toBeGreaterThan(0);
  });
});
