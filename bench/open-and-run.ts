/**
 * A benchmark from its settings to its record: cost of a pass, engine, run. Command line and dashboard both start here,
 * so that the same settings mean the same run.
 */
import type { EngineSetup } from '../engine/child/messages.ts';
import { checkSampling, samplingFor } from '../engine/core/sampling-settings.ts';
import { invalidArgument } from '../engine/errors.ts';
import {
  DEFAULT_SETTINGS,
  type EngineInfo,
  METHODS,
  type Method,
  type Sampling,
  type TraceLevel,
} from '../engine/protocol.ts';
import { openWithCost, type Preparing } from './open-engine.ts';
import type { Suite, SuiteQuestion } from './prompts/load-suite.ts';
import { type QuestionChoice, selectQuestions } from './prompts/select-questions.ts';
import { type BenchHooks, type BenchOptions, type BenchOutcome, runBench } from './run-bench.ts';

export interface BenchJob extends EngineSetup {
  suite: Suite;
  choice: QuestionChoice;
  /** All that are available when absent; vanilla always runs. */
  methods?: Method[] | undefined;
  /** Most turns of a question; all when absent. */
  turns?: number | undefined;
  repeats: number;
  /** Of the methods' order. */
  seed: number;
  maxNewTokens: number;
  sampling: Sampling;
  traceLevel: TraceLevel;
  /** Whether the cost of a pass is measured first, which predicted speedups need. */
  cost: boolean;
  out?: string | undefined;
  runsDir?: string | undefined;
}

export interface JobHooks extends BenchHooks {
  onPreparing?: (progress: Preparing) => void;
  /** What is added or left out, a sentence each. */
  onNote?: (text: string) => void;
}

/** Throws as `runBench` does, and `invalid-argument` for settings that do not go together. */
export async function openAndRun(job: BenchJob, hooks: JobHooks = {}): Promise<BenchOutcome> {
  if (job.methods) checkTypical(job.sampling, job.methods);
  if (job.dynamic && !job.cost)
    throw invalidArgument('--dynamic', '--no-cost', 'only with the cost of a pass, which it goes by');
  // Before anything is measured or loaded: a wrong choice must not cost minutes.
  const questions = selectQuestions(job.suite.questions, job.choice);
  const { engine, cost } = await openWithCost(job, {
    cost: job.cost,
    methods: job.methods,
    longest: longestText(questions, job),
    onPreparing: hooks.onPreparing,
    signal: hooks.signal,
  });
  try {
    if (engine.info.precisionNote !== undefined) hooks.onNote?.(engine.info.precisionNote);
    return await runBench(engine, { ...benchOptions(engine.info, job, hooks), cost }, hooks);
  } finally {
    await engine.close();
  }
}

/** Least bytes of a token in plain text: most hold four or five. */
const BYTES_PER_TOKEN = 3;

/** Tokens that the longest text of a run may come to, about: only its cost curve goes by it. */
function longestText(questions: readonly SuiteQuestion[], { turns, maxNewTokens }: BenchJob): number {
  const reach = questions.map((question) => {
    const asked = question.turns.slice(0, turns);
    const bytes = asked.reduce((sum, turn) => sum + Buffer.byteLength(turn), 0);
    return bytes / BYTES_PER_TOKEN + asked.length * maxNewTokens;
  });
  return Math.max(...reach);
}

/** Without medusa typical acceptance would change nothing. */
function checkTypical(sampling: Sampling, methods: readonly Method[]): void {
  const typical = sampling.kind === 'sample' && sampling.acceptance.kind === 'typical';
  if (typical && !methods.includes('medusa'))
    throw invalidArgument('--typical', methods.join(','), 'only in a run with medusa');
}

function benchOptions(info: EngineInfo, job: BenchJob, { onNote }: JobHooks): Omit<BenchOptions, 'cost'> {
  const { suite, sampling } = job;
  const methods = chosenMethods(info, job.methods, onNote ?? (() => {}));
  checkTypical(sampling, methods);
  for (const method of methods) checkSampling(samplingFor(sampling, method), method);
  const questions = selectQuestions(suite.questions, job.choice);
  return {
    suite,
    questions,
    methods,
    turns: job.turns ?? Math.max(...questions.map((question) => question.turns.length)),
    repeats: job.repeats,
    seed: job.seed,
    settings: {
      maxNewTokens: job.maxNewTokens,
      stopStrings: DEFAULT_SETTINGS.stopStrings,
      precision: info.precision,
      sampling,
      traceLevel: job.traceLevel,
    },
    out: job.out,
    runsDir: job.runsDir,
  };
}

/** Says what it adds and what it leaves out. */
function chosenMethods(
  info: EngineInfo,
  named: Method[] | undefined,
  onNote: (text: string) => void,
): Method[] {
  if (named) {
    if (!named.includes('vanilla')) onNote('vanilla is added: every speedup is measured against it');
    return METHODS.filter((method) => method === 'vanilla' || named.includes(method));
  }
  for (const { method, available, reason } of info.methods) {
    if (!available) onNote(`${method} is left out: ${reason ?? 'not available'}`);
  }
  return METHODS.filter((method) => info.methods.some((m) => m.method === method && m.available));
}
