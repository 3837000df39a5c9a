import { describe, expect, it } from 'vitest';
import { compactGroup, fromCompactGroup, toCompactGroup } from '../../engine/records/compact-answer.ts';
import { answerGroup } from './run-fixture.ts';

describe('the compact form', () => {
  it('gives back what it was made of, times to the microsecond and probabilities to float32', async () => {
    const group = await answerGroup(1);
    expect(group.results[0]?.steps.some((step) => step.acceptedPath.length > 0)).toBe(true);
    expect(group.results[0]?.steps.some((step) => step.targetProbs !== undefined)).toBe(true);
    const back = fromCompactGroup(compactGroup.parse(JSON.parse(JSON.stringify(toCompactGroup(group)))));
    const rounded = JSON.parse(JSON.stringify(group), (key, value) => {
      if (key.endsWith('Ms')) return Math.round(value * 1000) / 1000;
      if (key.endsWith('Probs')) return value.map((p: number | null) => (p === null ? null : Math.fround(p)));
      return value;
    });
    expect(back).toEqual(rounded);
  });

  it('keeps float32 logits to the last bit in fewer digits', async () => {
    const group = await answerGroup(2);
    const logits = group.results[1]?.prefill.targetTop.logits as [number, number][];
    const awkward = [Math.fround(0.1), Math.fround(1 / 3), 15.5, Math.fround(-1e-7)];
    for (const value of awkward) {
      logits[0] = [value, 0];
      const compact = toCompactGroup(group);
      expect(JSON.stringify(compact.answers[1]?.prefill[2][1][0]).length).toBeLessThanOrEqual(13);
      expect(fromCompactGroup(compact).results[1]?.prefill.targetTop.logits[0]?.[0]).toBe(value);
    }
  });

  it('is the same after a second turn', async () => {
    const once = fromCompactGroup(toCompactGroup(await answerGroup(3)));
    expect(fromCompactGroup(toCompactGroup(once))).toEqual(once);
  });

  it('refuses arrays that do not belong together', async () => {
    const damaged = async (damage: (step: ReturnType<typeof firstProposal>) => void) => {
      const compact = toCompactGroup(await answerGroup(1));
      damage(firstProposal(compact));
      return () => fromCompactGroup(compact);
    };
    expect(await damaged((step) => step[1][1].pop())).toThrow('entries for');
    expect(await damaged((step) => step[1][1].splice(1, 1, 9))).toThrow('has parent 9');
    expect(await damaged((step) => step[2][0].pop())).toThrow('top two');
  });
});

function firstProposal(compact: ReturnType<typeof toCompactGroup>) {
  const step = compact.answers[0]?.steps.find((s) => s[1][0].length > 1);
  if (!step) throw new Error('no step proposes anything');
  return step;
}
