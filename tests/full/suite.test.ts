/** The long proof: every method equals vanilla on all 80 prompts at 128 tokens, or differs first at a near-tie. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadSuite } from '../../bench/prompts/load-suite.ts';
import { compareToVanilla } from '../../engine/core/compare-output.ts';
import { type Engine, openEngine } from '../../engine/index.ts';
import { DEFAULT_SETTINGS, METHODS, type Method } from '../../engine/protocol.ts';
import { collect } from '../model/collect.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

it('speculative, lookup and medusa equal vanilla on the whole suite', async () => {
  const suite = await loadSuite('builtin');
  const verdicts: string[] = [];
  for (const question of suite.questions) {
    const decode = (method: Method) =>
      collect(
        engine.decode({
          method,
          prompt: { kind: 'chat', turns: [{ role: 'user', content: question.turns[0] as string }] },
          settings: { ...DEFAULT_SETTINGS, maxNewTokens: 128 },
        }),
      );
    const vanilla = await decode('vanilla');
    for (const method of METHODS) {
      if (method === 'vanilla') continue;
      const verdict = compareToVanilla(vanilla, await decode(method));
      if (verdict.kind !== 'identical') {
        verdicts.push(`${method}, question ${question.questionId}: ${JSON.stringify(verdict)}`);
      }
    }
  }
  for (const line of verdicts) console.log(line);
  expect(suite.questions).toHaveLength(80);
  expect(verdicts.filter((line) => line.includes('"suspect"'))).toEqual([]);
});
