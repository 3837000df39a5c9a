/** The body of POST /api/benches: checked whole before anything runs. */
import path from 'node:path';
import { z } from 'zod';
import type { BenchJob } from '../../bench/open-and-run.ts';
import { BUILTIN_SUITE, loadSuite, parseSuite, type Suite } from '../../bench/prompts/load-suite.ts';
import { selectQuestions } from '../../bench/prompts/select-questions.ts';
import {
  type BenchRequest,
  type BenchTold,
  MOST_REPEATS,
  MOST_SUITE_BYTES,
  MOST_TURNS,
} from '../../components/bench-events.ts';
import { MOST_NEW_TOKENS } from '../../components/race-events.ts';
import { checkSampling, samplingFor } from '../../engine/core/sampling-settings.ts';
import { invalidArgument } from '../../engine/errors.ts';
import { METHODS, TRACE_LEVELS } from '../../engine/protocol.ts';
import { ENGINE_ALLOWED, engineChoiceBody, resolveChoice } from './engine-choice.ts';
import { readBody } from './read-body.ts';
import { SAMPLING_ALLOWED, samplingBody } from './sampling-body.ts';

/** JSON may write a character of the suite in six. */
const MAX_BODY_BYTES = 6 * MOST_SUITE_BYTES;

const MOST_NAMES = 2000;
const MOST_CHARACTERS = 200;

const names = z.array(z.string().min(1).max(MOST_CHARACTERS)).min(1).max(MOST_NAMES).nullable().default(null);

export const benchSchema = z.strictObject({
  suite: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('builtin') }),
    z.strictObject({
      kind: z.literal('file'),
      name: z.string().min(1).max(MOST_CHARACTERS),
      text: z.string().max(MOST_SUITE_BYTES),
    }),
  ]),
  categories: names,
  questionIds: names,
  prompts: z.int().min(1).nullable().default(null),
  methods: z
    .array(z.enum(METHODS))
    .min(1)
    .refine((methods) => new Set(methods).size === methods.length)
    .nullable()
    .default(null),
  turns: z.int().min(1).max(MOST_TURNS).nullable().default(null),
  repeats: z.int().min(1).max(MOST_REPEATS).default(1),
  maxNewTokens: z.int().min(1).max(MOST_NEW_TOKENS),
  engine: engineChoiceBody,
  sampling: samplingBody,
  traceLevel: z.enum(TRACE_LEVELS).default('standard'),
  cost: z.boolean().default(true),
});

const ALLOWED: Record<keyof BenchRequest, string> = {
  suite: `{kind: "builtin"}, or {kind: "file", name, text} with at most ${MOST_SUITE_BYTES} characters of text`,
  categories: `1 to ${MOST_NAMES} names of categories, or null for all`,
  questionIds: `1 to ${MOST_NAMES} ids of questions as texts, or null for all`,
  prompts: 'a whole number from 1, or null for all',
  methods: `one or more of ${METHODS.join(', ')}, each once, or null for all`,
  turns: `a whole number from 1 to ${MOST_TURNS}, or null for all`,
  repeats: `a whole number from 1 to ${MOST_REPEATS}`,
  maxNewTokens: `a whole number from 1 to ${MOST_NEW_TOKENS}`,
  engine: ENGINE_ALLOWED,
  sampling: SAMPLING_ALLOWED,
  traceLevel: TRACE_LEVELS.join(', '),
  cost: 'true or false',
};

/**
 * The job, and the request as the benchmark's events tell it; `modelSha256` as `resolveChoice` takes it. Throws an
 * EngineError whose message is fit to be shown.
 */
export async function parseBench(
  request: Request,
  runsDir: string,
  modelSha256: string | null,
): Promise<{ job: BenchJob; told: BenchTold }> {
  const body = await readBody(request, benchSchema, ALLOWED, MAX_BODY_BYTES);
  const { sampling, traceLevel, cost, repeats, maxNewTokens } = body;
  if (body.engine.dynamic && !cost)
    throw invalidArgument('cost', cost, 'true where each step chooses, which goes by the cost of a pass');
  const { setup } = await resolveChoice(body.engine, modelSha256);
  const suite = await suiteOf(body.suite);
  const choice = {
    categories: body.categories ?? undefined,
    questionIds: body.questionIds ?? undefined,
    count: body.prompts ?? undefined,
  };
  // Wrong choices are told now, not when the benchmark's turn comes.
  selectQuestions(suite.questions, choice);
  for (const method of body.methods ?? ['medusa' as const])
    checkSampling(samplingFor(sampling, method), method);
  const job: BenchJob = {
    suite,
    choice,
    methods: body.methods ?? undefined,
    turns: body.turns ?? undefined,
    repeats,
    // As on the command line: one seed for the order and for drawn tokens.
    seed: sampling.kind === 'sample' ? sampling.seed : 0,
    maxNewTokens,
    ...setup,
    sampling,
    traceLevel,
    cost,
    runsDir,
  };
  return { job, told: { ...body, suite: suite.name } };
}

async function suiteOf(suite: BenchRequest['suite']): Promise<Suite> {
  if (suite.kind === 'builtin') return loadSuite(BUILTIN_SUITE);
  return parseSuite(Buffer.from(suite.text, 'utf8'), path.basename(suite.name));
}
