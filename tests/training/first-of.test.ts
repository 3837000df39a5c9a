/** A training on part of the answers: which part, and what it leaves alone. */
import { describe, expect, it } from 'vitest';
import { TRAIN_HEADS_DEFAULTS } from '../../engine/training/settings.ts';
import { checkHeadsSettings } from '../../engine/training/train-heads.ts';
import { firstOf, type TrainingSplit } from '../../engine/training/training-run.ts';

const sequence = (promptId: string) => ({
  promptId,
  category: 'math',
  promptTokenIds: [1],
  answerTokenIds: [2],
});
const split: TrainingSplit = {
  training: ['a', 'b', 'c'].map(sequence),
  heldOut: ['h'].map(sequence),
  manifest: {} as TrainingSplit['manifest'],
  promptsSha256: '',
  identity: { model: 'm' },
};

describe('part of the answers', () => {
  it('is that of the first prompts, and the held-out ones stay', () => {
    const { training, ...rest } = firstOf(split, 2);
    expect(training.map(({ promptId }) => promptId)).toEqual(['a', 'b']);
    expect(rest).toEqual((({ training: _, ...others }) => others)(split));
  });

  it('is all of them where nothing is asked for', () => {
    expect(firstOf(split, undefined)).toBe(split);
  });

  it('names the range', () => {
    expect(() => firstOf(split, 4)).toThrow('prompts');
    expect(() => firstOf(split, 4)).toThrow('a whole number from 1 to 3');
    for (const prompts of [0, 1.5, Number.NaN])
      expect(() => checkHeadsSettings({ ...TRAIN_HEADS_DEFAULTS, prompts })).toThrow('a whole number from 1');
  });
});
