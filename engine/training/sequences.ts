/** Prompts with the target's answers to them, split once for everything into training and held-out. */
import { EngineError } from '../errors.ts';
import type { TokenId } from '../protocol.ts';
import type { Tokenizer } from '../runtime/tokenizer.ts';
import { type Answer, isHeldOut } from './answers.ts';
import type { TrainingPrompt } from './prompts.ts';

export interface Sequence {
  promptId: string;
  category: string;
  promptTokenIds: TokenId[];
  answerTokenIds: TokenId[];
}

export interface SplitSequences {
  training: Sequence[];
  heldOut: Sequence[];
}

export function splitSequences(
  answers: readonly Answer[],
  prompts: readonly TrainingPrompt[],
  tokenizer: Pick<Tokenizer, 'encodeChat'>,
): SplitSequences {
  const byId = new Map(prompts.map((prompt) => [prompt.id, prompt]));
  const split: SplitSequences = { training: [], heldOut: [] };
  for (const { promptId, tokenIds } of answers) {
    const prompt = byId.get(promptId);
    if (!prompt)
      throw new EngineError(
        'file-corrupt',
        `the answers name prompt ${promptId}, which is not among the training prompts`,
      );
    const sequence = {
      promptId,
      category: prompt.category,
      promptTokenIds: tokenizer.encodeChat([{ role: 'user', content: prompt.prompt }]),
      answerTokenIds: tokenIds,
    };
    (isHeldOut(promptId) ? split.heldOut : split.training).push(sequence);
  }
  return split;
}
