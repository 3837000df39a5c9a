import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseRuns } from '../../components/compare/choose-runs.ts';
import { comparisonTable, questionTable, settingsTable } from '../../components/compare/comparison-tables.ts';
import { pieceTexts } from '../../components/compare/diff-text.ts';
import { choiceWords, differenceWords } from '../../components/compare/difference-words.ts';
import { plotRatios } from '../../components/compare/ratio-chart.ts';
import { categoryLanes, methodLanes } from '../../components/compare/ratio-lanes.ts';
import { letteredRuns } from '../../components/compare/run-letters.ts';
import { firstShown, treePlaces } from '../../components/compare/tree-places.ts';
import type { RunListEntry } from '../../components/data/api-schema.ts';
import { tokenDiff } from '../../engine/core/token-diff.ts';
import { compareRecords } from '../../engine/records/compare-records.ts';
import { readRun } from '../../engine/records/read-run.ts';
import { drawnBy } from '../../report/charts/plot.ts';
import { render } from '../../report/markup.ts';
import { cellText } from '../../report/table.ts';
import { answerOf, vanillaOf } from '../core/answer-records.ts';
import { type SampleRun, writeSampleRun } from '../records/sample-run.ts';
import { temporaryFolder } from '../records/temporary-folder.ts';

async function compared(...others: SampleRun[]) {
  const folder = await temporaryFolder();
  const records = [];
  for (const [i, sample] of [{ questions: [1, 2, 3, 4] }, ...others].entries()) {
    const dir = path.join(folder, `run-${i}`);
    await writeSampleRun(dir, sample);
    records.push(await readRun(dir));
  }
  const [base, ...rest] = records;
  if (!base) throw new Error('no baseline');
  const comparisons = rest.map((record, i) => ({
    run: `run ${i + 1}`,
    comparison: compareRecords(base, record),
  }));
  return letteredRuns(
    comparisons.map(({ run }) => run),
    { base: 'base', comparisons, unread: [] },
  );
}

const link = (run: string, method: string, question: string | number) => `/${run}/${method}/${question}`;

describe('lanes of ratios', () => {
  const QUESTIONS = { questions: [1, 2, 3, 4] };

  it('are a method and run each, every dot a question that leads to its outputs', async () => {
    const runs = await compared(
      { ...QUESTIONS, pace: { lookup: 0.5 } },
      { ...QUESTIONS, pace: { lookup: 2 } },
    );
    const lanes = methodLanes(runs, 'speedup', link);
    expect(lanes.map(({ group, label }) => [group, label])).toEqual([
      ['lookup', 'B'],
      ['lookup', 'C'],
    ]);
    expect(lanes[0]?.ratio.ratio).toBeCloseTo(2, 3);
    expect(lanes[1]?.ratio.ratio).toBeCloseTo(0.5, 3);
    expect(lanes[1]?.dots.map(({ href }) => href)).toEqual([1, 2, 3, 4].map((id) => `/run 2/lookup/${id}`));
    expect(lanes[1]?.dots[0]?.words).toBe('question 1, math: 0.50, same output');
    // Vanilla against itself has a speed only.
    expect(methodLanes(runs, 'speed', link).map(({ group }) => group)).toEqual([
      'vanilla',
      'vanilla',
      'lookup',
      'lookup',
    ]);
  });

  it('of one method are its categories, overall first', async () => {
    const [run] = await compared({ ...QUESTIONS, pace: { lookup: 0.5 }, wrongFrom: 30 });
    if (!run) throw new Error('no run');
    const lanes = categoryLanes(run, 'lookup', 'speedup', link);
    expect(lanes.map(({ group, dots }) => [group, dots.length])).toEqual([
      ['overall', 4],
      ['math', 2],
      ['stem', 2],
    ]);
    expect(lanes[0]?.dots.every(({ words }) => words.endsWith('another output'))).toBe(true);
  });

  it('are drawn with a rule at 1, in every width', async () => {
    const runs = await compared({ ...QUESTIONS, pace: { lookup: 0.5 } });
    const lanes = methodLanes(runs, 'speedup', link);
    const plot = plotRatios('ratio', lanes);
    const draw = plot && drawnBy({ id: 'x', title: 'A title' }, plot, []);
    for (const width of [320, 900]) {
      const svg = render(draw?.(width) ?? '');
      expect(svg.match(/<a /g)).toHaveLength(4);
      expect(svg).toContain('baseline = 1');
      expect(svg).toContain('2.00 (2.00 to 2.00) faster');
      expect(svg).not.toMatch(/NaN|undefined/);
    }
    const heightOf = (words: string) =>
      new RegExp(`y="([^"]+)"[^>]*>${words}`).exec(render(draw?.(320) ?? ''))?.[1];
    expect(Number(heightOf('lookup'))).toBeLessThan(Number(heightOf('2.00 \\(')) - 10);
  });

  it('of nothing are not drawn', () => {
    expect(plotRatios('a', [])).toBeNull();
  });
});

describe('tables of a comparison', () => {
  it('have every run, method and category, and the change of tokens per step', async () => {
    const runs = await compared({ questions: [1, 2, 3] }, { questions: [1, 2] });
    const { columns, rows } = comparisonTable(runs);
    expect(rows.map((row) => row.slice(0, 4).map(cellText).join(' '))).toEqual([
      ...['B overall vanilla 3', 'B overall lookup 3', 'B math vanilla 2', 'B math lookup 2'],
      ...['B stem vanilla 1', 'B stem lookup 1'],
      ...['C overall vanilla 2', 'C overall lookup 2', 'C math vanilla 1', 'C math lookup 1'],
      ...['C stem vanilla 1', 'C stem lookup 1'],
    ]);
    for (const row of rows) expect(row).toHaveLength(columns.length);
    expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length);
  });

  it('show question by question', async () => {
    const [run] = await compared({ questions: [4, 2], pace: { vanilla: 3, lookup: 1.5 } });
    if (!run) throw new Error('no run');
    // In the baseline's order.
    expect(questionTable(run, 'lookup').rows.map((row) => row.map(cellText).join(' '))).toEqual([
      '2 stem 2.00 0.67 same',
      '4 stem 2.00 0.67 same',
    ]);
    expect(questionTable(run, 'vanilla').rows[0]?.map(cellText).join(' ')).toBe('2 stem n/a 0.33 same');
  });

  it('show only the settings that differ, and which run differs in them', async () => {
    const questions = [1, 2, 3, 4];
    const runs = await compared(
      { questions, settings: { maxNewTokens: 30 } },
      { questions, description: { suite: { name: 'other', sha256: 'b'.repeat(64), questions: 80 } } },
    );
    const rows = settingsTable(runs).rows.map((row) => row.map(cellText));
    expect(rows).toContainEqual(['settings.maxNewTokens', '40', '30', 'as A']);
    expect(rows).toContainEqual(['suite.name', 'builtin', 'as A', 'other']);
    expect(rows).toHaveLength(3);
  });
});

describe('the runs that are compared', () => {
  const run = (id: string, hasFigures = true) => ({ id, hasFigures }) as RunListEntry;
  const known = [run('empty', false), run('new'), run('old'), run('sample')];
  const open = { base: null, runs: null, pinned: '' };

  it('are the two newest where nothing is said, the older as the baseline', () => {
    expect(chooseRuns(known, open)).toEqual({ base: 'old', runs: ['new'] });
    expect(chooseRuns([run('sample')], open)).toEqual({ base: 'sample', runs: [] });
    expect(chooseRuns([], open)).toEqual({ base: '', runs: [] });
  });

  it('begin with the pinned baseline', () => {
    expect(chooseRuns(known, { ...open, pinned: 'sample' })).toEqual({ base: 'sample', runs: ['new'] });
    expect(chooseRuns(known, { ...open, pinned: 'gone' }).base).toBe('old');
    // One that is to be held against something is no baseline.
    expect(chooseRuns(known, { ...open, runs: ['sample'], pinned: 'sample' }).base).toBe('new');
  });

  it('are those of the address, each once and none against itself', () => {
    expect(chooseRuns(known, { base: 'x', runs: ['x', 'y', 'y', ''], pinned: 'old' })).toEqual({
      base: 'x',
      runs: ['y'],
    });
    expect(chooseRuns(known, { base: 'new', runs: [], pinned: '' })).toEqual({ base: 'new', runs: [] });
    const many = ['a', 'b', 'c', 'd', 'e', 'f'];
    expect(chooseRuns(known, { base: 'x', runs: many, pinned: '' }).runs).toHaveLength(5);
  });
});

describe('two outputs side by side', () => {
  const bytes = new Map([
    [1, new TextEncoder().encode('a')],
    [2, Uint8Array.of(0xc3)],
    [3, Uint8Array.of(0xa4)],
    [4, new TextEncoder().encode(' b')],
  ]);

  it('are whole in their pieces, a split character in the latter', () => {
    const pieces = [
      { from: 0, to: 2, shared: true },
      { from: 2, to: 4, shared: false },
    ];
    expect(pieceTexts([1, 2, 3, 4], pieces, bytes)).toEqual(['a', 'ä b']);
    expect(pieceTexts([1, 2], [{ from: 0, to: 2, shared: true }], bytes)).toEqual(['a\ufffd']);
  });

  it('are told by their first difference, and how narrow the choice was', () => {
    const a = vanillaOf([1, 1, 4]);
    const b = answerOf({
      first: 1,
      steps: [{ nodes: [[1, 0]], accepted: [1], emitted: [1, 3] }],
    });
    const top = b.steps[0]?.targetTop;
    if (!top) throw new Error('no step');
    top.ids[1] = [3, 4];
    top.logits[1] = [5, 4.9995];
    const diff = tokenDiff(a.tokenIds, b.tokenIds);
    expect(differenceWords(diff, a, b)).toMatch(
      /^The outputs are the same up to token 2, and differ from token 3 on/,
    );
    expect(differenceWords(tokenDiff([1], [1, 3]), vanillaOf([1]), vanillaOf([1, 3]))).toBe(
      'The outputs are the same up to token 1, where the left one ends (1 tokens on the left, 2 on the right).',
    );
    expect(choiceWords(b, 2, bytes)).toBe(
      "Token 3, by step 1: “<a4>”. The target's best two there: “<a4>” and “·b”, 5.0e-4 logits apart.",
    );
    expect(choiceWords(a, 2, bytes)).toContain('by step 2: “·b”');
    expect(choiceWords(a, 9, bytes)).toBe('It had ended there (budget).');
    expect(differenceWords(tokenDiff([1], [1]), vanillaOf([1]), vanillaOf([1]))).toBe(
      'Both outputs are the same, all 1 tokens.',
    );
  });
});

describe('trees after the same text', () => {
  /** Two steps each: [last token, 11 proposed and taken, then 12], and from there one more. */
  const answer = (second: [tokenId: number, parent: number][], emitted: number[]) =>
    answerOf({
      first: 1,
      steps: [
        { nodes: [[11, 0]], accepted: [1], emitted: [11, 12] },
        { nodes: second, accepted: emitted.length > 1 ? [1] : [], emitted },
      ],
    });

  it('are held against each other where both begin a step, and differ by candidates or acceptance', () => {
    const [a, b] = [answer([[13, 0]], [13, 14]), answer([[20, 0]], [13])];
    const places = treePlaces(a, b);
    expect(places).toEqual([
      { left: 0, right: 0, differs: false },
      { left: 1, right: 1, differs: true },
    ]);
    expect(firstShown(places, false)).toBe(places[1]);
    expect(firstShown(treePlaces(a, a), false)?.left).toBe(0);
  });

  it('are shown where the texts part, and not behind it', () => {
    const [a, b] = [answer([[13, 0]], [13, 14]), vanillaOf([1, 9, 9, 9])];
    const places = treePlaces(a, b);
    expect(places).toEqual([{ left: 0, right: 0, differs: true }]);
    expect(firstShown(places, true)).toBe(places[0]);
    expect(firstShown([], true)).toBeNull();
  });
});
