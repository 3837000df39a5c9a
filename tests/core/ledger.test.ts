import { expect, it } from 'vitest';
import { compareToVanilla } from '../../engine/core/compare-output.ts';
import { type LedgerEntry, tallyQuestions } from '../../engine/core/ledger.ts';
import { answerOf, vanillaOf } from './answer-records.ts';

const entry = (questionId: number, kind: 'identical' | 'suspect' | 'near-tie'): LedgerEntry => ({
  method: 'medusa',
  questionId,
  category: 'math',
  turn: 0,
  repeat: 0,
  comparison:
    kind === 'identical'
      ? { kind, tokens: 4 }
      : kind === 'suspect'
        ? { kind, position: 1, vanillaToken: 2, otherToken: 3, gap: 1 }
        : { kind, evidence: 'gap', position: 1, vanillaToken: 2, otherToken: 3, gap: 1e-5 },
});

it('counts a question once, by its gravest answer', () => {
  const entries = [
    entry(1, 'identical'),
    entry(1, 'suspect'),
    entry(1, 'near-tie'),
    entry(2, 'identical'),
    entry(2, 'near-tie'),
    entry(3, 'identical'),
  ];
  expect(tallyQuestions(entries)).toEqual({ identical: 1, 'near-tie': 1, 'not-compared': 0, suspect: 1 });
});

const vanilla = vanillaOf([1, 2, 3]);
const other = answerOf({ first: 1, steps: [{ emitted: [2] }, { emitted: [7] }] });
const probe = (choices: number[], position = 2) => ({
  position,
  widths: choices.map((_, i) => i + 1),
  choices,
});

it('a wide gap is a near-tie only where the plain model itself chose both tokens', () => {
  expect(compareToVanilla(vanilla, other)).toMatchObject({ kind: 'suspect', position: 2 });
  expect(compareToVanilla(vanilla, other, probe([3, 3, 7]))).toMatchObject({
    kind: 'near-tie',
    evidence: 'width-flip',
    vanillaToken: 3,
    otherToken: 7,
  });
  expect(compareToVanilla(vanilla, other, probe([3, 3, 3])).kind).toBe('suspect');
  expect(compareToVanilla(vanilla, other, probe([3, 4, 4])).kind).toBe('suspect');
  expect(compareToVanilla(vanilla, other, probe([3, 7], 1)).kind).toBe('suspect');
});
