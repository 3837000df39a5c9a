import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AnswerGroup } from '../../engine/core/run-summary.ts';
import { type CompactGroup, compactGroup } from '../../engine/records/compact-schema.ts';
import { GroupDecoder, GroupEncoder } from '../../engine/records/group-codec.ts';
import { answerGroup, tokenBytes } from './run-fixture.ts';

const toCompactGroup = (group: AnswerGroup) => new GroupEncoder(tokenBytes).encode(group);
const fromCompactGroup = (compact: CompactGroup) => new GroupDecoder().decode(compact);

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
      expect(JSON.stringify(bodyOf(compact, 1).prefillTop[1][0]).length).toBeLessThanOrEqual(13);
      expect(fromCompactGroup(compact).results[1]?.prefill.targetTop.logits[0]?.[0]).toBe(value);
    }
  });

  it('is the same after a second turn', async () => {
    const once = fromCompactGroup(toCompactGroup(await answerGroup(3)));
    expect(fromCompactGroup(toCompactGroup(once))).toEqual(once);
  });

  it('refuses what its schema file refuses, and names the list', async () => {
    const compact = toCompactGroup(await answerGroup(1));
    const put = (at: 'promptTokenIds' | 'tokenIds', value: unknown) => {
      const copy = structuredClone(compact);
      Object.assign(bodyOf(copy, 0), { [at]: value });
      return compactGroup.safeParse(copy);
    };
    const id = z.int().nonnegative();
    for (const list of [
      [],
      [0],
      [1.5],
      [-1],
      ['1'],
      [null],
      [Number.NaN],
      [2 ** 53],
      [1, undefined],
      '1',
      null,
    ]) {
      expect(put('promptTokenIds', list).success).toBe(z.array(id).safeParse(list).success);
      expect(put('tokenIds', list).success).toBe(z.array(id).min(1).safeParse(list).success);
    }
    const issue = put('tokenIds', [-1]).error?.issues[0];
    // Of a union's members the nearest is not known: the answer is named.
    expect(issue?.path.slice(0, 2)).toEqual(['answers', 0]);
    const times = structuredClone(compact);
    times.answers[0]?.times[0]?.pop();
    expect(compactGroup.safeParse(times).error?.issues[0]).toMatchObject({
      path: ['answers', 0, 'times'],
      message: 'Invalid input: expected a list of six times each, numbers from 0',
    });
  });

  it('refuses arrays that do not belong together', async () => {
    const damaged = async (damage: (step: ReturnType<typeof firstProposal>) => void) => {
      const compact = toCompactGroup(await answerGroup(1));
      damage(firstProposal(compact));
      return () => fromCompactGroup(compact);
    };
    expect(await damaged((step) => step[0][1].pop())).toThrow('entries for');
    expect(await damaged((step) => step[0][1].splice(1, 1, 9))).toThrow('has parent 9');
    expect(await damaged((step) => step[1][0].pop())).toThrow('top two');
    const compact = toCompactGroup(await answerGroup(1));
    compact.answers[0]?.times.pop();
    expect(() => fromCompactGroup(compact)).toThrow(/times for \d+ steps/);
  });
});

describe('a repeat', () => {
  it('that says the same refers to the first and keeps its own times', async () => {
    const [first, second] = [await answerGroup(1), await answerGroup(1, 1)];
    for (const step of second.results[0]?.steps ?? []) step.draftMs += 1 / 8;
    const encoder = new GroupEncoder(tokenBytes);
    const decoder = new GroupDecoder();
    const whole = encoder.encode(first);
    const again = encoder.encode(second);
    expect(again.answers.map((answer) => answer.body)).toEqual([0, 0]);
    expect(again.tokens).toEqual([]);
    expect(JSON.stringify(again).length).toBeLessThan(JSON.stringify(whole).length / 2);
    const back = [decoder.decode(whole), decoder.decode(again)];
    expect(back[1]?.results[0]?.steps[0]?.draftMs).toBeCloseTo(
      second.results[0]?.steps[0]?.draftMs as number,
      3,
    );
    expect(back[1]?.results[0]?.tokenIds).toEqual(first.results[0]?.tokenIds);
    expect(back[1]?.results[0]?.steps[3]?.tree).toEqual(back[0]?.results[0]?.steps[3]?.tree);
  });

  it('that says something else is kept whole', async () => {
    const second = await answerGroup(1, 1);
    const answer = second.results[0];
    if (answer) answer.text = `${answer.text}!`;
    const encoder = new GroupEncoder(tokenBytes);
    encoder.encode(await answerGroup(1));
    expect(encoder.encode(second).answers.map(({ body }) => typeof body)).toEqual(['object', 'number']);
  });

  it('that refers to nothing is refused', async () => {
    const encoder = new GroupEncoder(tokenBytes);
    encoder.encode(await answerGroup(1));
    const again = encoder.encode(await answerGroup(1, 1));
    expect(() => fromCompactGroup(again)).toThrow('refers to repeat 1');
  });
});

it('keeps the bytes of every token that occurs, whole characters or not', async () => {
  const bytes = (tokenId: number) => (tokenId % 2 ? Uint8Array.of(0xe2, 0x9c) : Uint8Array.of(65, tokenId));
  const encoder = new GroupEncoder(bytes);
  const decoder = new GroupDecoder();
  const group = decoder.decode(
    compactGroup.parse(JSON.parse(JSON.stringify(encoder.encode(await answerGroup(1))))),
  );
  for (const { tokenIds, steps } of group.results) {
    for (const id of [...tokenIds, ...steps.flatMap((step) => step.tree.tokenIds)])
      expect([...(decoder.tokenBytes.get(id) ?? [])], String(id)).toEqual([...bytes(id)]);
  }
});

function bodyOf(compact: CompactGroup, answer: number) {
  const body = compact.answers[answer]?.body;
  if (typeof body !== 'object') throw new Error('a repeat');
  return body;
}

function firstProposal(compact: ReturnType<typeof toCompactGroup>) {
  const step = bodyOf(compact, 0).steps.find((s) => s[0][0].length > 1);
  if (!step) throw new Error('no step proposes anything');
  return step;
}
