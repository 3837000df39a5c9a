import { describe, expect, it } from 'vitest';
import { ruleWords } from '../../components/tree/rule-words.ts';
import {
  DEFAULT_GREEDY,
  DEFAULT_SAMPLE,
  DEFAULT_TYPICAL,
  type Method,
  type NodeIndex,
  type Sampling,
  type StepRecord,
} from '../../engine/protocol.ts';
import { step } from './step-fixture.ts';

const drawn: StepRecord = { ...step, targetProbs: [null, 0.15, 0.6, 0.1, 0.8] };
const typical: Sampling = { ...DEFAULT_SAMPLE, acceptance: DEFAULT_TYPICAL };
const say = (of: StepRecord, node: NodeIndex | null, method: Method, sampling: Sampling) =>
  ruleWords(of, node, method, sampling)
    .map((part) => (typeof part === 'string' ? part : `t${part.tokenId}`))
    .join('');

describe('the rule in words', () => {
  it('greedy: first choice, second choice, neither, each with its logit and gap', () => {
    expect(say(step, 2, 'medusa', DEFAULT_GREEDY)).toBe(
      "Accepted: it is the target's first choice here (logit 2.00, 1.00 above the second, t10).",
    );
    expect(say(step, 1, 'medusa', DEFAULT_GREEDY)).toBe(
      "Refused: it is only the target's second choice here, 1.00 below t11 (logit 2.00).",
    );
    const other = {
      ...step,
      acceptedPath: [],
      targetTop: {
        ...step.targetTop,
        ids: step.targetTop.ids.map((_, i) => (i === 0 ? [8, 9] : [1, 2]) as [number, number]),
      },
    };
    expect(say(other, 1, 'medusa', DEFAULT_GREEDY)).toBe(
      'Refused: the target chose t8 here (logit 2.00, 1.00 above the second, t9).',
    );
    expect(say(other, 4, 'medusa', DEFAULT_GREEDY)).toContain('Not reached');
  });
  it('greedy: the bonus, the correction, the end inside a run', () => {
    expect(say(step, null, 'medusa', DEFAULT_GREEDY)).toBe(
      "Bonus: the accepted path ended at a leaf, and the same pass gave one more token, t30, the target's first choice (logit 2.00, 1.00 above the second, t31).",
    );
    const corrected: StepRecord = { ...step, acceptedPath: [], emitted: [11], ownToken: 'correction' };
    expect(say(corrected, null, 'medusa', DEFAULT_GREEDY)).toBe(
      "Correction: no candidate here was taken; the target put t11, the target's first choice (logit 2.00, 1.00 above the second, t10).",
    );
    expect(say({ ...step, emitted: [11], ownToken: null }, null, 'medusa', DEFAULT_GREEDY)).toContain(
      'ended inside the accepted run',
    );
  });
  it('drawn by the draft: the ratio filled in, the residual named', () => {
    expect(say(drawn, 1, 'speculative', DEFAULT_SAMPLE)).toBe(
      'Refused, at a chance of acceptance of min(1, target / draft) = min(1, 0.15 / 0.60) = 0.25. In its place the residual max(0, target - draft), normalised, was drawn from.',
    );
    expect(say(drawn, 2, 'speculative', DEFAULT_SAMPLE)).toContain('not known');
    expect(
      say(
        { ...step, acceptedPath: [], emitted: [8], ownToken: 'correction' },
        null,
        'speculative',
        DEFAULT_SAMPLE,
      ),
    ).toBe(
      'Correction: the candidates here were refused, and the residual max(0, target - draft), normalised, gave t8, drawn by chance; its own probability is not in the record.',
    );
  });
  it('drawn from the target: one draw, its probability', () => {
    expect(say(drawn, 2, 'lookup', DEFAULT_SAMPLE)).toBe(
      "Accepted: the target's one draw here was this token, at probability 0.60.",
    );
  });
  it('typical: the threshold filled in, as far as it is known', () => {
    expect(say(drawn, 2, 'medusa', typical)).toBe(
      'Accepted: its target probability 0.60 is above the threshold min(0.09, 0.3 * exp(-entropy)), 0.09 at most.',
    );
    expect(say(drawn, 1, 'medusa', typical)).toContain('another path was deeper');
    expect(say({ ...drawn, targetProbs: [null, 0.02, 0.6, 0.1, 0.8] }, 1, 'medusa', typical)).toContain(
      'The entropy is not in the record.',
    );
  });
});
