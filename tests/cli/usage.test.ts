/** Bad input: one line on standard error, nothing on standard output, 2 for wrong usage and 1 for the rest. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { gorgon, tinyHome } from './gorgon.ts';

let folder: string;
let env: Record<string, string>;
beforeAll(async () => {
  const home = await tinyHome();
  ({ folder, env } = home);
  await writeFile(path.join(folder, 'prompt.txt'), 'hello');
  await writeFile(path.join(folder, 'empty.txt'), '');
  await writeFile(path.join(folder, 'latin1.txt'), Buffer.from('na\xefve', 'latin1'));
  await writeFile(path.join(folder, 'bad.jsonl'), '{"question_id": 1}\n');
  await mkdir(path.join(folder, 'run'));
  await writeFile(path.join(folder, 'run', 'run.json'), '{}');
  return home.remove;
});

/** `FOLDER` in an argument stands for the folder with the files above. */
const decode = (...args: string[]) => [
  'decode',
  '--method',
  'vanilla',
  '--prompt-file',
  'FOLDER/prompt.txt',
  ...args,
];
const cases: [string, string[], number, RegExp][] = [
  ['no command', [], 2, /a command is needed \(allowed: .*decode, bench/],
  ['an unknown command', ['dekode'], 2, /unknown command "dekode" \(allowed: .*decode/],
  ['an unknown option', decode('--max-tokens', '5'), 2, /unknown option '--max-tokens'/],
  ['a missing option', ['decode', '--method', 'vanilla'], 2, /required option '--prompt-file <file>'/],
  [
    'an unknown method',
    decode('--method', 'magic'),
    2,
    /'magic' is invalid.*vanilla, speculative, lookup, medusa/,
  ],
  ['a negative budget', decode('--max-new-tokens', '-5'), 2, /'-5' is invalid.*whole number from 1/],
  ['a budget of nothing', decode('--max-new-tokens', '0'), 2, /'0' is invalid.*whole number from 1/],
  ['half a token', decode('--max-new-tokens', '1.5'), 2, /'1.5' is invalid.*whole number from 1/],
  ['an unknown precision', decode('--precision', 'fp8'), 2, /'fp8' is invalid.*fp32/],
  ['a cost without passes of one row', ['cost', '--rows', '2,4'], 2, /invalid rows.*holds 1/],
  ['a cost at the same cache twice', ['cost', '--cached', '128,128'], 2, /invalid cached.*differ/],
  ['an unknown trace level', decode('--trace', 'some'), 2, /'some' is invalid.*standard, full/],
  ['unknown methods', ['bench', '--methods', 'vanilla,magic'], 2, /'vanilla,magic' is invalid.*medusa/],
  ['too many prompts', ['bench', '--prompts', '81'], 2, /81 .*1 to 80/],
  ['no repeats', ['bench', '--repeats', '0'], 2, /'0' is invalid/],
  ['a run folder in use', ['bench', '--out', 'FOLDER/run'], 2, /already holds run\.json/],
  [
    'a missing prompt',
    ['decode', '--method', 'vanilla', '--prompt-file', 'FOLDER/none'],
    1,
    /cannot read .*none/,
  ],
  [
    'an empty prompt',
    ['decode', '--method', 'vanilla', '--prompt-file', 'FOLDER/empty.txt'],
    1,
    /empty\.txt" is empty/,
  ],
  [
    'a prompt that is not UTF-8',
    ['decode', '--method', 'vanilla', '--prompt-file', 'FOLDER/latin1.txt'],
    1,
    /not UTF-8: byte 2 /,
  ],
  ['a missing suite', ['bench', '--suite', 'FOLDER/none.jsonl'], 1, /none\.jsonl": no such file/],
  ['a suite of another form', ['bench', '--suite', 'FOLDER/bad.jsonl'], 1, /line 1/],
  ...(
    [
      ['heads', ['--heads', '11'], /invalid heads: 11 .*1 to 10/],
      ['hydra', ['--depths', '2', '--blocks', '3'], /invalid blocks: 3 .*1 to depths, 2/],
      ['draft', ['--batch', '65'], /invalid batchBlocks: 65 .*1 to 64/],
      ['data', ['--prompts', '1000000'], /invalid number of training prompts: 1000000 .*1 to /],
    ] as const
  ).map(([kind, args, message]): [string, string[], number, RegExp] => [
    `settings of train ${kind}, before a model is looked for`,
    ['--model', 'FOLDER/none.gguf', 'train', kind, ...args],
    2,
    message,
  ]),
  ['a missing model', ['--model', 'FOLDER/none.gguf', ...decode()], 1, /no file .*none\.gguf/],
];

describe('bad input', () => {
  for (const [name, args, code, message] of cases) {
    it.concurrent(name, async () => {
      const result = await gorgon(
        args.map((arg) => arg.replace('FOLDER', folder)),
        { env },
      );
      expect(result.stderr).toMatch(message);
      expect(result.stderr).toMatch(/^gorgon: [^\n]+\n$/);
      expect(result.stdout).toBe('');
      expect(result.code).toBe(code);
    });
  }
});

it('help goes to standard output and is no failure', async () => {
  const { code, stdout, stderr } = await gorgon(['--help']);
  expect(stdout).toMatch(/decode .*\n[\s\S]*bench /);
  expect(stderr).toBe('');
  expect(code).toBe(0);
});

it('a failure that nobody foresaw is one line too, and its stack is there for those who ask', async () => {
  // A folder where a model file is expected to be read from.
  const args = ['--model', folder, ...decode().map((arg) => arg.replace('FOLDER', folder))];
  const quiet = await gorgon(args, { env });
  expect(quiet.stderr).toMatch(/^gorgon: [^\n]+\n$/);
  const loud = await gorgon(args, { env: { ...env, GORGON_DEBUG: '1' } });
  expect(loud.stderr).toMatch(/\n {4}at /);
  expect([quiet.code, loud.code]).toEqual([1, 1]);
});
