/**
 * The benchmark: methods times questions, one answer at a time on one engine, warmed up, with equal budgets, and a
 * record that grows as the run goes. Every method is paired with vanilla on the same turn of the same question in the
 * same repeat; a later turn builds on vanilla's own answers to the turns before, for every method.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { CostCurve } from '../engine/core/cost-curve.ts';
import type { AnswerGroup, RunFindings } from '../engine/core/run-summary.ts';
import { EngineError } from '../engine/errors.ts';
import type { ChatTurn, DecodeSettings, EngineInfo, Method } from '../engine/protocol.ts';
import { RunWriter } from '../engine/records/run-writer.ts';
import type { RunManifest, RunSettings } from '../engine/records/schema.ts';
import { describeEnvironment } from './environment.ts';
import { type PlannedGroup, planRun } from './plan.ts';
import type { Suite, SuiteQuestion } from './prompts/load-suite.ts';
import { answerOnce, type BenchEngine, runGroup } from './run-group.ts';

export type { BenchEngine } from './run-group.ts';

/** Tokens of a warm-up answer: enough to have touched every graph at several widths. */
const WARM_UP_TOKENS = 16;

export interface BenchOptions {
  suite: Suite;
  /** Of the suite, in the order to run. */
  questions: readonly SuiteQuestion[];
  /** Vanilla among them. */
  methods: readonly Method[];
  /** Most turns of a question, from the first on. */
  turns: number;
  repeats: number;
  /** Of the methods' order. */
  seed: number;
  settings: DecodeSettings;
  /** Cost of a pass on this machine, measured apart; null where it was not. */
  cost: CostCurve | null;
  /** Run folder; `<UTC time>-<hash>` in `runsDir` when absent. */
  out?: string | undefined;
  /** Folder of runs; `runs` under the working directory when absent. */
  runsDir?: string | undefined;
}

export interface BenchProgress {
  /** One line for people. */
  text: string;
  /** Groups (all methods on one turn of one question in one repeat) done and in all. */
  done: number;
  total: number;
}

export interface BenchHooks {
  onProgress?: (progress: BenchProgress) => void;
  /** The record as it stands: once its folder is there, and after every group. */
  onRecord?: (manifest: RunManifest, dir: string) => void;
  signal?: AbortSignal;
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
  hooks: BenchHooks = {},
): Promise<BenchOutcome> {
  const { questions, methods, turns, repeats, seed, settings, suite } = options;
  if (!methods.includes('vanilla')) throw new Error('a run without vanilla has nothing to pair with');
  assertAvailable(engine.info, methods);
  const startedAt = new Date();
  const runSettings: RunSettings = {
    ...settings,
    methods: [...methods],
    questionIds: questions.map((question) => question.questionId),
    turns,
    repeats,
    seed,
  };
  const dir =
    options.out ??
    path.join(options.runsDir ?? 'runs', runName(startedAt, { suite: suite.sha256, runSettings }));
  const writer = await RunWriter.create(
    dir,
    {
      startedAt: startedAt.toISOString(),
      environment: await describeEnvironment(engine.info.runtime.version),
      engine: engine.info,
      suite: { name: suite.name, sha256: suite.sha256, questions: suite.questions.length },
      settings: runSettings,
      cost: options.cost,
    },
    questions.map(({ questionId, category, turns: asked }) => ({ questionId, category, turns: asked })),
    (tokenId) => engine.tokenizer.tokenBytes(tokenId),
  );
  return fillRun(engine, writer, questions, [], hooks);
}

/**
 * Goes on with a run that was killed or stopped, on the same machine with the same model, drafts and program: anything
 * else would mix two runs into one record. Throws `invalid-argument` where one of them differs or the run is complete.
 */
export async function resumeBench(
  engine: BenchEngine,
  dir: string,
  hooks: BenchHooks = {},
): Promise<BenchOutcome> {
  const resumed = await RunWriter.resume(
    dir,
    new Date().toISOString(),
    {
      environment: await describeEnvironment(engine.info.runtime.version),
      engine: engine.info,
    },
    (tokenId) => engine.tokenizer.tokenBytes(tokenId),
  );
  return fillRun(engine, resumed.writer, resumed.prompts, resumed.groups, hooks);
}

/** Runs what is planned and not yet done, and ends the record. */
async function fillRun(
  engine: BenchEngine,
  writer: RunWriter,
  questions: readonly SuiteQuestion[],
  done: readonly AnswerGroup[],
  { onProgress, onRecord, signal }: BenchHooks,
): Promise<BenchOutcome> {
  const { settings } = writer.manifest;
  const finish = async (status: 'complete' | 'partial'): Promise<BenchOutcome> => {
    const findings = await writer.finish(status, new Date().toISOString());
    return { dir: writer.dir, manifest: writer.manifest, ...findings };
  };
  const plan = planRun(questions, settings.methods, settings);
  const report = (text: string) => onProgress?.({ text, done: writer.manifest.groups, total: plan.length });
  const answers = new Conversations();
  for (const group of done) answers.add(group);
  onRecord?.(writer.manifest, writer.dir);
  try {
    if (!(await warmUp(engine, questions, settings, report, signal))) return await finish('partial');
    for (const planned of plan.slice(done.length)) {
      const history = answers.before(planned);
      const onMethod = (method: Method) => report(`${placeOf(planned)}: ${method}`);
      const group = await runGroup(engine, planned, history, settings, onMethod, signal);
      if (!group) return await finish('partial');
      await writer.append(group);
      answers.add(group);
      onRecord?.(writer.manifest, writer.dir);
      report(describeGroup(group));
    }
  } catch (error) {
    await finish('partial');
    throw error;
  }
  return finish('complete');
}

/** Vanilla's own answers so far, which later turns build on. */
class Conversations {
  readonly #texts = new Map<string, string>();

  add({ questionId, turn, repeat, results }: AnswerGroup): void {
    const vanilla = results.find(({ method }) => method === 'vanilla');
    this.#texts.set(key(questionId, turn, repeat), vanilla?.text ?? '');
  }

  before({ question, turn, repeat }: PlannedGroup<SuiteQuestion>): ChatTurn[] {
    return question.turns.slice(0, turn).flatMap((content, earlier): ChatTurn[] => [
      { role: 'user', content },
      { role: 'assistant', content: this.#texts.get(key(question.questionId, earlier, repeat)) ?? '' },
    ]);
  }
}

function key(questionId: number | string, turn: number, repeat: number): string {
  return JSON.stringify([String(questionId), turn, repeat]);
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
  questions: readonly SuiteQuestion[],
  settings: RunSettings,
  report: (text: string) => void,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const content = questions[0]?.turns[0];
  if (content === undefined) throw new Error('a run needs a prompt');
  const short = { ...settings, maxNewTokens: Math.min(WARM_UP_TOKENS, settings.maxNewTokens) };
  for (const method of settings.methods) {
    report(`warm-up: ${method}`);
    if (!(await answerOnce(engine, method, [{ role: 'user', content }], short, signal))) return false;
  }
  return true;
}

function placeOf({ question, turn, repeat }: PlannedGroup<SuiteQuestion>): string {
  return place(question.category, question.questionId, turn, repeat);
}

function place(category: string, questionId: number | string, turn: number, repeat: number): string {
  const later = turn > 0 ? `, turn ${turn + 1}` : '';
  const again = repeat > 0 ? `, repeat ${repeat + 1}` : '';
  return `${category}, question ${questionId}${later}${again}`;
}

function describeGroup({ category, questionId, turn, repeat, results }: AnswerGroup): string {
  const rates = results.map(({ method, tokenIds, totalMs, prefill }) => {
    const seconds = (totalMs - prefill.ttftMs) / 1000;
    return `${method} ${tokenIds.length > 1 && seconds > 0 ? ((tokenIds.length - 1) / seconds).toFixed(1) : 'n/a'}`;
  });
  return `${place(category, questionId, turn, repeat)}: ${rates.join(', ')} tokens/s`;
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
