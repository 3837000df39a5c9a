/** What the form of a race holds, and why it cannot run yet. Pure. */
import type { Method, MethodInfo } from '../../engine/protocol.ts';
import { changedNames } from '../controls/changed-names.ts';
import type { PromptChoice } from '../controls/prompt-form.tsx';
import {
  DEFAULT_SAMPLING_FORM,
  type SamplingForm,
  samplingFormOf,
  samplingOf,
  samplingWords,
} from '../controls/sampling-form.ts';
import type { SuiteQuestion } from '../controls/use-suite.ts';
import {
  choiceWords,
  type EngineChoice,
  type EngineSeen,
  methodsUnder,
  offeredMethods,
  sameChoice,
} from '../engine-choice.ts';
import { MOST_NEW_TOKENS, type RaceRequest } from '../race-events.ts';
import type { Race, RaceAsked } from './race-state.ts';

export interface RaceForm extends PromptChoice {
  /** Null is every method that there is. */
  methods: Method[] | null;
  /** Null while the field is empty. */
  maxNewTokens: number | null;
  sampling: SamplingForm;
  /** Records the target's probability of every candidate; the passes of wide trees then take longer. */
  fullTrace: boolean;
}

export const FIRST_FORM: RaceForm = {
  questionId: null,
  prompt: 'Write a Python function that returns the n-th Fibonacci number.',
  methods: null,
  maxNewTokens: 128,
  sampling: DEFAULT_SAMPLING_FORM,
  fullTrace: false,
};

/** A question's first turn as a prompt; null where the suite has no such question, or is not here yet. */
export function promptOf(id: string | null, questions: readonly SuiteQuestion[]): PromptChoice | null {
  const question = questions.find(({ questionId }) => String(questionId) === id);
  return question ? { questionId: id, prompt: question.turns[0] ?? '' } : null;
}

/**
 * The form before anyone changed it: the race in view, or the first form; a prompt that the address names (`wanted`)
 * stands above both. A later turn of a question is text of its own: a race asks first turns by their question's name.
 */
export function seededForm(
  asked: RaceAsked | null,
  wanted: string | null,
  questions: readonly SuiteQuestion[],
): RaceForm {
  const named = promptOf(wanted, questions);
  if (!asked) return { ...FIRST_FORM, ...named };
  const { prompt, questionId, methods, maxNewTokens, sampling, traceLevel } = asked;
  const own = promptOf(questionId, questions)?.prompt === prompt ? questionId : null;
  return {
    prompt,
    questionId: own,
    methods,
    maxNewTokens,
    sampling: samplingFormOf(sampling),
    fullTrace: traceLevel === 'full',
    ...named,
  };
}

/** The chosen methods of those that there are; of all while the engine has not told. */
export function chosenMethods(
  { methods }: Pick<RaceForm, 'methods'>,
  infos: readonly MethodInfo[],
): Method[] {
  return offeredMethods(infos).filter((method) => methods === null || methods.includes(method));
}

/** The request that the form stands for, or one sentence on what it waits for. */
export function requestOf(
  form: RaceForm,
  choice: EngineChoice,
  engine: EngineSeen | null,
): { request: RaceRequest } | { blocked: string } {
  // One that did not start under another choice may start under this one.
  const open = engine?.kind === 'ready' || (engine?.kind === 'failed' && !sameChoice(engine.choice, choice));
  if (!open) return { blocked: 'Run waits for the engine.' };
  const { prompt, questionId, maxNewTokens } = form;
  if (prompt === '') return { blocked: 'Run waits for a prompt.' };
  const methods = chosenMethods(form, methodsUnder(engine, choice));
  if (methods.length === 0) return { blocked: 'Choose at least one method.' };
  if (!isCount(maxNewTokens))
    return { blocked: `Most tokens must be a whole number from 1 to ${MOST_NEW_TOKENS}.` };
  const chosen = samplingOf(form.sampling, methods);
  if ('problem' in chosen) return { blocked: chosen.problem };
  return {
    request: {
      prompt,
      questionId,
      methods,
      maxNewTokens,
      traceLevel: form.fullTrace ? 'full' : 'standard',
      sampling: chosen.sampling,
      engine: choice,
    },
  };
}

function isCount(value: number | null): value is number {
  return value !== null && Number.isInteger(value) && value >= 1 && value <= MOST_NEW_TOKENS;
}

/** Names of the settings in which what would run now is another race than the one shown; empty for none. */
export function changedSettings(
  { request: asked, choice }: Pick<Race, 'request' | 'choice'>,
  now: RaceRequest,
): string[] {
  if (!asked) return [];
  const settingsOf = (of: RaceAsked, engine: EngineChoice) => ({
    prompt: of.prompt,
    methods: of.methods.join(),
    'most tokens': String(of.maxNewTokens),
    sampling: samplingWords(of.sampling),
    trace: of.traceLevel,
    engine: choiceWords(engine),
  });
  // A record does not tell its engine as a choice: it cannot be said to be another.
  return changedNames(settingsOf(asked, choice ?? now.engine), settingsOf(now, now.engine));
}
