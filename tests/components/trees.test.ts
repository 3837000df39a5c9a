import { describe, expect, it } from 'vitest';
import { lengthRow, longestOf, partLabel } from '../../components/trees/lengths.ts';
import { reliabilitySentence } from '../../components/trees/reliability-words.ts';
import { heatOf, heatText, tintOf } from '../../components/trees/slot-heat.ts';
import { layoutSlots } from '../../components/trees/slot-layout.ts';
import { slotTable } from '../../components/trees/tables.ts';
import {
  slotSentence,
  treesSentence,
  verifiedSentence,
  whatIfSentence,
} from '../../components/trees/trees-text.ts';
import type { TreeFindings } from '../../engine/core/tree-findings.ts';
import { slotCounts, WHOLE_TREE, whatIf } from '../../engine/core/what-if.ts';

const FINDINGS: TreeFindings = {
  method: 'medusa',
  category: null,
  questions: 2,
  steps: 10,
  meanCachedTokens: 100,
  paths: [[0], [1], [0, 0]],
  shapes: [[0, 1, 2]],
  patterns: [
    { shape: 0, end: -1, drafted: 2, steps: 4 },
    { shape: 0, end: 0, drafted: 2, steps: 3 },
    { shape: 0, end: 2, drafted: 2, steps: 2 },
    { shape: 0, end: 1, drafted: 2, steps: 1 },
  ],
  ranks: [{ depth: 1, rank: 0, tried: 10, held: 5, share: 0.5, interval: [0.3, 0.7] }],
  reliability: [],
};

describe('layoutSlots', () => {
  it('keeps first ranks on their parent’s row and puts others below all leaves before them', () => {
    const { slots, rows, columns } = layoutSlots([[1], [0], [0, 1], [0, 0], [1, 0], [0, 0, 0]]);
    const places = Object.fromEntries(slots.map(({ path, row, column }) => [path.join('.'), [column, row]]));
    expect(places).toEqual({
      '': [0, 0],
      '0': [1, 0],
      '0.0': [2, 0],
      '0.0.0': [3, 0],
      '0.1': [2, 1],
      '1': [1, 2],
      '1.0': [2, 2],
    });
    expect([rows, columns]).toEqual([3, 4]);
  });

  it('of no slot is the root alone', () => {
    expect(layoutSlots([])).toMatchObject({ rows: 1, columns: 1, slots: [{ path: [], row: 0, column: 0 }] });
  });
});

describe('heat', () => {
  const [first, , below] = slotCounts(FINDINGS);

  it('measures by all steps, by those that reached, and by cost', () => {
    if (!first || !below) throw new Error('no slots');
    expect(heatOf('gain', first, 10, null)).toBe(0.5);
    expect(heatOf('reached', below, 10, null)).toBe(0.5);
    expect(heatOf('rate', below, 10, null)).toBe(0.4);
    expect(heatOf('worth', first, 10, 0.25)).toBe(2);
    expect(heatOf('worth', first, 10, null)).toBeNull();
    expect(heatText('worth', null)).toBe('n/a');
    expect(heatText('rate', 0.4)).toBe('40.0 %');
  });

  it('tints shares as they are and worth against the largest; the unknown not at all', () => {
    expect(tintOf('rate', 0.4, 0.5)).toBe(0.4);
    expect(tintOf('worth', 2, 4)).toBe(0.5);
    expect(tintOf('worth', -1, 4)).toBe(0);
    expect(tintOf('gain', null, 1)).toBe(0);
  });

  it('stands in a table too', () => {
    expect(slotTable(slotCounts(FINDINGS), 10, null).rows.at(-1)).toEqual([
      '1.1',
      '10',
      '5',
      '2',
      '20.0 %',
      '40.0 %',
      '50.0 %',
      'n/a',
    ]);
  });
});

describe('sentences', () => {
  it('say what was found, and what cannot be said', () => {
    expect(treesSentence(FINDINGS)).toBe(
      'Medusa took 10 steps (2 questions). Its first choice was accepted in 50.0 % of the 10 steps that had one, 95 % interval 30.0 to 70.0 %.',
    );
    expect(treesSentence({ ...FINDINGS, steps: 0, category: 'math' })).toBe('Medusa took no step in math.');
    expect(treesSentence({ ...FINDINGS, paths: [], shapes: [[]], ranks: [] })).toContain(
      'proposed nothing in 10 steps',
    );
  });

  it('tell a slot and a cut', () => {
    const slot = slotCounts(FINDINGS)[2];
    expect(slot && slotSentence('medusa', slot, 10)).toBe(
      'head 2, choice 1 (choices 1, then 1): proposed in 10 of 10 steps, reached in 5, accepted in 2, 40.0 % of those that reached it',
    );
    const cut = whatIf(FINDINGS, { ...WHOLE_TREE, depth: 1 }, null);
    expect(whatIfSentence(whatIf(FINDINGS, WHOLE_TREE, null), cut)).toBe(
      'Step-local estimate: 1.600 instead of 1.800 tokens a step, from 3.00 instead of 4.00 verified rows; predicted speedup n/a instead of n/a.',
    );
  });

  it('count the ranges where a draft promised too much or too little', () => {
    const bin = (meanProb: number, interval: [number, number] | null) => ({
      bin: 0,
      meanProb,
      tried: 9,
      held: 3,
      share: 1 / 3,
      interval,
    });
    const bins = [bin(0.9, [0.2, 0.4]), bin(0.1, [0.2, 0.4]), bin(0.3, [0.2, 0.4]), bin(0.3, null)];
    expect(reliabilitySentence({ depth: null, bins })).toContain(
      'Of 3 ranges of probability the draft promised too much in 1 and too little in 1; in 1',
    );
  });
});

describe('lengthRow', () => {
  it('puts the parts of a bar one behind the other', () => {
    const row = lengthRow('math', { acceptedHistogram: [6, 0, 2], meanAcceptedLength: 0.5 });
    expect(row.parts.map(({ length, share, from }) => [length, share, from])).toEqual([
      [0, 0.75, 0],
      [1, 0, 0.75],
      [2, 0.25, 0.75],
    ]);
    expect(longestOf([row])).toBe(2);
    expect(lengthRow('none', { acceptedHistogram: [], meanAcceptedLength: null }).parts).toEqual([]);
  });
});

describe('the label of a part', () => {
  const part = { length: 2, steps: 5, share: 0.125, from: 0 };
  it('keeps its % as long as there is room, then only the length, then nothing', () => {
    expect([100, 64, 50, 44, 30, 12, 8].map((width) => partLabel(part, width))).toEqual([
      '2: 12.5 %',
      '2: 12.5 %',
      '2: 13 %',
      '2',
      '2',
      '2',
      '',
    ]);
  });
  it('never says more than fits, however long the length', () => {
    expect(partLabel({ ...part, length: 10 }, 64)).toBe('10: 13 %');
  });
});

describe('why heat and editor differ', () => {
  it('is told where steps verified only some of the slots, with how many', () => {
    const chose = {
      ...FINDINGS,
      shapes: [[0, 1, 2], [0]],
      patterns: [
        { shape: 0, end: -1, drafted: 2, steps: 4 },
        { shape: 1, end: 0, drafted: 2, steps: 6 },
      ],
    };
    expect(verifiedSentence(chose)).toContain('on average 1.8 of the 3 slots');
  });
  it('is not told where every step verified all, or there was none', () => {
    expect(verifiedSentence(FINDINGS)).toBeNull();
    expect(verifiedSentence({ ...FINDINGS, steps: 0 })).toBeNull();
  });
});
