/** A prompt of the suite as a line of a list, with how easy it is to guess where a run has told. Pure. */
import type { PromptFigures } from '../../engine/core/prompt-figures.ts';
import { probability } from '../format.ts';
import type { SuiteQuestion } from './use-suite.ts';

/** By question id as text; from a run of the same suite. */
export type Predictabilities = ReadonlyMap<string, number | null>;

export function predictabilitiesOf(figures: readonly PromptFigures[]): Predictabilities {
  return new Map(figures.map(({ questionId, top1Probability }) => [String(questionId), top1Probability]));
}

/** "coding, predictability 0.71"; the second part only where it is known. */
export function promptWords({ questionId, category }: SuiteQuestion, known: Predictabilities): string {
  const top = known.get(String(questionId)) ?? null;
  return top === null ? category : `${category}, predictability ${probability(top)}`;
}

const LONGEST = 90;

export function firstLine(text: string): string {
  const line = text.split('\n')[0] ?? '';
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
