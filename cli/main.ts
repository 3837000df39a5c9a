/** The command `gorgon`. Exit codes: 0 done, 2 wrong usage, 1 any other failure, with one line that says what. */
import { Command, CommanderError } from 'commander';
import { EngineError } from '../engine/errors.ts';

/**
 * A command is loaded only when its name is among the arguments: none pays for another's libraries. The order is that of
 * the help.
 */
const COMMANDS: Record<string, () => Promise<{ register(program: Command): void }>> = {
  models: () => import('./commands/models.ts'),
  tokenize: () => import('./commands/tokenize.ts'),
  decode: () => import('./commands/decode.ts'),
  bench: () => import('./commands/bench.ts'),
  close: () => import('./commands/close.ts'),
  report: () => import('./commands/report.ts'),
  compare: () => import('./commands/compare.ts'),
  query: () => import('./commands/query.ts'),
  export: () => import('./commands/export.ts'),
  import: () => import('./commands/import.ts'),
  verify: () => import('./commands/verify.ts'),
  cost: () => import('./commands/cost.ts'),
  calibrate: () => import('./commands/calibrate.ts'),
  tree: () => import('./commands/tree.ts'),
  train: () => import('./commands/train.ts'),
  serve: () => import('./commands/serve.ts'),
};

// A reader that closes early (head, a pager) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
// Nobody reads the progress any more; the result may still have a reader.
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = report(error);
}

async function main(args: readonly string[]): Promise<void> {
  const program = new Command('gorgon')
    .description('A decoding laboratory: vanilla, speculative, lookup and Medusa decoding on one engine')
    .option(
      '--model <path>',
      'a GGUF file of llama architecture instead of the embedded model (also GORGON_MODEL)',
    )
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(`gorgon: ${oneLine(text.replace(/^error: /, ''))}\n`),
    })
    // One way in for every command, and for the child processes of the server.
    .hook('preAction', () => {
      const { model } = program.opts<{ model?: string }>();
      if (model !== undefined) process.env.GORGON_MODEL = model;
    })
    .usage('[options] <command>')
    .argument('[command]')
    .allowExcessArguments()
    .action((name?: string) => {
      const what = name === undefined ? 'a command is needed' : `unknown command ${JSON.stringify(name)}`;
      program.error(
        `${what} (allowed: ${Object.keys(COMMANDS).join(', ')}; gorgon --help says what they do)`,
      );
    });
  const named = Object.keys(COMMANDS).filter((name) => args.includes(name));
  for (const name of named.length > 0 ? named : Object.keys(COMMANDS)) {
    (await COMMANDS[name]?.())?.register(program);
  }
  await program.parseAsync([...args], { from: 'user' });
}

/** Prints what went wrong, where that has not been done, and returns the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (process.env.GORGON_DEBUG) console.error(error);
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`gorgon: ${oneLine(message)}\n`);
  return error instanceof EngineError && error.code === 'invalid-argument' ? 2 : 1;
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ');
}
