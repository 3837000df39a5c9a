import { expect, it } from 'vitest';
import { promptFigures } from '../../engine/core/prompt-figures.ts';
import type { AnswerGroup } from '../../engine/core/run-summary.ts';
import { vanillaOf } from './answer-records.ts';

const group = (turn: number, repeat: number, tokens: number[], promptTokenIds: number[]): AnswerGroup => ({
  questionId: 7,
  category: 'math',
  turn,
  repeat,
  results: [{ ...vanillaOf(tokens), promptTokenIds }],
  predictability: repeat === 0 ? { top1Probability: 0.5 + turn / 4, entropy: 1 + turn } : null,
  probes: {},
  load: { others: null, steal: null },
});

it('averages over the turns, and takes what was not scored again from the first repeat', () => {
  const figures = promptFigures([
    group(0, 0, [1, 2, 3, 4, 5], [1, 2, 3, 4]),
    group(1, 0, [7, 7, 7, 7, 7], [1, 2, 3, 4, 5, 6]),
    group(0, 1, [1, 2, 3, 4, 5], [1, 2, 3, 4]),
    group(1, 1, [7, 7, 7, 7, 7], [1, 2, 3, 4, 5, 6]),
  ]);
  expect(figures).toEqual([
    {
      questionId: 7,
      category: 'math',
      promptTokens: 6,
      top1Probability: 0.625,
      entropy: 1.5,
      promptOverlap: 0.25,
      repeated4grams: 0.25,
    },
  ]);
});
