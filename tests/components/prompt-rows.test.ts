import { describe, expect, it } from 'vitest';
import { rowsCsv, rowsJson } from '../../components/prompts/export-rows.ts';
import { nextSort, parseSort, rowColumns, sortRows, sortText } from '../../components/prompts/row-columns.ts';
import { MOST_SAVED, readSaved, withSearch } from '../../components/prompts/saved-searches.ts';
import { mostGained, sparklinePath } from '../../components/prompts/sparkline-layout.ts';
import type { QuestionRow } from '../../engine/core/question-rows.ts';
import type { Method } from '../../engine/protocol.ts';
import { questionRow } from './question-row-fixture.ts';

const METHODS: Method[] = ['vanilla', 'lookup', 'medusa'];

const ROWS: QuestionRow[] = [
  questionRow({
    id: 10,
    methods: { lookup: { speedup: 1.5, outcome: 'identical' }, medusa: { speedup: 2 } },
  }),
  questionRow({ id: 9, methods: { lookup: { speedup: null, outcome: 'suspect' }, medusa: { speedup: 1 } } }),
  questionRow({ id: '9b', category: 'math', methods: { lookup: { speedup: 0.5, outcome: 'near-tie' } } }),
];

const order = (text: string, meant: Method = 'lookup') =>
  sortRows(ROWS, rowColumns(METHODS, meant), parseSort(text)).map(({ questionId }) => questionId);

describe('the order of the table', () => {
  it('is that of the run, or of a column, rising or falling', () => {
    expect(order('')).toEqual([10, 9, '9b']);
    expect(order('id')).toEqual([9, 10, '9b']);
    expect(order('speedup.medusa')).toEqual([9, 10, '9b']);
    expect(order('-speedup.medusa')).toEqual([10, 9, '9b']);
    expect(order('category')).toEqual([10, 9, '9b']);
  });

  it('puts what is not known last either way', () => {
    expect(order('speedup.lookup')).toEqual(['9b', 10, 9]);
    expect(order('-speedup.lookup')).toEqual([10, '9b', 9]);
  });

  it('goes from the harmless outcome to the grave one, of the method that is meant', () => {
    expect(order('outcome')).toEqual([10, '9b', 9]);
    // Medusa has no answer to the last question, and vanilla is compared with nothing.
    expect(order('outcome', 'medusa').at(-1)).toBe('9b');
    expect(order('-outcome', 'vanilla')).toEqual([10, 9, '9b']);
  });

  it('stays as it is where the column is not there', () => {
    expect(order('-nothing')).toEqual([10, 9, '9b']);
    expect(order('gains')).toEqual([10, 9, '9b']);
  });

  it('is turned by clicks: rising, falling, none; and survives the address', () => {
    const first = nextSort(null, 'step');
    const second = nextSort(first, 'step');
    expect([sortText(first), sortText(second), sortText(nextSort(second, 'step'))]).toEqual([
      'step',
      '-step',
      '',
    ]);
    expect(nextSort(second, 'empty')).toEqual({ column: 'empty', descending: false });
    expect(parseSort(sortText(second))).toEqual(second);
  });

  it('offers a speedup of every method but vanilla', () => {
    const ids = rowColumns(METHODS, 'lookup').map(({ id }) => id);
    expect(ids.filter((id) => id.startsWith('speedup.'))).toEqual(['speedup.lookup', 'speedup.medusa']);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a sparkline', () => {
  it('has a bar a step, as high as its gain on the scale of the table', () => {
    const path = sparklinePath([[1, 4]], { width: 8, height: 20, most: 4 });
    expect(path).toBe('M0 20V15H4V0H8V20Z');
  });

  it('keeps turns apart and fits long answers into its width', () => {
    const path = sparklinePath([Array(50).fill(1), Array(48).fill(2)], { width: 100, height: 10, most: 5 });
    const ends = [...path.matchAll(/H([\d.]+)/g)].map(([, x]) => Number(x));
    expect(ends).toHaveLength(98);
    expect(ends.at(-1)).toBeCloseTo(100, 6);
    expect(path.match(/M/g)).toHaveLength(2);
    // Two places are left between the turns.
    expect(path).toContain('V10ZM52 10');
  });

  it('of nothing is nothing', () => {
    expect(sparklinePath([], { width: 8, height: 20, most: 4 })).toBe('');
    expect(sparklinePath([[]], { width: 8, height: 20, most: 4 })).toBe('');
  });

  it('is measured by the largest gain of the table, four at least', () => {
    expect(mostGained([[[1, 2]], [[7], [3]]])).toBe(7);
    expect(mostGained([[[1]]])).toBe(4);
  });
});

describe('an export', () => {
  it('as CSV has a line a question and method, the prompt in quotes', () => {
    const row = questionRow({
      id: 7,
      turns: ['Say "hi", please', 'again'],
      prompt: { top1Probability: 0.75 },
      methods: { lookup: { speedup: 1.25, tokens: 12 } },
    });
    const [head, line, ...rest] = rowsCsv([row], METHODS).split('\r\n');
    expect(rest).toEqual(['']);
    const names = head?.split(',') ?? [];
    expect(names).toContain('vanillaRepeated4grams');
    expect(line?.startsWith('7,coding,lookup,1,12,1.25,')).toBe(true);
    expect(line?.endsWith('20,0.75,,,,"Say ""hi"", please\nagain"')).toBe(true);
  });

  it('as JSON says which run and search it is of', () => {
    expect(JSON.parse(rowsJson('a run', 'cat:coding', ROWS))).toEqual({
      run: 'a run',
      query: 'cat:coding',
      questions: ROWS,
    });
  });
});

describe('saved searches', () => {
  const search = (name: string) => ({ name, query: 'cat:math', sort: '-step' });

  it('are kept newest first, one a name', () => {
    const saved = withSearch(withSearch([], search('a')), search('b'));
    const again = withSearch(saved, { ...search('a'), query: '' });
    expect(again.map(({ name, query }) => [name, query])).toEqual([
      ['a', ''],
      ['b', 'cat:math'],
    ]);
  });

  it('are as many as fit', () => {
    const many = Array.from({ length: MOST_SAVED + 5 }, (_, i) => search(`${i}`));
    expect(readSaved(JSON.stringify(many))).toHaveLength(MOST_SAVED);
    expect(many.reduce((list, item) => withSearch(list, item), [] as typeof many)).toHaveLength(MOST_SAVED);
  });

  it('that are no searches are left out', () => {
    expect(readSaved('{')).toEqual([]);
    expect(readSaved('{"name":"x"}')).toEqual([]);
    expect(readSaved(undefined)).toEqual([]);
    expect(readSaved(JSON.stringify([search('good'), { name: '' }, 3]))).toEqual([search('good')]);
  });
});
