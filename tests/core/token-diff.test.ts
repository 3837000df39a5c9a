import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choiceRow } from '../../engine/core/choice-row.ts';
import { type DiffPiece, tokenDiff } from '../../engine/core/token-diff.ts';
import { answerOf } from './answer-records.ts';

const shown = (pieces: DiffPiece[]) =>
  pieces.map(({ from, to, shared }) => `${shared ? '=' : '~'}${from}-${to}`);

describe('two answers', () => {
  it('that are the same have no difference', () => {
    expect(tokenDiff([1, 2, 3], [1, 2, 3])).toEqual({
      position: null,
      a: [{ from: 0, to: 3, shared: true }],
      b: [{ from: 0, to: 3, shared: true }],
    });
    expect(tokenDiff([], [])).toEqual({ position: null, a: [], b: [] });
  });

  it('part at the first difference and share pieces behind it', () => {
    const { position, a, b } = tokenDiff([1, 2, 3, 4, 5], [1, 2, 9, 4, 8, 5]);
    expect(position).toBe(2);
    expect(shown(a)).toEqual(['=0-2', '~2-3', '=3-5']);
    expect(shown(b)).toEqual(['=0-2', '~2-3', '=3-4', '~4-5', '=5-6']);
  });

  it('of which one ends before the other', () => {
    const { position, a, b } = tokenDiff([1, 2], [1, 2, 3]);
    expect([position, shown(a), shown(b)]).toEqual([2, ['=0-2'], ['=0-2', '~2-3']]);
  });

  it('begin a piece at the difference, even where the token there comes back', () => {
    // 7 stands at the difference in b and in a one later.
    const { position, b } = tokenDiff([1, 2, 7], [1, 7]);
    expect([position, shown(b)]).toEqual([1, ['=0-1', '=1-2']]);
  });

  it('are whole in their pieces, and share the same tokens', () => {
    const tokens = fc.array(fc.nat({ max: 3 }), { maxLength: 12 });
    fc.assert(
      fc.property(tokens, tokens, (a, b) => {
        const diff = tokenDiff(a, b);
        for (const [ids, pieces] of [
          [a, diff.a],
          [b, diff.b],
        ] as const)
          expect(pieces.flatMap(({ from, to }) => ids.slice(from, to))).toEqual(ids);
        const shared = (ids: number[], pieces: DiffPiece[]) =>
          pieces.flatMap((piece) => (piece.shared ? ids.slice(piece.from, piece.to) : []));
        expect(shared(a, diff.a)).toEqual(shared(b, diff.b));
        expect(diff.position === null).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });
});

describe("the target's row", () => {
  const answer = answerOf({
    first: 10,
    firstLogits: [5, 4.5],
    steps: [
      // Two of three candidates accepted, then the target's own.
      {
        nodes: [
          [11, 0],
          [12, 1],
          [13, 0],
        ],
        accepted: [1, 2],
        emitted: [11, 12, 20],
        rootLogits: [9, 8],
      },
      { emitted: [21], rootLogits: [7, 3] },
    ],
  });

  it('is the prompt pass for the first token', () => {
    expect(choiceRow(answer, 0)).toEqual({ step: null, ids: [10, 0], logits: [5, 4.5], gap: 0.5 });
  });

  it("is the root's for the first token of a step, an accepted node's for those behind it", () => {
    const marked = structuredClone(answer);
    for (const [node, logits] of (marked.steps[0]?.targetTop.logits ?? []).entries()) logits[0] = 100 + node;
    expect([1, 2, 3].map((position) => choiceRow(marked, position)?.logits?.[0])).toEqual([100, 101, 102]);
    expect(choiceRow(answer, 4)).toMatchObject({ step: 1, gap: 4 });
  });

  it('is not known behind the end, nor where the record left it out', () => {
    expect(choiceRow(answer, 5)).toBeNull();
    const bare = structuredClone(answer);
    bare.prefill.targetTop = { ids: [], logits: [] };
    expect(choiceRow(bare, 0)).toEqual({ step: null, ids: null, logits: null, gap: null });
  });
});
