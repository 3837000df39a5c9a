import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { register } from '../../cli/commands/bench.ts';
import { samplingOf } from '../../cli/sampling-options.ts';
import { benchArguments, benchCommand } from '../../components/bench/bench-command.ts';
import {
  type BenchForm,
  benchRequestOf,
  changedSettings,
  FIRST_BENCH_FORM,
  questionsLeft,
} from '../../components/bench/bench-form.ts';
import { applyBenchEvents, NO_BENCH, timeLeftMs, timeLeftWords } from '../../components/bench/bench-state.ts';
import type { BenchEvent, BenchRequest } from '../../components/bench-events.ts';
import { choosesUnder, DEFAULT_CHOICE } from '../../components/engine-choice.ts';
import { DEFAULT_GREEDY, DEFAULT_SAMPLE, type Sampling } from '../../engine/protocol.ts';

const plain: BenchRequest = {
  suite: { kind: 'builtin' },
  categories: null,
  questionIds: null,
  prompts: null,
  methods: null,
  turns: null,
  repeats: 1,
  maxNewTokens: 128,
  engine: { ...DEFAULT_CHOICE, dynamic: true },
  sampling: DEFAULT_GREEDY,
  traceLevel: 'standard',
  cost: true,
};

/** What `gorgon` makes of the arguments: its own options, its own defaults. */
async function parsed(args: string[]) {
  const program = new Command();
  register(program);
  let options: Record<string, unknown> = {};
  program.commands[0]?.action((given: Record<string, unknown>) => {
    options = given;
  });
  await program.parseAsync(args, { from: 'user' });
  return options as Parameters<typeof samplingOf>[0] & Record<string, unknown>;
}

describe('the command line of a request', () => {
  it('is short where nothing is out of the ordinary', () => {
    expect(benchCommand(plain)).toBe('npm run gorgon -- bench');
    expect(benchCommand({ ...plain, suite: { kind: 'file', name: "it's mine.jsonl", text: '' } })).toBe(
      "npm run gorgon -- bench --suite 'it'\\''s mine.jsonl'",
    );
  });

  it('asks the command for exactly what the server runs', async () => {
    const drawn: Sampling = {
      ...DEFAULT_SAMPLE,
      temperature: 0.7,
      topK: 40,
      topP: 0.9,
      repetitionPenalty: 1.1,
      seed: 5,
      acceptance: { kind: 'typical', epsilon: 0.1, delta: 0.3 },
    };
    const full: BenchRequest = {
      suite: { kind: 'file', name: 'mine.jsonl', text: '' },
      categories: ['coding', 'math'],
      questionIds: ['41', '42'],
      prompts: 2,
      methods: ['vanilla', 'medusa'],
      turns: 2,
      repeats: 3,
      maxNewTokens: 64,
      engine: {
        precision: 'int8',
        drafts: { medusa: 'mine', hydra: 'shipped', speculative: 'small' },
        tree: 'zephyr_stage2',
        dynamic: true,
      },
      sampling: drawn,
      traceLevel: 'full',
      cost: false,
    };
    for (const request of [
      plain,
      full,
      { ...plain, sampling: { ...DEFAULT_GREEDY, repetitionPenalty: 1.2 } },
      { ...plain, engine: DEFAULT_CHOICE },
      { ...plain, engine: DEFAULT_CHOICE, cost: false },
    ]) {
      const options = await parsed(benchArguments(request));
      expect(options).toMatchObject({
        suite: request.suite.kind === 'file' ? request.suite.name : 'builtin',
        repeats: request.repeats,
        maxNewTokens: request.maxNewTokens,
        precision: request.engine.precision,
        trace: request.traceLevel,
        cost: request.cost,
        seed: request.sampling.kind === 'sample' ? request.sampling.seed : 0,
      });
      const { cost, engine } = request;
      expect(options.dynamic ?? choosesUnder(engine, cost)).toBe(engine.dynamic);
      const { categories, questionIds, prompts, methods, turns } = request;
      expect([
        options.categories,
        options.questions,
        options.prompts,
        options.methods,
        options.turns,
      ]).toEqual([categories, questionIds, prompts, methods, turns].map((value) => value ?? undefined));
      expect(samplingOf(options)).toEqual(request.sampling);
      const { drafts, tree } = request.engine;
      const own = [drafts.medusa, drafts.hydra, drafts.speculative].map((set) =>
        set === 'shipped' ? undefined : set,
      );
      expect([options.medusa, options.hydra, options.draft, options.tree]).toEqual([
        ...own,
        tree ?? undefined,
      ]);
    }
  });
});

describe('the form of a benchmark', () => {
  const questions = [1, 2, 3].map((questionId) => ({
    questionId,
    category: questionId % 2 ? 'math' : 'stem',
    turns: ['?'],
  }));
  const blocked = (change: Partial<BenchForm>) =>
    benchRequestOf({ ...FIRST_BENCH_FORM, ...change }, DEFAULT_CHOICE, [], questions);
  it('counts what categories and ids leave', () => {
    expect(questionsLeft({ categories: ['math'], questionIds: [] }, questions)).toHaveLength(2);
    expect(questionsLeft({ categories: ['math'], questionIds: ['2'] }, questions)).toHaveLength(0);
  });
  it('names what is out of range', () => {
    expect(blocked({ prompts: 4 })).toEqual({
      blocked: 'Prompts must be a whole number from 1 to 3, or empty for all.',
    });
    expect(blocked({ prompts: null, categories: ['math'], questionIds: ['2'] })).toMatchObject({
      blocked: 'No prompt of the suite is in the chosen categories and ids.',
    });
    for (const [change, words] of [
      [{ prompts: 1, turns: 0 }, 'Turns must be'],
      [{ prompts: 1, repeats: null }, 'Repeats must be'],
      [{ prompts: 1, maxNewTokens: 5000 }, 'Most tokens must be'],
      [{ prompts: 1, methods: [] }, 'Choose at least one method.'],
    ] as const)
      expect(blocked({ ...change, methods: 'methods' in change ? [] : null })).toMatchObject({
        blocked: expect.stringContaining(words),
      });
    expect(
      benchRequestOf(
        { ...FIRST_BENCH_FORM, prompts: 2, cost: false },
        { ...DEFAULT_CHOICE, dynamic: true },
        [],
        questions,
      ),
    ).toMatchObject({ blocked: expect.stringContaining('by the cost of a pass') });
    expect(blocked({ prompts: 2 })).toMatchObject({ request: { prompts: 2, categories: null, turns: 1 } });
  });
});

describe('a benchmark as it goes', () => {
  const { suite: _, ...asked } = plain;
  const progress = (done: number, atMs: number): BenchEvent => ({
    type: 'progress',
    text: 'x',
    done,
    total: 10,
    atMs,
  });
  const begun: BenchEvent[] = [
    { type: 'bench-start', request: { ...asked, suite: 'builtin' } },
    { type: 'waiting', ahead: ['a race'] },
    { type: 'preparing', phase: 'loading', receivedBytes: null, totalBytes: null },
    { type: 'run', run: 'r1' },
    progress(0, 1000),
    progress(1, 9000),
  ];
  it('goes from waiting to preparing to its prompts', () => {
    expect(applyBenchEvents(NO_BENCH, begun.slice(0, 2)).ahead).toEqual(['a race']);
    expect(applyBenchEvents(NO_BENCH, begun.slice(0, 3))).toMatchObject({
      ahead: [],
      preparing: { phase: 'loading' },
    });
    const state = applyBenchEvents(NO_BENCH, begun);
    expect(state).toMatchObject({ run: 'r1', preparing: null, progress: { done: 1, total: 10 }, end: null });
    const end: BenchEvent = { type: 'bench-end', status: 'partial', groups: 1, message: null };
    expect(applyBenchEvents(state, [end]).end).toEqual({ status: 'partial', groups: 1, message: null });
  });
  it('knows the time left from the second prompt on, warm-up left out', () => {
    const one = applyBenchEvents(NO_BENCH, begun);
    expect(timeLeftMs(one)).toBeNull();
    const three = applyBenchEvents(one, [progress(1, 9500), progress(2, 11_000), progress(3, 13_000)]);
    expect(timeLeftMs(three)).toBe(7 * 2000);
    expect([null, 20_000, 60_000, 12 * 60_000, 65 * 60_000].map(timeLeftWords)).toEqual([
      'time left n/a',
      'under a minute left',
      'about 1 minute left',
      'about 12 minutes left',
      'about 1 h 5 min left',
    ]);
  });
});

describe('settings that were changed since', () => {
  const { suite: _, ...rest } = plain;
  const asked = { ...rest, suite: 'builtin' };
  it('are none for the same request, whatever order its parts have', () => {
    const { drafts, ...engine } = plain.engine;
    expect(changedSettings(asked, { ...plain, engine: { drafts, ...engine } })).toEqual([]);
  });
  it('are named one by one', () => {
    const changes: [Partial<BenchRequest>, string][] = [
      [{ suite: { kind: 'file', name: 'own.jsonl', text: '' } }, 'suite'],
      [{ categories: ['coding'] }, 'categories'],
      [{ questionIds: ['1'] }, 'only these prompts'],
      [{ prompts: 2 }, 'prompts'],
      [{ methods: ['vanilla'] }, 'methods'],
      [{ turns: 1 }, 'turns'],
      [{ repeats: 2 }, 'repeats'],
      [{ maxNewTokens: 2 }, 'most tokens'],
      [{ engine: DEFAULT_CHOICE }, 'engine'],
      [{ sampling: DEFAULT_SAMPLE }, 'sampling'],
      [{ traceLevel: 'full' }, 'trace'],
      [{ cost: false }, 'cost of a pass'],
    ];
    for (const [change, name] of changes)
      expect(changedSettings(asked, { ...plain, ...change }), name).toEqual([name]);
    expect(changes.map(([change]) => Object.keys(change)[0]).toSorted()).toEqual(
      Object.keys(plain).toSorted(),
    );
  });
});
