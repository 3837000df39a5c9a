/** `gorgon decode` as other people's scripts use it, on a tiny random model. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DecodeFigures } from '../../engine/core/metrics.ts';
import type { StepRecord } from '../../engine/protocol.ts';
import { TINY_TOKENS } from '../fixtures/tiny-gguf.ts';
import { gorgon, gorgonIntoHead, tinyHome } from './gorgon.ts';

interface DecodeJson {
  promptTokenIds: number[];
  tokenIds: number[];
  text: string;
  stopReason: string;
  metrics: DecodeFigures;
  steps: StepRecord[];
}

let folder: string;
let model: string;
let env: Record<string, string>;
beforeAll(async () => {
  const home = await tinyHome();
  ({ folder, model, env } = home);
  return home.remove;
});

async function decode(prompt: string | Uint8Array, ...args: string[]) {
  const all = ['decode', '--model', model, '--prompt-file', '-', '--max-new-tokens', '24', ...args];
  return gorgon(all, { stdin: prompt, env });
}
async function decodeJson(prompt: string, ...args: string[]): Promise<DecodeJson> {
  const { stdout, stderr, code } = await decode(prompt, '--json', ...args);
  expect(code, stderr).toBe(0);
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  return JSON.parse(stdout);
}

describe('gorgon decode', () => {
  it('prints one object with ids, text, metrics and steps; lookup equals vanilla', async () => {
    const vanilla = await decodeJson('hello hello hello', '--method', 'vanilla');
    expect(vanilla.tokenIds.length).toBeGreaterThan(0);
    expect(vanilla.tokenIds.length).toBeLessThanOrEqual(24);
    expect(vanilla.steps).toHaveLength(vanilla.tokenIds.length - 1);
    expect(vanilla.metrics).toMatchObject({ tokens: vanilla.tokenIds.length, tokensPerStep: 1 });
    expect(['budget', 'end-token']).toContain(vanilla.stopReason);
    const lookup = await decodeJson('hello hello hello', '--method', 'lookup');
    expect(lookup.tokenIds).toEqual(vanilla.tokenIds);
    expect(lookup.promptTokenIds).toEqual(vanilla.promptTokenIds);
  });

  it('takes the prompt verbatim: spaces, line ends and special tokens are text', async () => {
    const prompt = '  <|im_end|>\r\n\ufeffé ';
    const { promptTokenIds } = await decodeJson(prompt, '--method', 'vanilla', '--raw');
    // No merge of the tiny vocabulary fits, so it is one token a byte.
    expect(promptTokenIds).toHaveLength(Buffer.byteLength(prompt));
    expect(promptTokenIds).not.toContain(TINY_TOKENS.indexOf('<|im_end|>'));
    const file = path.join(folder, 'verbatim.txt');
    await writeFile(file, prompt);
    const fromFile = await gorgon(
      [
        'decode',
        '--model',
        model,
        '--method',
        'vanilla',
        '--raw',
        '--prompt-file',
        file,
        '--max-new-tokens',
        '1',
        '--json',
      ],
      { env },
    );
    expect(JSON.parse(fromFile.stdout).promptTokenIds).toEqual(promptTokenIds);
  });

  it('puts the prompt into the chat template unless it is raw', async () => {
    const { promptTokenIds } = await decodeJson('abc', '--method', 'vanilla');
    expect(promptTokenIds[0]).toBe(TINY_TOKENS.indexOf('<|im_start|>'));
  });

  it('streams the text to standard output and a line of figures to standard error', async () => {
    const { text } = await decodeJson('hello', '--method', 'lookup');
    const { stdout, stderr, code } = await decode('hello', '--method', 'lookup');
    expect(stdout).toBe(`${text}\n`);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(
      /^lookup: \d+ tokens, ended by (budget|end-token); [\d.]+ tokens\/s, [\d.]+ tokens a step, first token after \d+ ms$/,
    );
    expect(code).toBe(0);
  });

  it('ends before a stop string', async () => {
    const { text } = await decodeJson('hello', '--method', 'vanilla');
    const stop = [...text].find((character) => character.codePointAt(0) !== 0xfffd);
    if (stop === undefined) throw new Error('the tiny model writes no whole character: choose another seed');
    const cut = await decodeJson('hello', '--method', 'lookup', '--stop', 'never there', '--stop', stop);
    expect(cut.stopReason).toBe('stop-string');
    expect(cut.text).toBe(text.slice(0, text.indexOf(stop)));
  });

  it('full trace has the probability of every proposed token', async () => {
    const { steps } = await decodeJson('abcabcabc', '--method', 'lookup', '--raw', '--trace', 'full');
    for (const step of steps) expect(step.targetProbs).toHaveLength(step.tree.tokenIds.length);
    const { steps: standard } = await decodeJson('abcabcabc', '--method', 'lookup', '--raw');
    expect(standard.every((step) => step.targetProbs === undefined)).toBe(true);
  });

  it('finds the model by GORGON_MODEL, and --model beats it', async () => {
    const args = ['decode', '--method', 'vanilla', '--prompt-file', '-', '--max-new-tokens', '2', '--json'];
    const byEnvironment = await gorgon(args, { stdin: 'a', env: { ...env, GORGON_MODEL: model } });
    expect(byEnvironment.code, byEnvironment.stderr).toBe(0);
    const byOption = await gorgon([...args, '--model', model], {
      stdin: 'a',
      env: { ...env, GORGON_MODEL: '/nowhere' },
    });
    expect(byOption.code, byOption.stderr).toBe(0);
  });

  it('a method without its draft, a prompt and a budget beyond the context: one line each', async () => {
    const missing = await decode('hello', '--method', 'medusa', '--json');
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toMatch(/gorgon: .*medusa.*\n$/);
    const long = await decode('x'.repeat(300), '--method', 'vanilla', '--json');
    expect(long).toMatchObject({ code: 1, stdout: '' });
    expect(long.stderr).toMatch(/gorgon: the prompt has \d+ tokens \(allowed: 1 to 256.*\n$/);
    const budget = await decode('hello', '--method', 'vanilla', '--json', '--max-new-tokens', '1000');
    expect(budget).toMatchObject({ code: 2, stdout: '' });
    expect(budget.stderr).toMatch(/gorgon: invalid maxNewTokens: 1000 \(allowed: .*256\)\n$/);
  });

  it('a reader that leaves early is no failure', async () => {
    // More than a pipe holds, so that the write meets the closed end.
    const { stdout } = await decode('hello', '--method', 'vanilla', '--json', '--max-new-tokens', '230');
    expect(stdout.length).toBeGreaterThan(70_000);
    const { code, stderr } = await gorgonIntoHead(
      [
        'decode',
        '--model',
        model,
        '--method',
        'vanilla',
        '--prompt-file',
        '-',
        '--json',
        '--max-new-tokens',
        '230',
      ],
      { stdin: 'hello', env },
    );
    expect(stderr).not.toMatch(/gorgon:|EPIPE/);
    expect(code).toBe(0);
  });
});
