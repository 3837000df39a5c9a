/** Penalties and drawn tokens on the real model with the shipped drafts; their law has its long proof in tests/full. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSuite, takeInRotation } from '../../bench/prompts/load-suite.ts';
import { assertChoices } from '../../engine/core/choice-identities.ts';
import { compareToVanilla } from '../../engine/core/compare-output.ts';
import { faithfulnessOf, isLossy } from '../../engine/core/sampling-settings.ts';
import { type Engine, openEngine } from '../../engine/index.ts';
import {
  DEFAULT_SAMPLE,
  DEFAULT_SETTINGS,
  DEFAULT_TYPICAL,
  type DecodeResult,
  METHODS,
  type Method,
  type Sampling,
} from '../../engine/protocol.ts';
import { collect } from './collect.ts';

let engine: Engine;
let prompts: string[];
beforeAll(async () => {
  engine = await openEngine();
  const { questions } = await loadSuite('builtin');
  prompts = takeInRotation(questions, 2).map(({ turns }) => turns[0] as string);
});
afterAll(() => engine.close());

async function decode(method: Method, text: string, sampling: Sampling): Promise<DecodeResult> {
  const result = await collect(
    engine.decode({
      method,
      prompt: { kind: 'chat', turns: [{ role: 'user', content: text }] },
      settings: { ...DEFAULT_SETTINGS, maxNewTokens: 32, sampling },
    }),
  );
  assertChoices(result, sampling);
  return result;
}

const accepted = ({ steps }: DecodeResult) => steps.reduce((sum, step) => sum + step.acceptedPath.length, 0);

describe('on the real model', () => {
  it('greedy with a penalty: every method equals vanilla or differs at a near-tie, and it is another text', async () => {
    const sampling: Sampling = { kind: 'greedy', repetitionPenalty: 1.3 };
    const texts = new Set<string>();
    for (const prompt of prompts) {
      const vanilla = await decode('vanilla', prompt, sampling);
      texts.add(vanilla.text).add((await decode('vanilla', prompt, DEFAULT_SETTINGS.sampling)).text);
      for (const method of METHODS) {
        if (method === 'vanilla') continue;
        const verdict = compareToVanilla(vanilla, await decode(method, prompt, sampling));
        expect(verdict.kind, `${method}: ${JSON.stringify(verdict)}`).not.toBe('suspect');
      }
    }
    expect(texts.size).toBe(2 * prompts.length);
  });

  it('drawn by one seed: lookup and medusa write vanilla’s text, the drafted chain another of the same law', async () => {
    const sampling: Sampling = { ...DEFAULT_SAMPLE, temperature: 0.8, topP: 0.95, seed: 4 };
    let [equal, all] = [0, 0];
    for (const prompt of prompts) {
      const vanilla = await decode('vanilla', prompt, sampling);
      for (const method of METHODS) {
        const other = await decode(method, prompt, sampling);
        if (method !== 'vanilla' && method !== 'lookup') expect(accepted(other), method).toBeGreaterThan(0);
        if (faithfulnessOf(sampling, method) !== 'same-tokens') continue;
        all++;
        if (JSON.stringify(other.tokenIds) === JSON.stringify(vanilla.tokenIds)) equal++;
      }
    }
    // A draw may fall between two roundings of one probability: once in some ten thousand tokens.
    expect(equal).toBeGreaterThanOrEqual(all - 1);
  });

  it('typical acceptance takes more, and says that it is lossy', async () => {
    const sampling: Sampling = { ...DEFAULT_SAMPLE, temperature: 0.7, acceptance: DEFAULT_TYPICAL };
    expect(isLossy({ sampling }, 'medusa')).toBe(true);
    let [typical, greedy] = [0, 0];
    for (const prompt of prompts) {
      typical += accepted(await decode('medusa', prompt, sampling));
      greedy += accepted(await decode('medusa', prompt, DEFAULT_SETTINGS.sampling));
    }
    expect(typical).toBeGreaterThan(greedy);
    await expect(decode('lookup', prompts[0] as string, sampling)).rejects.toThrow(
      'typical is for medusa only',
    );
  });
});
