/** How easy a question is to guess: to be read beside every speedup, so that easy prompts flatter no method. */

import { groupBy } from './group-by.ts';
import { known } from './known.ts';
import { repeated4gramShare, seen4gramShare } from './repetition.ts';
import type { AnswerGroup } from './run-summary.ts';
import { mean } from './statistics.ts';

/** Of one question, over its turns and repeats; null is "not known". */
export interface PromptFigures {
  questionId: number | string;
  category: string;
  /** Prompt tokens of the last turn, all turns before it included. */
  promptTokens: number;
  /** Mean probability of the target's first choice over vanilla's answer, raw softmax. */
  top1Probability: number | null;
  /** Mean entropy of its distribution there, nats. */
  entropy: number | null;
  /** Share of the 4-grams of vanilla's answer that stand in the prompt: what prompt lookup can copy. */
  promptOverlap: number | null;
  /** Share of the 4-grams of vanilla's answer that stood in it before. */
  repeated4grams: number | null;
}

/** In order of first appearance. */
export function promptFigures(groups: readonly AnswerGroup[]): PromptFigures[] {
  return [...groupBy(groups, (group) => String(group.questionId)).values()].map((own) => {
    const first = own[0] as AnswerGroup;
    const vanilla = own.flatMap(({ results }) => results.filter((result) => result.method === 'vanilla'));
    return {
      questionId: first.questionId,
      category: first.category,
      promptTokens: Math.max(...vanilla.map((result) => result.promptTokenIds.length)),
      top1Probability: mean(known(own.map((group) => group.predictability?.top1Probability))),
      entropy: mean(known(own.map((group) => group.predictability?.entropy))),
      promptOverlap: mean(
        known(vanilla.map((result) => seen4gramShare(result.promptTokenIds, result.tokenIds))),
      ),
      repeated4grams: mean(known(vanilla.map((result) => repeated4gramShare(result.tokenIds)))),
    };
  });
}
