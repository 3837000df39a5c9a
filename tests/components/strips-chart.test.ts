import { describe, expect, it } from 'vitest';
import { overlayTable } from '../../components/compare/overlay-table.ts';
import { type Lane, NO_RACE } from '../../components/race/race-state.ts';
import { ALIGNMENTS, measured } from '../../components/race/replay.ts';
import { stripScale } from '../../components/race/step-strip-layout.ts';
import { drawStrips, stripsTable } from '../../components/race/strips-chart.ts';
import { chartFile } from '../../report/charts/chart-file.ts';
import { cellText } from '../../report/table.ts';
import { step } from './step-fixture.ts';

const lane = (method: Lane['method'], ttftMs: number, steps: Lane['steps']): Lane => ({
  method,
  status: 'done',
  promptTokenIds: [5],
  prefill: { prefillMs: 1, ttftMs, tokenId: 1, targetTop: { ids: [[1, 2]], logits: [[2, 1]] } },
  steps,
  texts: [],
  result: null,
  message: null,
  engineLost: false,
  probe: null,
  load: null,
});
/** 3 tokens in 10 ms from the first token on, then 1 in 50; and the first of them alone, 5 ms after its first token. */
const lanes = [
  lane('medusa', 100, [
    step,
    { ...step, index: 1, startMs: 110, stepMs: 50, acceptedPath: [], emitted: [9] },
  ]),
  lane('lookup', 95, [step]),
];
const texts = (rows: ReturnType<typeof stripsTable>['rows']) => rows.map((row) => row.map(cellText));

describe('the strips of a race', () => {
  it('are a row a step behind the picture, on the clock of their lane', () => {
    expect(texts(stripsTable(lanes).rows)).toEqual([
      ['Medusa', '1', '0.0', '10.0', '4', '2', '3', '3'],
      ['Medusa', '2', '10.0', '50.0', '4', '0', '1', '4'],
      ['lookup', '1', '5.0', '10.0', '4', '2', '3', '3'],
    ]);
    expect(stripsTable(NO_RACE.lanes).rows).toEqual([]);
  });
  it.each(ALIGNMENTS)('are one picture with every step inside of it, by %s', (align) => {
    const file = chartFile(drawStrips(lanes, stripScale(lanes.map(measured), align)));
    const blocks = [
      ...file.matchAll(
        /<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" class="(\w+)( soft)?"/g,
      ),
    ];
    expect(blocks.map(([, , , , , method, soft]) => [method, soft !== undefined])).toEqual([
      ['medusa', false],
      ['medusa', true],
      ['lookup', false],
    ]);
    const [, , width, height] =
      /viewBox="([-\d.]+) ([-\d.]+) ([\d.]+) ([\d.]+)"/.exec(file)?.slice(1).map(Number) ?? [];
    for (const [x, y, w, h] of blocks.map((block) => block.slice(1, 5).map(Number)) as number[][]) {
      expect((x as number) + (w as number)).toBeLessThanOrEqual(width as number);
      expect((y as number) + (h as number)).toBeLessThanOrEqual(height as number);
    }
    expect(file).toContain('>Medusa</text>');
  });
});

describe('the candidates of two steps as a table', () => {
  it('hold every candidate once, with both drafts', () => {
    const copied = {
      ...step,
      index: 6,
      tree: {
        tokenIds: [1, 11, 40],
        parents: [-1, 0, 1],
        depths: [0, 1, 2],
        ranks: [0, 0, 0],
        draftProbs: [null, null, null],
      },
      targetTop: { ids: Array(3).fill([21, 1]), logits: Array(3).fill([2, 1]) },
      acceptedPath: [1],
    };
    const table = overlayTable(step, copied, ['Medusa', 'lookup'], (id) => `t${id}`);
    expect(table.caption).toBe('Candidates of Medusa (step 1) and lookup (step 7) after the same text');
    expect(texts(table.rows)).toEqual([
      ['t11', '1', 'both', '0.30', 'copied', 'accepted'],
      ['t11 t21', '2', 'Medusa', '0.40', '', 'accepted'],
      ['t11 t20', '2', 'Medusa', '0.50', '', 'not taken'],
      ['t11 t40', '2', 'lookup', '', 'copied', 'not taken'],
      ['t10', '1', 'Medusa', '0.60', '', 'not taken'],
    ]);
  });
});
