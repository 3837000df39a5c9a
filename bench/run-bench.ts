/**
 * The benchmark: methods times prompts, one answer at a time on one engine, warmed up, with equal budgets, and a record
 * that grows as the run goes. Every method is paired with vanilla on the same prompt in the same repeat.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { AnswerGroup, RunFindings } from '../engine/core/run-summary.ts';
import { EngineError } from '../engine/errors.ts';
import type {
  DecodeEvent,
  DecodeRequest,
  DecodeResult,
  DecodeSettings,
  EngineInfo,
  Method,
} from '../engine/protocol.ts';
import { RunWriter } from '../engine/records/run-writer.ts';
import type { RunManifest } from '../engine/records/schema.ts';
import { describeEnvironment } from './environment.ts';
import { planRun, type Turn } from './plan.ts';
import type { Suite, SuiteQuestion } from './prompts/load-suite.ts';

/** Tokens of a warm-up answer: enough to have touched every graph at several widths. */
const WARM_UP_TOKENS = 16;

/** What the benchmark needs of an engine. */
export interface BenchEngine {
  readonly info: EngineInfo;
  decode(request: DecodeRequest, signal?: AbortSignal): AsyncGenerator<DecodeEvent, void>;
}

export interface BenchOptions {
  suite: Suite;
  /** Of the suite, in the order to run. */
  questions: readonly SuiteQuestion[];
  /** Vanilla among them. */
  methods: readonly Method[];
  repeats: number;
  /** Of the methods' order. */
  seed: number;
  settings: DecodeSettings;
  /** Run folder; `runs/<UTC time>-<hash>` under the working directory when absent. */
  out?: string | undefined;
}

export interface BenchProgress {
  /** One line for people. */
  text: string;
  /** Groups (all methods on one prompt in one repeat) done and in all. */
  done: number;
  total: number;
}

export interface BenchOutcome extends RunFindings {
  /** Run folder. */
  dir: string;
  manifest: RunManifest;
}

/**
 * Runs the benchmark. An aborted signal or a failure ends it with what is done, marked partial; a failure is thrown on.
 */
export async function runBench(
  engine: BenchEngine,
  options: BenchOptions,
  hooks: { onProgress?: (progress: BenchProgress) => void; signal?: AbortSignal } = {},
): Promise<BenchOutcome> {
  const { questions, methods, repeats, seed, settings, suite } = options;
  if (!methods.includes('vanilla')) throw new Error('a run without vanilla has nothing to pair with');
  assertAvailable(engine.info, methods);
  const startedAt = new Date();
  const runSettings = {
    ...settings,
    methods: [...methods],
    questionIds: questions.map((question) => question.questionId),
    repeats,
    seed,
  };
  const dir = options.out ?? path.join('runs', runName(startedAt, { suite: suite.sha256, runSettings }));
  const writer = await RunWriter.create(dir, {
    startedAt: startedAt.toISOString(),
    environment: await describeEnvironment(engine.info.runtime.version),
    engine: engine.info,
    suite: { name: suite.name, sha256: suite.sha256, questions: suite.questions.length },
    settings: runSettings,
  });
  const finish = async (status: 'complete' | 'partial'): Promise<BenchOutcome> => {
    const findings = await writer.finish(status, new Date().toISOString());
    return { dir, manifest: writer.manifest, ...findings };
  };

  const turns = planRun(questions, methods, { repeats, seed });
  const report = (text: string) =>
    hooks.onProgress?.({ text, done: writer.manifest.groups, total: turns.length });
  try {
    if (!(await warmUp(engine, options, report, hooks.signal))) return await finish('partial');
    for (const turn of turns) {
      const group = await runTurn(engine, turn, settings, report, hooks.signal);
      if (!group) return await finish('partial');
      await writer.append(group);
      report(describeGroup(group));
    }
  } catch (error) {
    await finish('partial');
    throw error;
  }
  return finish('complete');
}

/** A method whose draft is missing cannot run; the engine knows why. */
function assertAvailable(info: EngineInfo, methods: readonly Method[]): void {
  for (const { method, available, reason } of info.methods) {
    if (methods.includes(method) && !available)
      throw new EngineError(
        'runtime-failure',
        `method ${method} is not available: ${reason ?? 'no reason given'}`,
      );
  }
}

/** One short answer a method, dropped. False when cancelled. */
async function warmUp(
  engine: BenchEngine,
  { questions, methods, settings }: BenchOptions,
  report: (text: string) => void,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const question = questions[0];
  if (!question) throw new Error('a run needs a prompt');
  const short = { ...settings, maxNewTokens: Math.min(WARM_UP_TOKENS, settings.maxNewTokens) };
  for (const method of methods) {
    report(`warm-up: ${method}`);
    if (!(await answer(engine, method, question, short, signal))) return false;
  }
  return true;
}

/** Null when cancelled: half a group pairs nothing. */
async function runTurn(
  engine: BenchEngine,
  { question, repeat, order }: Turn<SuiteQuestion>,
  settings: DecodeSettings,
  report: (text: string) => void,
  signal: AbortSignal | undefined,
): Promise<AnswerGroup | null> {
  const results: DecodeResult[] = [];
  for (const method of order) {
    report(`${question.category}, question ${question.questionId}: ${method}`);
    const result = await answer(engine, method, question, settings, signal);
    if (!result) return null;
    results.push(result);
  }
  return { questionId: question.questionId, category: question.category, repeat, results };
}

/** The first turn of the question, by one method; null when cancelled. */
async function answer(
  engine: BenchEngine,
  method: Method,
  question: SuiteQuestion,
  settings: DecodeSettings,
  signal: AbortSignal | undefined,
): Promise<DecodeResult | null> {
  if (signal?.aborted) return null;
  const content = question.turns[0] as string;
  const request: DecodeRequest = {
    method,
    prompt: { kind: 'chat', turns: [{ role: 'user', content }] },
    settings,
  };
  try {
    for await (const event of engine.decode(request, signal)) {
      if (event.type === 'run-end') return event.result.stopReason === 'cancelled' ? null : event.result;
    }
  } catch (error) {
    if (error instanceof EngineError && error.code === 'cancelled') return null;
    throw error;
  }
  throw new Error(`${method} ended without a result`);
}

function describeGroup({ category, questionId, repeat, results }: AnswerGroup): string {
  const rates = results.map(({ method, tokenIds, totalMs, prefill }) => {
    const seconds = (totalMs - prefill.ttftMs) / 1000;
    return `${method} ${tokenIds.length > 1 && seconds > 0 ? ((tokenIds.length - 1) / seconds).toFixed(1) : 'n/a'}`;
  });
  const again = repeat > 0 ? `, repeat ${repeat + 1}` : '';
  return `${category}, question ${questionId}${again}: ${rates.join(', ')} tokens/s`;
}

/** `2026-11-24T10-30-00Z-1a2b3c4`: sorts by time, and two runs of one second differ by what they run and who runs it. */
function runName(startedAt: Date, what: object): string {
  const time = startedAt
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  const hash = createHash('sha256')
    .update(JSON.stringify([startedAt.getTime(), process.pid, what]))
    .digest('hex');
  return `${time}-${hash.slice(0, 7)}`;
}
