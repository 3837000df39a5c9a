/** `gorgon calibrate`: the statistics that int8 needs, and what int8 costs in quality, as one artifact. */
import { fileURLToPath } from 'node:url';
import { type Command, Option } from 'commander';
import { BUILTIN_SUITE, loadSuite, takeInRotation } from '../../bench/prompts/load-suite.ts';
import { interruptSignal } from '../interrupt.ts';
import { wholeOption } from '../options.ts';
import { progressLine } from '../progress.ts';
import { writeOut } from '../write-out.ts';

const ARTIFACTS = fileURLToPath(new URL('../../artifacts/', import.meta.url));

interface CalibrateOptions {
  sequences: number;
  keepSteps: boolean;
  prompts: number;
  maxNewTokens: number;
  out: string;
}

export function register(program: Command): void {
  program
    .command('calibrate')
    .description('measure how int8 must round, on training answers, and what it costs, on the built-in suite')
    .option('--sequences <n>', 'training answers to read', wholeOption(1), 64)
    .addOption(
      new Option(
        '--keep-steps',
        'keep the rounding that the artifact has: measure its price only, as after a change of the graph',
      )
        .default(false)
        .conflicts('sequences'),
    )
    .option('--prompts <n>', 'prompts of the suite for the price', wholeOption(1), 80)
    .option('--max-new-tokens <n>', 'most tokens of an answer to them', wholeOption(1), 128)
    .option('--out <dir>', 'folder for the artifact', ARTIFACTS)
    .action(async (options: CalibrateOptions) => {
      const suite = await loadSuite(BUILTIN_SUITE);
      const prompts = takeInRotation(suite.questions, options.prompts).map(({ turns }) => turns[0] as string);
      const { calibrateInt8 } = await import('../../engine/load-calibration.ts');
      const progress = progressLine();
      try {
        const artifact = await calibrateInt8(
          { modelPath: program.opts<{ model?: string }>().model },
          {
            sequences: options.keepSteps ? undefined : options.sequences,
            evaluation: {
              suite: suite.name,
              sha256: suite.sha256,
              prompts,
              maxNewTokens: options.maxNewTokens,
            },
            out: options.out,
          },
          ({ phase, done, total }) =>
            progress.update(done === undefined ? phase : `${phase}: ${done} of ${total}`),
          interruptSignal(),
        );
        progress.end();
        await writeOut(`${JSON.stringify(artifact.price, null, 2)}\n`);
      } finally {
        progress.end();
      }
    });
}
