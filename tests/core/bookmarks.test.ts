import { describe, expect, it } from 'vitest';
import { notableSteps, stepAtPosition, stepPositions } from '../../engine/core/bookmarks.ts';
import type { StepRecord } from '../../engine/protocol.ts';
import { step as fixture } from '../components/step-fixture.ts';

/** Node 1 is the draft's first candidate, 2 its second, 4 a second one below 2. */
function steps(list: { accepted?: number[]; ms?: number; nothing?: boolean }[]): StepRecord[] {
  return list.map(({ accepted = [], ms = 10, nothing = false }, index) => ({
    ...fixture,
    index,
    stepMs: ms,
    acceptedPath: accepted,
    emitted: Array.from({ length: accepted.length + 1 }, () => 7),
    tree: nothing ? { ...fixture.tree, tokenIds: [1] } : fixture.tree,
  }));
}

describe('notable steps', () => {
  it('are each the first of their kind', () => {
    const list = steps([
      { nothing: true, ms: 99 },
      { accepted: [1] },
      { accepted: [], ms: 50 },
      { accepted: [] },
      { accepted: [2, 4] },
      { accepted: [2, 4], ms: 50 },
    ]);
    expect(notableSteps(list)).toEqual([
      { at: 4, kind: 'longest-run' },
      { at: 2, kind: 'nothing-accepted' },
      { at: 4, kind: 'first-refused' },
      { at: 2, kind: 'slowest' },
    ]);
  });

  it('are none where nothing was proposed, and no longest run where nothing was accepted', () => {
    expect(notableSteps(steps([{ nothing: true }, { nothing: true }]))).toEqual([]);
    expect(notableSteps(steps([{}])).map(({ kind }) => kind)).toEqual(['nothing-accepted', 'slowest']);
  });
});

describe('positions in the answer', () => {
  const list = steps([{ accepted: [1] }, {}, { accepted: [2, 4] }]);
  it('belong to the step that emitted them; the first is of the prompt pass', () => {
    expect([0, 1, 2, 3, 4, 6, 7].map((position) => stepAtPosition(list, position))).toEqual([
      null,
      0,
      0,
      1,
      2,
      2,
      null,
    ]);
    expect(stepPositions(list)).toEqual([1, 3, 4]);
  });
});
