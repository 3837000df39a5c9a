/** The command `gorgon`. Exit codes: 0 done, 2 wrong usage, 1 any other failure, with one line that says what. */
import { Command, CommanderError } from 'commander';
import { EngineError } from '../engine/errors.ts';
import * as models from './commands/models.ts';
import * as tokenize from './commands/tokenize.ts';
import * as train from './commands/train.ts';

const program = new Command('gorgon')
  .description('A decoding laboratory: vanilla, speculative, lookup and Medusa decoding on one engine')
  .option(
    '--model <path>',
    'a GGUF file of llama architecture instead of the embedded model (also GORGON_MODEL)',
  )
  .exitOverride()
  .configureOutput({
    outputError: (text, write) => write(`gorgon: ${text.replace(/^error: /, '').trim()}\n`),
  });

for (const { register } of [models, tokenize, train]) register(program);

// A reader that closes early (head, a pager) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Prints what went wrong, where that has not been done, and returns the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (process.env.GORGON_DEBUG) console.error(error);
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`gorgon: ${message.replaceAll('\n', ' ')}\n`);
  return error instanceof EngineError && error.code === 'invalid-argument' ? 2 : 1;
}
