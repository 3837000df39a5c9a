import { describe, expect, it } from 'vitest';
import { answerBlocks, LEAST_RUNS } from '../../components/inspect/answer-blocks.ts';
import { answerRuns, runAt, type TextRun } from '../../components/inspect/answer-runs.ts';
import { type Asked, findPlace } from '../../components/inspect/place.ts';
import { stepTable } from '../../components/inspect/step-table.ts';
import {
  markOf,
  stepAtShare,
  stripBars,
  tickEvery,
  windowBetween,
  windowWith,
} from '../../components/inspect/strip-layout.ts';
import type { AnswerGroup } from '../../engine/core/run-summary.ts';
import type { DecodeResult, Method, StepRecord } from '../../engine/protocol.ts';
import { step } from './step-fixture.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const euro = utf8('€');
const BYTES = new Map([
  [1, utf8('the')],
  [11, utf8(' dog')],
  [21, utf8('\n')],
  [30, utf8('sat')],
  [40, euro.slice(0, 1)],
  [41, euro.slice(1, 2)],
  [42, Uint8Array.of(...euro.slice(2), 0x21)],
]);
const plain: StepRecord = {
  ...step,
  tree: { tokenIds: [1], parents: [-1], depths: [0], ranks: [0], draftProbs: [null] },
  acceptedPath: [],
  ownToken: 'bonus',
};

function answer(emitted: number[][], text: string, more: Partial<DecodeResult> = {}): DecodeResult {
  const steps = emitted.map((tokens, index) => ({
    ...(tokens.length === 1 ? plain : step),
    index,
    emitted: tokens,
  }));
  const tokenIds = [1, ...emitted.flat()];
  return { method: 'medusa', tokenIds, text, steps, stopReason: 'budget', ...more } as DecodeResult;
}
const told = (result: DecodeResult) =>
  answerRuns(result, BYTES).map(({ text, origin, step, outside }) => [
    text,
    origin,
    step,
    ...(outside ? ['outside'] : []),
  ]);

describe('the answer in blocks', () => {
  const runs = (texts: readonly string[]) =>
    texts.map(
      (text, i): TextRun => ({ from: i, to: i + 1, text, outside: false, origin: 'own', step: null }),
    );
  const line = [...Array.from({ length: LEAST_RUNS - 1 }, () => 'a'), '\n'];
  it('ends them with lines, and holds every run once, in order', () => {
    const all = runs(['a', '\n', ...line, ...line, 'b']);
    const blocks = answerBlocks(all);
    expect(blocks.map(({ first }) => first)).toEqual([0, 2 + LEAST_RUNS, 2 + 2 * LEAST_RUNS]);
    expect(blocks.flatMap((block) => block.runs)).toEqual(all);
    for (const block of blocks.slice(0, -1)) expect(block.runs.at(-1)?.text).toBe('\n');
  });
  it('keeps a text without lines whole, and makes none of nothing', () => {
    expect(answerBlocks(runs(line.slice(0, -1)))).toHaveLength(1);
    expect(answerBlocks(runs(line))).toHaveLength(1);
    expect(answerBlocks([])).toEqual([]);
  });
});

describe('the answer token by token', () => {
  it('tells where each token came from', () => {
    expect(told(answer([[11, 21, 30], [11]], 'the dog\nsat dog'))).toEqual([
      ['the', 'own', null],
      [' dog', 'accepted', 0],
      ['\n', 'accepted', 0],
      ['sat', 'bonus', 0],
      [' dog', 'own', 1],
    ]);
  });
  it('gives a character of several tokens to all of them, whatever their origin', () => {
    expect(told(answer([[11, 40, 41], [42]], 'the dog€!'))).toEqual([
      ['the', 'own', null],
      [' dog', 'accepted', 0],
      ['€!', 'mixed', 0],
    ]);
    const runs = answerRuns(answer([[11, 40, 41], [42]], 'the dog€!'), BYTES);
    expect(runs.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 2],
      [2, 5],
    ]);
    expect(runAt(runs, 3)).toBe(runs[2]);
    expect(runAt(runs, 5)).toBeNull();
  });
  it('keeps the end token, and what a stop string took, outside the text', () => {
    expect(told(answer([[11], [30]], 'the dog', { stopReason: 'end-token' }))).toEqual([
      ['the', 'own', null],
      [' dog', 'own', 0],
      ['', 'own', 1, 'outside'],
    ]);
    expect(told(answer([[11], [30]], 'the do', { stopReason: 'stop-string' }))).toEqual([
      ['the', 'own', null],
      [' do', 'own', 0],
      ['', 'own', 1, 'outside'],
    ]);
  });
  it('ends a broken character as the engine does', () => {
    expect(told(answer([[11], [40]], 'the dog\uFFFD'))).toEqual([
      ['the', 'own', null],
      [' dog', 'own', 0],
      ['\uFFFD', 'own', 1],
    ]);
  });
  it('does not guess seams where bytes of tokens are not known', () => {
    expect(told(answer([[99], [30]], 'the cat sat'))).toEqual([['the cat sat', 'own', null]]);
  });
  it('is the record’s text, letter by letter', () => {
    for (const text of ['the dog\nsat', 'the dog\ns', 'the'])
      expect(
        answerRuns(answer([[11, 21, 30]], text), BYTES)
          .map((run) => run.text)
          .join(''),
      ).toBe(text);
  });
});

describe('the place an address names', () => {
  const result = (method: Method, count: number) =>
    ({ method, steps: Array.from({ length: count }, (_, index) => ({ ...step, index })) }) as DecodeResult;
  const group = (turn: number, repeat: number) =>
    ({
      turn,
      repeat,
      results: [result('vanilla', 9), result('lookup', 4), result('medusa', 3)],
    }) as AnswerGroup;
  const groups = [group(0, 0), group(1, 0), group(0, 1)];
  const nowhere: Asked = { m: null, turn: null, rep: null, step: null, node: null };
  const at = (asked: Partial<Asked>) => {
    const place = findPlace(groups, { ...nowhere, ...asked });
    return (
      place && [place.result.method, place.group.turn, place.group.repeat, place.step?.index, place.node]
    );
  };
  const notices = (asked: Partial<Asked>) => findPlace(groups, { ...nowhere, ...asked })?.notices;

  it('is the first step of the heads’ first answer where nothing is asked', () => {
    expect(at({})).toEqual(['medusa', 0, 0, 0, null]);
    expect(notices({})).toEqual([]);
  });
  it('is what is asked', () => {
    expect(at({ m: 'lookup', turn: '2', step: '4', node: '1.0' })).toEqual(['lookup', 1, 0, 3, 3]);
    expect(at({ rep: '2', node: 'root' })).toEqual(['medusa', 0, 1, 0, 0]);
  });
  it('is the nearest there is, and says so', () => {
    expect(at({ step: '99' })).toEqual(['medusa', 0, 0, 2, null]);
    expect(notices({ step: '99' })).toEqual(['No step "99": there are 1 to 3. Shown is 3.']);
    expect(notices({ step: 'x' })).toEqual(['No step "x": there are 1 to 3. Shown is 1.']);
    expect(at({ turn: '2', rep: '2' })).toEqual(['medusa', 1, 0, 0, null]);
    expect(notices({ turn: '2', rep: '2' })).toEqual(['No repeat "2": there is 1 only. Shown is 1.']);
    expect(notices({ m: 'hydra' })).toEqual([
      'No method "hydra" here: this answer was recorded by vanilla, lookup, medusa.',
    ]);
    expect(at({ node: '1.7.2' })?.at(-1)).toBe(2);
    expect(notices({ node: '1.7.2' })?.[0]).toContain('No node "1.7.2"');
  });
  it('is nowhere without answers, and without a step where there is none', () => {
    expect(findPlace([], nowhere)).toBeNull();
    const short = { turn: 0, repeat: 0, results: [result('vanilla', 0)] } as unknown as AnswerGroup;
    expect(findPlace([short], nowhere)?.step).toBeNull();
  });
});

describe('the strip of steps', () => {
  const list = [
    step,
    { ...step, index: 1, acceptedPath: [], emitted: [1] },
    { ...step, index: 2, acceptedPath: [2], emitted: [1, 2] },
    { ...plain, index: 3, emitted: [1] },
  ];
  it('tells by form what was accepted', () => {
    expect(list.map(markOf)).toEqual(['whole', 'none', 'part', 'own']);
    expect(stripBars(list).map(({ height }) => height)).toEqual([0.75, 0.25, 0.5, 0.25]);
  });
  it('shows all steps, or a window that goes along', () => {
    expect(windowWith(null, 40, 104)).toEqual({ from: 0, to: 104 });
    expect(windowWith(null, 0, 500)).toEqual({ from: 0, to: 200 });
    expect(windowWith(null, 499, 500)).toEqual({ from: 300, to: 500 });
    expect(windowWith({ from: 50, to: 70 }, 60, 500)).toEqual({ from: 50, to: 70 });
    expect(windowWith({ from: 50, to: 70 }, 49, 500)).toEqual({ from: 34, to: 54 });
    expect(windowWith({ from: 50, to: 70 }, 70, 500)).toEqual({ from: 65, to: 85 });
  });
  it('takes a window from a drag either way, never too small nor outside', () => {
    expect(windowBetween(0.5, 0.2, 100)).toEqual({ from: 20, to: 50 });
    expect(windowBetween(0.99, 1.4, 100)).toEqual({ from: 90, to: 100 });
    expect(windowBetween(0.1, 0.1, 5)).toEqual({ from: 0, to: 5 });
  });
  it('finds the step under the pointer, margins included', () => {
    expect([-0.1, 0, 0.5, 1, 1.2].map((share) => stepAtShare({ from: 10, to: 20 }, share))).toEqual([
      10, 10, 15, 19, 19,
    ]);
  });
  it('thins its ticks', () => {
    expect([8, 64, 200, 500].map(tickEvery)).toEqual([1, 10, 20, 50]);
  });
});

describe('the table of steps', () => {
  it('has a row a step, with what the bars are drawn from', () => {
    const { id, rows, columns } = stepTable('medusa-41', [step, { ...plain, index: 1, emitted: [30] }]);
    expect(id).toBe('steps-medusa-41-table');
    expect(rows.map((row) => row.length)).toEqual([columns.length, columns.length]);
    expect(rows[0]?.slice(0, 4)).toEqual(['1', String(step.emitted.length), '4', '2']);
    expect(rows[1]).toEqual(['2', '1', '0', '0', step.stepMs.toFixed(2), 'nothing proposed']);
  });
});
