/** Which questions of a suite a run takes: by category, by id, and how many of those. */
import { invalidArgument } from '../../engine/errors.ts';
import { type SuiteQuestion, takeInRotation } from './load-suite.ts';

export interface QuestionChoice {
  /** Names of categories; all when absent. */
  categories?: readonly string[] | undefined;
  /** Ids as text; all when absent. */
  questionIds?: readonly string[] | undefined;
  /** How many of those, in rotation over the categories; all when absent. */
  count?: number | undefined;
}

/** Throws `invalid-argument` for a category or an id that the suite does not have, and where nothing is left. */
export function selectQuestions<Q extends SuiteQuestion>(
  questions: readonly Q[],
  { categories, questionIds, count }: QuestionChoice,
): Q[] {
  const known = new Set(questions.map(({ category }) => category));
  const strange = categories?.find((category) => !known.has(category));
  if (strange !== undefined) throw invalidArgument('category', strange, [...known].join(', '));
  const ids = new Set(questions.map(({ questionId }) => String(questionId)));
  const missing = questionIds?.find((id) => !ids.has(id));
  if (missing !== undefined)
    throw invalidArgument('question', missing, `the id of one of the suite's ${ids.size} questions`);
  const chosen = questions.filter(
    ({ category, questionId }) =>
      (categories === undefined || categories.includes(category)) &&
      (questionIds === undefined || questionIds.includes(String(questionId))),
  );
  if (chosen.length === 0)
    throw invalidArgument('questions', questionIds?.join(','), 'ids that lie in the chosen categories');
  return takeInRotation(chosen, count ?? chosen.length);
}
