/** `gorgon bench`: methods times prompts, with a run folder; table and sentences, or the summary as JSON. */
import { type Command, Option } from 'commander';
import {
  BUILTIN_SUITE,
  loadSuite,
  type SuiteQuestion,
  takeInRotation,
} from '../../bench/prompts/load-suite.ts';
import { differenceLine, summarySentences, summaryTable } from '../../bench/report.ts';
import { type BenchOptions, type BenchOutcome, runBench } from '../../bench/run-bench.ts';
import { EngineError } from '../../engine/errors.ts';
import {
  DEFAULT_SETTINGS,
  type EngineInfo,
  METHODS,
  type Method,
  PRECISIONS,
  type Precision,
  TRACE_LEVELS,
  type TraceLevel,
} from '../../engine/protocol.ts';
import { assertNoRun } from '../../engine/records/run-writer.ts';
import { interruptSignal } from '../interrupt.ts';
import { choicesOption, wholeOption } from '../options.ts';
import { downloadText, progressLine } from '../progress.ts';
import { writeOut } from '../write-out.ts';

interface BenchCommandOptions {
  suite: string;
  methods?: Method[];
  prompts?: number;
  maxNewTokens: number;
  repeats: number;
  precision: Precision;
  trace: TraceLevel;
  seed: number;
  out?: string;
  json: boolean;
}

export function register(program: Command): void {
  program
    .command('bench')
    .description(
      'run methods on the prompts of a suite, one after the other, and keep a record of every step',
    )
    .option(
      '--suite <name>',
      `${BUILTIN_SUITE}, or a JSONL file of MT-bench form; first turns are used`,
      BUILTIN_SUITE,
    )
    .option(
      '--methods <list>',
      `with commas, of ${METHODS.join(', ')}; vanilla always runs (default: all that are available)`,
      choicesOption(METHODS),
    )
    .option('--prompts <n>', 'how many, in rotation over the categories (default: all)', wholeOption(1))
    .option('--max-new-tokens <n>', 'most tokens of an answer', wholeOption(1), DEFAULT_SETTINGS.maxNewTokens)
    .option('--repeats <n>', 'times that every prompt is run', wholeOption(1), 1)
    .addOption(
      new Option('--precision <name>', 'arithmetic').choices(PRECISIONS).default(DEFAULT_SETTINGS.precision),
    )
    .addOption(
      new Option('--trace <level>', 'full records more at every step and costs time')
        .choices(TRACE_LEVELS)
        .default(DEFAULT_SETTINGS.traceLevel),
    )
    .option('--seed <n>', 'seed of the order in which methods take turns', wholeOption(0), 0)
    .option('--out <dir>', 'run folder (default: runs/<UTC time>-<hash>)')
    .option('--json', 'print the summary as one JSON object', false)
    .action(async (options: BenchCommandOptions) => {
      const suite = await loadSuite(options.suite);
      const questions: SuiteQuestion[] = takeInRotation(
        suite.questions,
        options.prompts ?? suite.questions.length,
      );
      if (options.out !== undefined) await assertNoRun(options.out);
      const { openEngine } = await import('../../engine/index.ts');
      const signal = interruptSignal();
      const progress = progressLine();
      const engine = await openEngine({ onProgress: (p) => progress.update(downloadText(p)) });
      progress.end();
      try {
        const bench: BenchOptions = {
          suite,
          questions,
          methods: chosenMethods(engine.info, options.methods),
          repeats: options.repeats,
          seed: options.seed,
          settings: {
            maxNewTokens: options.maxNewTokens,
            stopStrings: DEFAULT_SETTINGS.stopStrings,
            precision: options.precision,
            sampling: DEFAULT_SETTINGS.sampling,
            traceLevel: options.trace,
          },
          out: options.out,
        };
        const outcome = await runBench(engine, bench, {
          onProgress: ({ text, done, total }) => progress.update(`bench ${done} of ${total}: ${text}`),
          signal,
        });
        progress.end();
        await printOutcome(outcome, options.json);
      } finally {
        progress.end();
        await engine.close();
      }
    });
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

/** Throws where the run is partial or an output is a suspect, after all results are out. */
async function printOutcome(outcome: BenchOutcome, json: boolean): Promise<void> {
  const { dir, manifest, summary, differences } = outcome;
  const suspects = differences.filter((difference) => difference.comparison.kind === 'suspect');
  if (json)
    await writeOut(
      `${JSON.stringify({ ...summary, differences, run: manifest.id, status: manifest.status })}\n`,
    );
  else if (manifest.groups > 0)
    await writeOut(`${[summaryTable(summary), '', ...summarySentences(summary)].join('\n')}\n`);
  for (const difference of differences) note(differenceLine(difference));
  note(`record: ${dir}`);
  if (suspects.length > 0) {
    throw new EngineError(
      'runtime-failure',
      `${suspects.length} outputs differ from vanilla's beyond a near-tie: their speedups mean nothing (see the lines above)`,
    );
  }
  if (manifest.status === 'partial') {
    throw new EngineError(
      'cancelled',
      `stopped: ${manifest.groups} prompts are done and kept, marked partial, in ${dir}`,
    );
  }
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
