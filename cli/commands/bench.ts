/** `gorgon bench`: methods times prompts, with a run folder; table and sentences, or the summary as JSON. */
import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { measureCost } from '../../bench/cost/measure-cost.ts';
import { RUN_COST } from '../../bench/cost/plan.ts';
import {
  BUILTIN_SUITE,
  loadSuite,
  type Suite,
  type SuiteQuestion,
  takeInRotation,
} from '../../bench/prompts/load-suite.ts';
import { type BenchOptions, type BenchProgress, resumeBench, runBench } from '../../bench/run-bench.ts';
import type { CostCurve } from '../../engine/core/cost-curve.ts';
import { checkSampling, SAMPLING_RANGES, samplingFor } from '../../engine/core/sampling-settings.ts';
import { invalidArgument } from '../../engine/errors.ts';
import {
  DEFAULT_SETTINGS,
  type EngineInfo,
  METHODS,
  type Method,
  type NamedTree,
  PRECISIONS,
  type Precision,
  type Sampling,
  TRACE_LEVELS,
  type TraceLevel,
} from '../../engine/protocol.ts';
import { readManifest } from '../../engine/records/read-run.ts';
import { assertNoRun } from '../../engine/records/run-writer.ts';
import type { RunManifest } from '../../engine/records/schema.ts';
import { note, printOutcome } from '../bench-outcome.ts';
import { type Bound, collectBounds, figuresHelp } from '../bounds.ts';
import { interruptSignal } from '../interrupt.ts';
import { choicesOption, wholeOption } from '../options.ts';
import { downloadText, type ProgressLine, progressLine } from '../progress.ts';
import { addSamplingOptions, inRange, type SamplingOptions, samplingOf } from '../sampling-options.ts';
import { chosenTree, TREE_HELP } from '../tree-option.ts';

interface BenchCommandOptions extends SamplingOptions {
  suite: string;
  methods?: Method[];
  prompts?: number;
  maxNewTokens: number;
  turns?: number;
  repeats: number;
  precision: Precision;
  trace: TraceLevel;
  tree?: string;
  out?: string;
  resume?: string;
  failUnder: Bound[];
  cost: boolean;
  json: boolean;
}

export function register(program: Command): void {
  addSamplingOptions(program.command('bench'))
    .description(
      'run methods on the prompts of a suite, one after the other, and keep a record of every step',
    )
    .option('--suite <name>', `${BUILTIN_SUITE}, or a JSONL file of MT-bench form`, BUILTIN_SUITE)
    .option(
      '--methods <list>',
      `with commas, of ${METHODS.join(', ')}; vanilla always runs (default: all that are available)`,
      choicesOption(METHODS),
    )
    .option('--prompts <n>', 'how many, in rotation over the categories (default: all)', wholeOption(1))
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
      const chosen = options.resume === undefined ? await chosenQuestions(options) : null;
      if (options.resume !== undefined) refuseBesideResume(command);
      const resumed = options.resume === undefined ? null : await readManifest(options.resume);
      const tree = resumed ? treeOf(resumed) : await chosenTree(options.tree, options.methods);
      const { openEngine } = await import('../../engine/index.ts');
      const progress = progressLine();
      const signal = interruptSignal();
      const hooks = { signal, onProgress: (p: BenchProgress) => progress.update(line(p)) };
      const cost = chosen && options.cost ? await costOfPass(options.precision, progress, signal) : null;
      const engine = await openEngine({
        precision: resumed?.settings.precision ?? options.precision,
        methods: resumed?.engine.methods.map(({ method }) => method) ?? options.methods,
        tree,
        onProgress: (p) => progress.update(downloadText(p)),
      });
      progress.end();
      try {
        if (engine.info.precisionNote !== undefined) note(engine.info.precisionNote);
        const outcome = chosen
          ? await runBench(engine, { ...benchOptions(engine.info, options, chosen), cost }, hooks)
          : await resumeBench(engine, options.resume as string, hooks);
        progress.end();
        await printOutcome(outcome, options);
      } finally {
        progress.end();
        await engine.close();
      }
    });
}

/** What a run's heads filled: going on with it must fill the same. */
function treeOf({ engine }: RunManifest): NamedTree | undefined {
  return engine.methods.find(({ tree }) => tree !== undefined)?.tree;
}

/** On a model of its own, closed before the engine opens: what is measured is the pass, not what stands beside it. */
async function costOfPass(
  precision: Precision,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<CostCurve> {
  const { openCostProbe } = await import('../../engine/index.ts');
  const probe = await openCostProbe({
    threads: availableParallelism(),
    precision,
    onProgress: (p) => progress.update(downloadText(p)),
  });
  try {
    const onProgress = (done: number, total: number) =>
      progress.update(`cost of a pass: ${done} of ${total}`);
    return (await measureCost(probe, RUN_COST, { onProgress, signal })).curve;
  } finally {
    await probe.close();
  }
}

/** Without medusa the option would change nothing. */
function checkTypical(sampling: Sampling, methods: readonly Method[]): void {
  const typical = sampling.kind === 'sample' && sampling.acceptance.kind === 'typical';
  if (typical && !methods.includes('medusa'))
    throw invalidArgument('--typical', methods.join(','), 'only in a run with medusa');
}

interface Chosen {
  sampling: Sampling;
  suite: Suite;
  questions: SuiteQuestion[];
}

async function chosenQuestions(options: BenchCommandOptions): Promise<Chosen> {
  const sampling = samplingOf(options);
  if (options.methods) checkTypical(sampling, options.methods);
  const suite = await loadSuite(options.suite);
  if (options.out !== undefined) await assertNoRun(options.out);
  const questions = takeInRotation(suite.questions, options.prompts ?? suite.questions.length);
  return { sampling, suite, questions };
}

function benchOptions(
  info: EngineInfo,
  options: BenchCommandOptions,
  { suite, questions, sampling }: Chosen,
): Omit<BenchOptions, 'cost'> {
  const methods = chosenMethods(info, options.methods);
  checkTypical(sampling, methods);
  for (const method of methods) checkSampling(samplingFor(sampling, method), method);
  return {
    suite,
    questions,
    methods,
    turns: options.turns ?? Math.max(...questions.map((question) => question.turns.length)),
    repeats: options.repeats,
    seed: options.seed,
    settings: {
      maxNewTokens: options.maxNewTokens,
      stopStrings: DEFAULT_SETTINGS.stopStrings,
      precision: info.precision,
      sampling,
      traceLevel: options.trace,
    },
    out: options.out,
  };
}

/** A resumed run keeps its settings: others given beside it would be dropped in silence. */
function refuseBesideResume(command: Command): void {
  const given = command.options
    .filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli')
    .map((option) => option.long ?? option.flags)
    .filter((name) => !['--resume', '--fail-under', '--json'].includes(name));
  if (given.length > 0)
    command.error(`${given.join(', ')} cannot stand beside --resume: the run keeps its own settings`);
}

function line({ text, done, total }: BenchProgress): string {
  return `bench ${done} of ${total}: ${text}`;
}

/** Says on standard error what it adds and what it leaves out. */
function chosenMethods(info: EngineInfo, named: Method[] | undefined): Method[] {
  if (named) {
    if (!named.includes('vanilla')) note('vanilla is added: every speedup is measured against it');
    return METHODS.filter((method) => method === 'vanilla' || named.includes(method));
  }
  for (const { method, available, reason } of info.methods) {
    if (!available) note(`${method} is left out: ${reason ?? 'not available'}`);
  }
  return METHODS.filter((method) => info.methods.some((m) => m.method === method && m.available));
}
