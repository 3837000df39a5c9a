/** What the form of a benchmark holds, and why it cannot run yet. Pure. */
import { DEFAULT_SETTINGS, type Method, type MethodInfo } from '../../engine/protocol.ts';
import { type BenchRequest, type BenchTold, MOST_REPEATS, MOST_TURNS } from '../bench-events.ts';
import { changedNames } from '../controls/changed-names.ts';
import {
  DEFAULT_SAMPLING_FORM,
  type SamplingForm,
  samplingOf,
  samplingWords,
} from '../controls/sampling-form.ts';
import type { SuiteQuestion } from '../controls/use-suite.ts';
import { choiceWords, type EngineChoice, offeredMethods } from '../engine-choice.ts';
import { MOST_NEW_TOKENS } from '../race-events.ts';

export interface BenchForm {
  /** A file of one's own; null is the built-in suite. */
  file: { name: string; text: string; questions: SuiteQuestion[] } | null;
  /** Empty is all. */
  categories: string[];
  questionIds: string[];
  /** Null is all. */
  prompts: number | null;
  /** Null is every method that there is. */
  methods: Method[] | null;
  /** Null is all of a prompt. */
  turns: number | null;
  /** Null while the field is empty. */
  repeats: number | null;
  maxNewTokens: number | null;
  sampling: SamplingForm;
  fullTrace: boolean;
  cost: boolean;
}

export const FIRST_BENCH_FORM: BenchForm = {
  file: null,
  categories: [],
  questionIds: [],
  prompts: 8,
  methods: null,
  turns: 1,
  repeats: 1,
  maxNewTokens: DEFAULT_SETTINGS.maxNewTokens,
  sampling: DEFAULT_SAMPLING_FORM,
  fullTrace: false,
  cost: true,
};

/** The questions that the choice leaves, before the count. */
export function questionsLeft(
  { categories, questionIds }: Pick<BenchForm, 'categories' | 'questionIds'>,
  questions: readonly SuiteQuestion[],
): SuiteQuestion[] {
  return questions.filter(
    ({ category, questionId }) =>
      (categories.length === 0 || categories.includes(category)) &&
      (questionIds.length === 0 || questionIds.includes(String(questionId))),
  );
}

/**
 * The request that form and choice stand for, or one sentence on what is wrong; `infos` are the methods under the choice,
 * `questions` those of the suite.
 */
export function benchRequestOf(
  form: BenchForm,
  engine: EngineChoice,
  infos: readonly MethodInfo[],
  questions: readonly SuiteQuestion[],
): { request: BenchRequest } | { blocked: string } {
  const chosen = form.methods ?? offeredMethods(infos);
  if (form.methods !== null && chosen.length === 0) return { blocked: 'Choose at least one method.' };
  const left = questionsLeft(form, questions).length;
  if (questions.length > 0 && left === 0)
    return { blocked: 'No prompt of the suite is in the chosen categories and ids.' };
  const bad = badCount(form, questions.length > 0 ? left : Number.POSITIVE_INFINITY);
  if (bad !== null) return { blocked: bad };
  if (engine.dynamic && !form.cost)
    return { blocked: 'Steps choose by the cost of a pass: let it be measured first.' };
  const sampling = samplingOf(form.sampling, chosen);
  if ('problem' in sampling) return { blocked: sampling.problem };
  const { file, categories, questionIds, prompts, methods, turns, cost } = form;
  return {
    request: {
      suite: file ? { kind: 'file', name: file.name, text: file.text } : { kind: 'builtin' },
      categories: categories.length > 0 ? categories : null,
      questionIds: questionIds.length > 0 ? questionIds : null,
      prompts,
      methods,
      turns,
      repeats: form.repeats ?? 1,
      maxNewTokens: form.maxNewTokens ?? 1,
      engine,
      sampling: sampling.sampling,
      traceLevel: form.fullTrace ? 'full' : 'standard',
      cost,
    },
  };
}

function badCount({ prompts, turns, repeats, maxNewTokens }: BenchForm, left: number): string | null {
  const within = (value: number | null, most: number) =>
    value !== null && Number.isInteger(value) && value >= 1 && value <= most;
  if (prompts !== null && !within(prompts, left))
    return `Prompts must be a whole number from 1 to ${left}, or empty for all.`;
  if (turns !== null && !within(turns, MOST_TURNS))
    return `Turns must be a whole number from 1 to ${MOST_TURNS}, or empty for all.`;
  if (!within(repeats, MOST_REPEATS)) return `Repeats must be a whole number from 1 to ${MOST_REPEATS}.`;
  if (!within(maxNewTokens, MOST_NEW_TOKENS))
    return `Most tokens must be a whole number from 1 to ${MOST_NEW_TOKENS}.`;
  return null;
}

/** Names of the settings in which what would run now is another benchmark than one that was asked for; empty for none. */
export function changedSettings(asked: BenchTold, now: BenchRequest): string[] {
  const suite = now.suite.kind === 'file' ? now.suite.name : 'builtin';
  return changedNames(settingsOf(asked, asked.suite), settingsOf(now, suite));
}

function settingsOf(request: Omit<BenchTold, 'suite'>, suite: string): Readonly<Record<string, string>> {
  const { categories, questionIds, prompts, methods, turns, repeats, maxNewTokens } = request;
  return {
    suite,
    categories: String(categories),
    'only these prompts': String(questionIds),
    prompts: String(prompts),
    methods: String(methods),
    turns: String(turns),
    repeats: String(repeats),
    'most tokens': String(maxNewTokens),
    engine: choiceWords(request.engine),
    sampling: samplingWords(request.sampling),
    trace: request.traceLevel,
    'cost of a pass': String(request.cost),
  };
}
