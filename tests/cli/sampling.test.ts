/** Options for drawn tokens: what they come to, what they refuse, and that they reach the engine. */
import { beforeAll, describe, expect, it } from 'vitest';
import { samplingOf } from '../../cli/sampling-options.ts';
import { DEFAULT_SAMPLE } from '../../engine/protocol.ts';
import { gorgon, tinyHome } from './gorgon.ts';

describe('samplingOf', () => {
  it('is greedy without a temperature, and with 0', () => {
    const greedy = { kind: 'greedy', repetitionPenalty: 1.2 };
    expect(samplingOf({ seed: 5, repetitionPenalty: 1.2, typical: false })).toEqual(greedy);
    expect(samplingOf({ seed: 5, repetitionPenalty: 1.2, temperature: 0 })).toEqual(greedy);
  });

  it('draws with the defaults of what is not named', () => {
    expect(samplingOf({ seed: 5, temperature: 0.7, topK: 40 })).toEqual({
      ...DEFAULT_SAMPLE,
      temperature: 0.7,
      topK: 40,
      seed: 5,
    });
    expect(samplingOf({ seed: 0, temperature: 1, typical: true, typicalEpsilon: 0.2 })).toEqual({
      ...DEFAULT_SAMPLE,
      acceptance: { kind: 'typical', epsilon: 0.2, delta: 0.3 },
    });
  });

  it('refuses what would change nothing', () => {
    const refused: [object, string][] = [
      [{ topP: 0.9 }, 'invalid --top-p: 0.9 (allowed: only with --temperature above 0)'],
      [{ topK: 3, temperature: 0 }, 'invalid --top-k: 3 (allowed: only'],
      [{ typical: true }, 'invalid --typical: true (allowed: only'],
      [{ temperature: 1, typicalDelta: 0.2 }, 'invalid --typical-delta: 0.2 (allowed: only with --typical)'],
    ];
    for (const [options, message] of refused)
      expect(() => samplingOf({ seed: 0, ...options })).toThrow(message);
  });
});

describe('gorgon decode', () => {
  let model: string;
  let env: Record<string, string>;
  beforeAll(async () => {
    const home = await tinyHome();
    ({ model, env } = home);
    return home.remove;
  });
  const decode = (...args: string[]) =>
    gorgon(['decode', '--model', model, '--prompt-file', '-', '--max-new-tokens', '24', '--json', ...args], {
      stdin: 'hello hello',
      env,
    });

  it('draws by seed: the same again, another with another, and lookup as vanilla', async () => {
    const drawn = async (method: string, seed: string, ...args: string[]) => {
      const { stdout, stderr, code } = await decode(
        '--method',
        method,
        '--temperature',
        '0.9',
        '--seed',
        seed,
        ...args,
      );
      expect(code, stderr).toBe(0);
      return JSON.parse(stdout);
    };
    const first = await drawn('vanilla', '1');
    expect(first).toMatchObject({ lossy: false, sampling: { kind: 'sample', temperature: 0.9, seed: 1 } });
    expect((await drawn('vanilla', '1')).tokenIds).toEqual(first.tokenIds);
    expect((await drawn('vanilla', '2')).tokenIds).not.toEqual(first.tokenIds);
    expect((await drawn('lookup', '1')).tokenIds).toEqual(first.tokenIds);
    expect((await drawn('vanilla', '1', '--top-k', '1')).tokenIds).not.toEqual(first.tokenIds);
  });

  const refused: [string[], RegExp][] = [
    [['--temperature', '101'], /'101' is invalid.*0 for greedy, a number from 0\.01 to 100/],
    [['--temperature', ''], /'' is invalid/],
    [['--top-p', '1.5'], /'1\.5' is invalid.*above 0, up to 1/],
    [['--top-k', '2.5'], /'2\.5' is invalid.*whole number from 0/],
    [['--repetition-penalty', '0'], /'0' is invalid.*0\.01 to 100/],
    [['--seed', '4294967296'], /'4294967296' is invalid.*to 4294967295/],
    [['--typical-epsilon', '1'], /'1' is invalid.*above 0 and below 1/],
    [['--temperature', '1', '--typical'], /invalid acceptance: "typical" \(allowed: lossless for vanilla/],
  ];
  for (const [args, message] of refused) {
    it.concurrent(`refuses ${args.join(' ')} before it loads a model`, async () => {
      const result = await decode('--method', 'vanilla', ...args);
      expect(result.stderr).toMatch(message);
      expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(result).toMatchObject({ code: 2, stdout: '' });
    });
  }
});
