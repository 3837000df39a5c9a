/** `gorgon bench`: methods times prompts, with a run folder; table and sentences, or the summary as JSON. */
import { type Command, Option } from 'commander';
import { type BenchJob, type JobHooks, openAndRun } from '../../bench/open-and-run.ts';
import { BUILTIN_SUITE, loadSuite } from '../../bench/prompts/load-suite.ts';
import { type BenchOutcome, type BenchProgress, resumeBench } from '../../bench/run-bench.ts';
import { choosesByDefault } from '../../engine/core/chooses-by-default.ts';
import { askedTree, stepsChose } from '../../engine/core/own-trees.ts';
import { SAMPLING_RANGES } from '../../engine/core/sampling-settings.ts';
import {
  DEFAULT_SETTINGS,
  METHODS,
  type Method,
  PRECISIONS,
  type Precision,
  TRACE_LEVELS,
  type TraceLevel,
} from '../../engine/protocol.ts';
import { readManifest } from '../../engine/records/read-run.ts';
import { assertNoRun } from '../../engine/records/run-writer.ts';
import type { RunManifest } from '../../engine/records/schema.ts';
import { note, printOutcome } from '../bench-outcome.ts';
import { type Bound, collectBounds, figuresHelp } from '../bounds.ts';
import { addDraftOptions, chosenDrafts, type DraftOptions } from '../draft-options.ts';
import { interruptSignal } from '../interrupt.ts';
import { choicesOption, wholeOption } from '../options.ts';
import { downloadText, progressLine } from '../progress.ts';
import { addSamplingOptions, inRange, type SamplingOptions, samplingOf } from '../sampling-options.ts';
import { chosenTree, TREE_HELP } from '../tree-option.ts';

interface BenchCommandOptions extends SamplingOptions, DraftOptions {
  suite: string;
  methods?: Method[];
  categories?: string[];
  questions?: string[];
  prompts?: number;
  maxNewTokens: number;
  turns?: number;
  repeats: number;
  precision: Precision;
  trace: TraceLevel;
  tree?: string;
  dynamic?: boolean;
  out?: string;
  resume?: string;
  failUnder: Bound[];
  cost: boolean;
  json: boolean;
}

const listed = (text: string): string[] => text.split(',').map((part) => part.trim());

export function register(program: Command): void {
  addDraftOptions(addSamplingOptions(program.command('bench')))
    .description(
      'run methods on the prompts of a suite, one after the other, and keep a record of every step',
    )
    .option('--suite <name>', `${BUILTIN_SUITE}, or a JSONL file of MT-bench form`, BUILTIN_SUITE)
    .option(
      '--methods <list>',
      `with commas, of ${METHODS.join(', ')}; vanilla always runs (default: all that are available)`,
      choicesOption(METHODS),
    )
    .option('--categories <list>', 'only prompts of these, with commas (default: all)', listed)
    .option('--questions <ids>', 'only prompts of these ids, with commas (default: all)', listed)
    .option(
      '--prompts <n>',
      'how many of those, in rotation over the categories (default: all)',
      wholeOption(1),
    )
    .option('--max-new-tokens <n>', 'most tokens of an answer', wholeOption(1), DEFAULT_SETTINGS.maxNewTokens)
    .option(
      '--turns <n>',
      "most turns of a prompt; a later turn builds on vanilla's own answers, for every method (default: all)",
      wholeOption(1),
    )
    .option('--repeats <n>', 'times that every prompt is run', wholeOption(1), 1)
    .addOption(
      new Option('--precision <name>', 'arithmetic').choices(PRECISIONS).default(DEFAULT_SETTINGS.precision),
    )
    .addOption(
      new Option('--trace <level>', 'full records more at every step and costs time')
        .choices(TRACE_LEVELS)
        .default(DEFAULT_SETTINGS.traceLevel),
    )
    .option(
      '--seed <n>',
      'of the order in which methods take turns, and of drawn tokens',
      inRange(SAMPLING_RANGES.seed),
      0,
    )
    .option('--tree <tree>', TREE_HELP)
    .option(
      '--dynamic',
      'of its candidates each step keeps those that are worth their cost, by the acceptance of gorgon tree calibrate (default: with the shipped drafts and no --tree, at the default precision, where the cost of a pass is measured)',
    )
    .option('--no-dynamic', 'every step keeps all of its candidates')
    .option('--no-cost', 'leave out the cost of a pass, which predicted speedups need')
    .option('--out <dir>', 'run folder (default: runs/<UTC time>-<hash>)')
    .option('--resume <dir>', 'go on with a run that was killed or stopped; its own settings hold')
    .option(
      '--fail-under <bound>',
      'exit 1 when a figure is under a bound or not known, for example medusa.speedup=1.4 or medusa.coding.speedupLow=1; may be given several times',
      collectBounds,
      [],
    )
    .option('--json', 'print the summary as one JSON object', false)
    .addHelpText('after', figuresHelp)
    .action(async (options: BenchCommandOptions, command: Command) => {
      const progress = progressLine();
      const hooks: JobHooks = {
        signal: interruptSignal(),
        onProgress: (p) => progress.update(line(p)),
        onPreparing: (p) => progress.update(downloadText(p)),
        onNote: (text) => {
          progress.end();
          note(text);
        },
      };
      try {
        const outcome =
          options.resume === undefined
            ? await openAndRun(await jobOf(options), hooks)
            : await resumed(options.resume, options, command, hooks);
        progress.end();
        await printOutcome(outcome, options);
      } finally {
        progress.end();
      }
    });
}

async function jobOf(options: BenchCommandOptions): Promise<BenchJob> {
  const sampling = samplingOf(options);
  const suite = await loadSuite(options.suite);
  if (options.out !== undefined) await assertNoRun(options.out);
  const { methods, turns, repeats, seed, maxNewTokens, precision, cost, out } = options;
  const drafts = await chosenDrafts(options);
  const ownDrafts = Object.values(drafts).some((file) => file !== undefined);
  const tree = await chosenTree(options.tree, methods);
  return {
    suite,
    choice: { categories: options.categories, questionIds: options.questions, count: options.prompts },
    methods,
    turns,
    repeats,
    seed,
    maxNewTokens,
    precision,
    sampling,
    traceLevel: options.trace,
    ...drafts,
    tree,
    dynamic: options.dynamic ?? choosesByDefault({ precision, ownDrafts, tree, cost }),
    cost,
    out,
  };
}

async function resumed(
  dir: string,
  drafts: DraftOptions,
  command: Command,
  hooks: JobHooks,
): Promise<BenchOutcome> {
  refuseBesideResume(command);
  const manifest = await readManifest(dir);
  const { openEngine } = await import('../../engine/index.ts');
  const engine = await openEngine({
    // A run that fell back from int8 is opened as it was asked for, so that it falls back again and says so.
    precision: manifest.engine.precisionNote === undefined ? manifest.settings.precision : 'int8',
    ...(await chosenDrafts(drafts)),
    methods: askedMethods(manifest),
    tree: askedTree(manifest.engine.methods),
    dynamicCost: (stepsChose(manifest.engine.methods) && manifest.cost) || undefined,
    onProgress: (progress) => hooks.onPreparing?.(progress),
  });
  try {
    if (engine.info.precisionNote !== undefined) note(engine.info.precisionNote);
    return await resumeBench(engine, dir, hooks);
  } finally {
    await engine.close();
  }
}

/** Absent where all that could be loaded were: the engine then leaves out the same. */
function askedMethods({ engine }: RunManifest): Method[] | undefined {
  const told = engine.methods.map(({ method }) => method);
  return METHODS.every((method) => told.includes(method)) ? undefined : told;
}

/**
 * A resumed run keeps its settings: others given beside it would be dropped in silence. Where its drafts lie must be
 * said again, for the record knows them by their hash.
 */
function refuseBesideResume(command: Command): void {
  const given = command.options
    .filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli')
    .map((option) => option.long ?? option.flags)
    .filter(
      (name) => !['--resume', '--fail-under', '--json', '--medusa', '--hydra', '--draft'].includes(name),
    );
  if (given.length > 0)
    command.error(`${given.join(', ')} cannot stand beside --resume: the run keeps its own settings`);
}

function line({ text, done, total }: BenchProgress): string {
  return `bench ${done} of ${total}: ${text}`;
}
