import { describe, expect, it } from 'vitest';
import { countPlaces, placesOf } from '../../engine/core/asked-places.ts';
import type { TokenId } from '../../engine/protocol.ts';
import {
  type AskedDraft,
  type MeasuredAcceptance,
  measureAcceptance,
} from '../../engine/trees/measure-acceptance.ts';
import { ScriptedCausalLm } from '../fakes/scripted-causal-lm.ts';

/** Counts up by one, but says 40 after 7. */
const target = () => new ScriptedCausalLm((text) => (text.at(-1) === 7 ? 40 : (text.at(-1) as TokenId) + 1));

const list = (tokenIds: number[]) => ({
  tokenIds: Int32Array.from(tokenIds),
  probs: Float32Array.from([0.5, 0.25]),
});

/** Two heads: the first is right in second place, the other in first place. Notes what it was asked. */
function draft() {
  const asked: { state: number; root: TokenId }[] = [];
  const heads: AskedDraft = {
    width: 2,
    read:
      async ({ answerTokenIds }) =>
      async (place, hidden) => {
        const root = answerTokenIds[place] as TokenId;
        asked.push({ state: hidden[0] as number, root });
        return [list([63, root + 1]), list([root + 2, 63])];
      },
  };
  return { heads, asked };
}

const pathsOf = ({ answers, width }: MeasuredAcceptance) => countPlaces(answers.map(placesOf), width).paths;

describe('measured acceptance', () => {
  it('asks at every place that another token follows, with the state that chose the root', async () => {
    const { heads, asked } = draft();
    const answer = { promptTokenIds: [10, 11], answerTokenIds: [12, 13, 14, 15] };
    const measured = await measureAcceptance(target(), heads, [answer]);
    expect(measured).toMatchObject({ positions: 3, width: 2, answers: ['10 10 1'] });
    expect(asked).toEqual([
      { state: 12, root: 12 },
      { state: 13, root: 13 },
      { state: 14, root: 14 },
    ]);
    // The last place has one token behind it: nothing is known of the second head there.
    expect(pathsOf(measured)).toEqual({
      '': { trials: 3, hits: [0, 3] },
      '1': { trials: 2, hits: [2, 0] },
    });
  });

  it('takes the choice of the target where the text goes another way, and counts nothing behind it', async () => {
    const { heads } = draft();
    // At 7 the target would say 40; the text goes on with 8.
    const answer = { promptTokenIds: [5], answerTokenIds: [6, 7, 8, 9, 10] };
    const measured = await measureAcceptance(target(), heads, [answer]);
    expect(measured.answers).toEqual(['1-? -? 10 1']);
    // Root 6: 7 is in its list, then 40 is not in head 2's. Root 7: 40 is in no list. Roots 8 and 9 go on as written.
    expect(pathsOf(measured)).toEqual({
      '': { trials: 4, hits: [0, 3] },
      '1': { trials: 2, hits: [1, 0] },
    });
    const hits = measured.reliability.map((bins) => bins.reduce((sum, bin) => sum + bin.hits, 0));
    expect(hits).toEqual([3, 1]);
  });

  it('reads a prompt of several passes', async () => {
    const { heads } = draft();
    const promptTokenIds = Array.from({ length: 150 }, (_, i) => i % 5);
    const measured = await measureAcceptance(target(), heads, [
      { promptTokenIds: [...promptTokenIds, 20], answerTokenIds: [21, 22, 23] },
    ]);
    expect(pathsOf(measured)['']).toEqual({ trials: 2, hits: [0, 2] });
  });

  it('stops when told to', async () => {
    const { heads } = draft();
    const options = { signal: AbortSignal.abort() };
    await expect(
      measureAcceptance(target(), heads, [{ promptTokenIds: [1], answerTokenIds: [2, 3] }], options),
    ).rejects.toThrow('cancelled');
  });
});
