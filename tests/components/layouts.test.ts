import { describe, expect, it } from 'vitest';
import { figuresSeries } from '../../components/chart/figures-series.ts';
import { decimal, duration, perSecond, probability, times, visibleToken } from '../../components/format.ts';
import { textSpans } from '../../components/race/lane-text.ts';
import { narrate } from '../../components/tree/narrate.ts';
import { layoutTree } from '../../components/tree/tree-layout.ts';
import { columnName, draftWords, nodeName, sourceName } from '../../components/tree/tree-text.ts';
import type { RunSummary } from '../../engine/core/run-summary.ts';
import type { StepRecord, TreeRecord } from '../../engine/protocol.ts';
import { figuresFixture } from '../core/method-figures-fixture.ts';
import { step } from './step-fixture.ts';

const label = (id: number) => `t${id}`;

describe('layoutTree', () => {
  const { nodes, rows, columns } = layoutTree(step);
  const place = (tokenId: number) => {
    const node = nodes.find((n) => n.tokenId === tokenId);
    return [node?.row, node?.depth, node?.kind];
  };
  it('runs the accepted path and the target’s own token straight along the top', () => {
    expect(place(1)).toEqual([0, 0, 'root']);
    expect(place(11)).toEqual([0, 1, 'accepted']);
    expect(place(21)).toEqual([0, 2, 'accepted']);
    expect(place(30)).toEqual([0, 3, 'own']);
    expect(place(20)).toEqual([1, 2, 'refused']);
    expect(place(10)).toEqual([2, 1, 'refused']);
    expect([rows, columns]).toEqual([3, 4]);
  });
  it('never puts two nodes in one place', () => {
    expect(new Set(nodes.map((n) => `${n.row},${n.depth}`)).size).toBe(nodes.length);
  });
});

describe('narrate', () => {
  const told = (of: StepRecord) =>
    narrate(of)
      .map((part) => (typeof part === 'string' ? part : label(part.tokenId)))
      .join('');
  it('tells the step in one sentence', () => {
    expect(told(step)).toBe(
      'Step 1: 4 candidates, 2 accepted (t11 t21), then the target added t30; 3 tokens gained in 10 ms.',
    );
    expect(told({ ...step, acceptedPath: [], emitted: [11], ownToken: 'correction' })).toBe(
      'Step 1: 4 candidates, none accepted, then the target chose t11 instead of t10 (choice 1 of the draft, draft probability 0.60) and 1 more; 1 token gained in 10 ms.',
    );
    expect(told({ ...step, emitted: [11], ownToken: null })).toBe(
      'Step 1: 4 candidates, 2 accepted (t11 t21), the answer ended inside the accepted run; 1 token gained in 10 ms.',
    );
    const plain = {
      ...step,
      tree: { tokenIds: [1], parents: [-1], depths: [0], ranks: [0], draftProbs: [null] },
      acceptedPath: [],
      emitted: [11],
    };
    expect(told(plain)).toBe('Step 1: nothing proposed, the target chose t11; 1 token gained in 10 ms.');
  });
});

describe('names in the tree', () => {
  const names = layoutTree(step).nodes.map((node) => nodeName(node, step, label));
  it('say the token, what became of it, its rank and the draft’s probability', () => {
    expect(names).toContain('"t1", root');
    expect(names).toContain('"t21", accepted, choice 2 of the draft, draft probability 0.40');
    expect(names).toContain('"t10", refused, choice 1 of the draft, draft probability 0.60');
    expect(names).toContain('"t30", the target\'s own token, bonus');
    const copied = { ...step, tree: { ...step.tree, draftProbs: Array(5).fill(null) } };
    expect(nodeName(layoutTree(copied).nodes[1]!, copied, label)).toContain('copied from the text');
  });
  it('give no rank to a lone candidate, which a draft may have drawn by chance', () => {
    const drawn: TreeRecord = {
      tokenIds: [1, 10],
      parents: [-1, 0],
      depths: [0, 1],
      ranks: [0, 0],
      draftProbs: [null, 0.004],
    };
    expect(draftWords(drawn, 1)).toBe('draft probability <0.01');
    expect(draftWords({ ...drawn, draftProbs: [null, null] }, 1)).toBe('copied from the text');
    // Of a fixed tree the second choice may be all that is left: its rank is the draft's own.
    expect(draftWords({ ...drawn, ranks: [0, 1] }, 1)).toBe('choice 2 of the draft, draft probability <0.01');
    const refused = {
      ...step,
      tree: drawn,
      acceptedPath: [],
      emitted: [11],
      ownToken: 'correction' as const,
    };
    expect(
      narrate(refused)
        .map((part) => (typeof part === 'string' ? part : label(part.tokenId)))
        .join(''),
    ).toContain('the target chose t11 instead of t10 (draft probability <0.01); 1 token');
  });
  it('call a column of Medusa by its head', () => {
    expect([columnName('medusa', 2), columnName('speculative', 2), columnName('medusa', 0)]).toEqual([
      'head 2',
      'depth 2',
      'last token',
    ]);
  });
  it('call a column that holds copies too by its depth, and each candidate by who proposed it', () => {
    for (const method of ['medusa-lookup', 'hydra-lookup'] as const) {
      expect(columnName(method, 2)).toBe('depth 2');
      expect(sourceName(method, 2, 0.4)).toBe('head 2');
      expect(sourceName(method, 2, null)).toBe('prompt lookup');
    }
    expect(sourceName('speculative', 1, 0.4)).toBe('draft model');
    expect(sourceName('lookup', 1, null)).toBe('prompt lookup');
  });
});

describe('text with provenance', () => {
  const labels = new Map([11, 21, 30].map((id) => [id, { text: `<${id}>`, special: false }]));
  it('splits a step’s text by token', () => {
    const spans = textSpans([{ step: 0, text: '<11><21><30>', tokenIds: [11, 21, 30] }], [step], labels);
    expect(spans.map(({ text, origin }) => [text, origin])).toEqual([
      ['<11><21>', 'accepted'],
      ['<30>', 'own'],
    ]);
  });
  it('keeps text whole where tokens do not add up to it', () => {
    const spans = textSpans([{ step: 0, text: '<11><21>', tokenIds: [11, 21, 30] }], [step], labels);
    expect(spans).toMatchObject([{ text: '<11><21>', origin: 'mixed' }]);
  });
});

describe('the chart of a run', () => {
  const figures = (tokensPerSecond: number, speedup: number | null, interval: [number, number] | null) =>
    figuresFixture({ speedup, speedupInterval: interval, tokensPerSecond, tokensPerStep: 1, prompts: 3 });
  const summary: RunSummary = {
    methods: {
      medusa: {
        overall: figures(60, 1.5, [1.2, 1.8]),
        byCategory: { own: figures(50, 1, null), coding: figures(70, 1.6, null) },
      },
      vanilla: {
        overall: figures(40, 1, null),
        byCategory: { coding: figures(42, 1, null), own: figures(41, 1, null) },
      },
    },
  };
  it('keeps the order of categories and methods, unknown ones last', () => {
    expect(figuresSeries(summary)).toEqual({
      methods: ['vanilla', 'medusa'],
      rows: [
        { category: 'overall', vanilla: 40, medusa: 60 },
        { category: 'coding', vanilla: 42, medusa: 70 },
        { category: 'own', vanilla: 41, medusa: 50 },
      ],
    });
  });
});

describe('formats', () => {
  it('says n/a for what is not known, and never 0.00 for what is small', () => {
    expect([
      decimal(null, 2),
      perSecond(undefined),
      times(Number.NaN),
      duration(null),
      probability(null),
    ]).toEqual(Array(5).fill('n/a'));
    expect(probability(0.004)).toBe('<0.01');
    expect(probability(0)).toBe('0.00');
    expect([
      perSecond(76.25),
      perSecond(123.4),
      times(1.5),
      duration(9.96),
      duration(412.4),
      duration(1234),
    ]).toEqual(['76.3', '123.4', '1.50x', '10.0 ms', '412 ms', '1.23 s']);
    expect(visibleToken(' a\n')).toBe('·a↵');
  });
});
