import { describe, expect, it } from 'vitest';
import type { AnswerGroup } from '../../engine/core/run-summary.ts';
import type { DecodeResult, StepRecord } from '../../engine/protocol.ts';
import { render } from '../../report/markup.ts';
import { tokenText } from '../../report/token-text.ts';
import { shownSteps } from '../../report/trees/bookmarks.ts';
import { treePicture } from '../../report/trees/tree-picture.ts';
import { treesPart } from '../../report/trees/trees-part.ts';
import { step as fixture } from '../components/step-fixture.ts';
import { sampleInput } from './sample-input.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const NAMES = new Map([
  [1, bytes('the')],
  [10, bytes(' cat')],
  [11, bytes(' dog')],
  [20, bytes(' ran')],
  [21, bytes(' sat<b>')],
  [30, bytes('\n')],
]);

describe('bookmarks', () => {
  /** Steps of one answer that differ in what is asked of them only. */
  const steps = (
    list: { accepted?: number[]; ms?: number; emitted?: number; nodes?: number }[],
  ): StepRecord[] =>
    list.map(({ accepted = [], ms = 10, emitted = accepted.length + 1, nodes = 5 }, index) => ({
      ...fixture,
      index,
      stepMs: ms,
      acceptedPath: accepted,
      emitted: Array.from({ length: emitted }, () => 7),
      tree: { ...fixture.tree, tokenIds: fixture.tree.tokenIds.slice(0, nodes) },
    }));
  const group = (list: StepRecord[], repeat = 0): AnswerGroup => ({
    questionId: 1,
    category: 'math',
    turn: 0,
    repeat,
    results: [{ method: 'medusa', steps: list } as DecodeResult],
    predictability: null,
    probes: {},
    load: { others: null, steal: null },
  });
  const shown = (...args: Parameters<typeof shownSteps>) =>
    shownSteps(...args).map(({ step, reasons }) => [step.index, ...reasons]);

  it('are the steps that tell most, each once with all its reasons', () => {
    const list = steps([
      { accepted: [1] },
      { accepted: [], ms: 50 },
      { accepted: [2], ms: 20 },
      { accepted: [2, 4] },
      { accepted: [2, 4], ms: 30 },
      { nodes: 1, ms: 99 },
    ]);
    expect(shown([group(list)], [], 'bookmarks')).toEqual([
      [1, 'nothing accepted', 'slowest step', 'one of those to look at first'],
      [2, "the draft's first candidate refused, another accepted"],
      [3, 'longest run', 'one of those to look at first'],
    ]);
  });

  it("of the whole run lead to the steps' pictures", async () => {
    const input = await sampleInput({ medusa: true });
    for (const choice of ['all', 'bookmarks'] as const) {
      const html = render(treesPart(input, choice)?.markup ?? '');
      const anchors = [...html.matchAll(/<figure id="([^"]+)"/g)].map(([, id]) => id);
      const links = [...html.matchAll(/<li><a href="#([^"]+)"/g)].map(([, id]) => id);
      expect(new Set(anchors).size).toBe(anchors.length);
      expect(links.length).toBeGreaterThan(0);
      for (const link of links) expect(anchors).toContain(link);
    }
  });

  it('show the first difference, at the step that emitted it', () => {
    const list = steps([{ accepted: [1] }, { accepted: [1] }, { accepted: [1] }]);
    const at = (position: number) =>
      shown(
        [group(list)],
        [
          {
            method: 'medusa',
            questionId: 1,
            category: 'math',
            turn: 0,
            repeat: 0,
            comparison: { kind: 'suspect', position, vanillaToken: 1, otherToken: 2, gap: null },
          },
        ],
        'bookmarks',
      ).filter(([, ...reasons]) => reasons.includes('first difference to vanilla (suspect)'))[0]?.[0];
    // Token 0 is the prompt pass's, then two a step.
    expect([0, 1, 2, 3, 4, 5, 6, 7].map(at)).toEqual([undefined, 0, 0, 1, 1, 2, 2, undefined]);
  });

  it('of the first repeat only; all are all that proposed something; none is none', () => {
    const list = steps([{ accepted: [1] }, { nodes: 1 }, { accepted: [2] }]);
    const groups = [group(list), group(list, 1)];
    expect(shown(groups, [], 'all')).toEqual([[0], [2]]);
    expect(shown(groups, [], 'none')).toEqual([]);
  });
});

describe('the picture of a step', () => {
  const svg = render(treePicture('medusa', fixture, NAMES));

  it('has the accepted path straight on top, the refused below, the own token behind', () => {
    const places = [
      ...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)" class="small (?:strong|quiet)">([^<]*)</g),
    ]
      .map(([, x, y, word]) => ({ x: Number(x), y: Number(y), word }))
      .filter(({ y }) => y > 20);
    const top = Math.min(...places.map(({ y }) => y));
    const row = (y: number) => places.filter((place) => place.y === y).toSorted((a, b) => a.x - b.x);
    expect(row(top).map(({ word }) => word)).toEqual(['the', '✓ ·dog 0.30', '✓ ·sat&lt;b&gt; 0.40', '↵']);
    expect(places.filter(({ y }) => y > top).map(({ word }) => word)).toEqual(['·ran 0.50', '·cat 0.60']);
  });

  it('tells accepted from refused by form', () => {
    expect(svg.match(/<circle [^>]*class="medusa hollow"/g)).toHaveLength(2);
    expect(svg.match(/<circle [^>]*class="medusa"/g)).toHaveLength(2);
    expect(svg).toContain('stroke-dasharray="3 3"');
    expect(svg).toContain('stroke-width="2.5"');
  });

  it('says all of it in a sentence', () => {
    expect(svg).toContain(
      'aria-label="Step 1: 4 candidates, 2 accepted (&quot;·dog&quot; &quot;·sat&lt;b&gt;&quot;), then the target added &quot;↵&quot;; 3 tokens gained in 10 ms."',
    );
  });
});

describe('a token', () => {
  it('is its text, its bytes where they are a part of a character, its id where nothing is known', () => {
    const known = new Map([
      ...NAMES,
      [40, Uint8Array.of(0xe2, 0x82)],
      [41, new Uint8Array()],
      [42, Uint8Array.of(0x61, 0x08)],
    ]);
    expect([10, 30, 40, 41, 42, 99].map((id) => tokenText(id, known))).toEqual([
      '·cat',
      '↵',
      '<e2 82>',
      '(empty)',
      'a<08>',
      '#99',
    ]);
  });
});

it('the part of the page says how much it shows', async () => {
  const input = await sampleInput({ medusa: true });
  const part = treesPart(input, 'bookmarks');
  const html = render(part?.markup ?? null);
  expect(html.match(/<figure id=/g)).toHaveLength(part?.shown ?? 0);
  expect(html.match(/<details/g)).toHaveLength(4);
  expect(treesPart(input, 'all')?.shown).toBeGreaterThan(part?.shown ?? 0);
  expect(treesPart(input, 'none')).toBeNull();
});
