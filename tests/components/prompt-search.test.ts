import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterChips, toggleTerm } from '../../components/prompts/filter-chips.ts';
import { matchQuery, meantMethod } from '../../components/prompts/match-query.ts';
import { parseQuery, queryText } from '../../components/prompts/parse-query.ts';
import { OPERATORS, SEARCH_FIGURE_NAMES, type Term } from '../../components/prompts/search-terms.ts';
import { OUTCOMES } from '../../engine/core/ledger.ts';
import type { QuestionRow } from '../../engine/core/question-rows.ts';
import type { Method } from '../../engine/protocol.ts';
import { questionRow } from './question-row-fixture.ts';

const RUN = {
  methods: ['vanilla', 'lookup', 'medusa'] as Method[],
  categories: ['coding', 'math', 'long talk'],
};

function terms(text: string): Term[] {
  const parsed = parseQuery(text, RUN);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.terms;
}

function error(text: string) {
  const parsed = parseQuery(text, RUN);
  if (parsed.ok) throw new Error(`${text} was read`);
  return parsed.error;
}

describe('a query', () => {
  it('is read term by term', () => {
    expect(terms('cat:coding m:medusa speedup<1.2 tokens>50 !identical loop>0.2 "text"')).toEqual([
      { kind: 'category', value: 'coding', not: false },
      { kind: 'method', value: 'medusa' },
      { kind: 'figure', figure: 'speedup', operator: '<', value: 1.2, written: '1.2', not: false },
      { kind: 'figure', figure: 'tokens', operator: '>', value: 50, written: '50', not: false },
      { kind: 'outcome', value: 'identical', not: true },
      { kind: 'figure', figure: 'loop', operator: '>', value: 0.2, written: '0.2', not: false },
      { kind: 'text', value: 'text', not: false },
    ]);
  });

  it('may be empty, spaced out, quoted and in percent', () => {
    expect(terms('  ')).toEqual([]);
    expect(terms(' cat:"long talk"   empty>=50% ')).toEqual([
      { kind: 'category', value: 'long talk', not: false },
      { kind: 'figure', figure: 'empty', operator: '>=', value: 0.5, written: '50%', not: false },
    ]);
    expect(terms('"say \\"hi\\" \\\\"')).toEqual([{ kind: 'text', value: 'say "hi" \\', not: false }]);
  });

  it('written from its terms is read as the same terms', () => {
    const text = fc.string({ minLength: 1 });
    const not = fc.boolean();
    const number = fc.nat({ max: 9999 }).map((n) => String(n / 10_000));
    const term: fc.Arbitrary<Term> = fc.oneof(
      fc.record({ kind: fc.constant('text' as const), value: text, not }),
      fc.record({ kind: fc.constant('id' as const), value: text, not }),
      fc.record({ kind: fc.constant('category' as const), value: fc.constantFrom(...RUN.categories), not }),
      fc.record({ kind: fc.constant('outcome' as const), value: fc.constantFrom(...OUTCOMES), not }),
      fc
        .record({
          kind: fc.constant('figure' as const),
          figure: fc.constantFrom(...SEARCH_FIGURE_NAMES),
          operator: fc.constantFrom(...OPERATORS),
          written: number,
          not,
        })
        .map((figure) => ({ ...figure, value: Number(figure.written) })),
    );
    fc.assert(
      fc.property(fc.array(term), (list) => {
        expect(terms(queryText(list))).toEqual(list);
      }),
    );
  });

  it('is read or refused whatever is typed, and a refusal lies inside it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...' "!:<>=ab1.%\\'), maxLength: 30 }), (text) => {
        const parsed = parseQuery(text, RUN);
        if (parsed.ok) return;
        const { start, end } = parsed.error;
        expect(0 <= start && start <= end && end <= text.length).toBe(true);
      }),
    );
  });

  it.each([
    ['cat:codng', 5, '"codng" (allowed: coding, math, long talk)'],
    ['m:hydra', 3, '"hydra" (allowed: vanilla, lookup, medusa)'],
    ['m:lookup m:medusa', 10, '"m:medusa" (allowed: one m: in a query)'],
    ['!m:lookup', 1, '"!m:lookup" (allowed: m: without !, it names whose figures are meant)'],
    ['kind:coding', 1, '"kind" (allowed: before a colon cat, m, id)'],
    ['cat:', 5, 'nothing (allowed: a value behind the colon)'],
    ['speedup<fast', 9, '"fast" (allowed: a number of 0 or more)'],
    ['speedup<50%', 9, '"50%" (allowed: a number of 0 or more)'],
    ['loop>2', 6, '"2" (allowed: a share from 0 to 1, or 0% to 100%)'],
    ['loop>', 6, 'nothing (allowed: a share from 0 to 1, or 0% to 100%)'],
    ['speedup', 1, '"speedup" (allowed: an operator behind speedup: <= >= < >)'],
    ['"open', 1, '"\\"open" (allowed: a closing quote)'],
    ['""', 1, '"\\"\\"" (allowed: a character between the quotes at least)'],
    ['identical"x"', 10, '"\\"x\\"" (allowed: a space between two terms)'],
  ])('%s is refused at its place', (text, character, words) => {
    expect(error(text).message).toBe(`at character ${character}: ${words}`);
  });

  it('of an unknown figure names all there are', () => {
    expect(error('speed<1').message).toContain('"speed" (allowed: before < speedup, step, empty,');
  });

  it('of a bare word is offered as text', () => {
    expect(error('cat:math sort')).toMatchObject({ start: 9, end: 13, suggestion: 'cat:math "sort"' });
    expect(error('"sort')).toMatchObject({ suggestion: '"sort"' });
  });
});

const ROWS: QuestionRow[] = [
  questionRow({
    id: 1,
    category: 'coding',
    turns: ['Sort a List', 'faster'],
    prompt: { repeated4grams: 0.5 },
    methods: {
      lookup: { speedup: 2, outcome: 'identical' },
      medusa: { speedup: 0.9, outcome: 'near-tie' },
    },
  }),
  questionRow({
    id: 2,
    category: 'math',
    turns: ['Add'],
    prompt: { repeated4grams: 0 },
    methods: { lookup: { speedup: 0.8 }, medusa: { speedup: null } },
  }),
  questionRow({ id: 3, category: 'long talk', turns: [], methods: { lookup: { speedup: 1.5 } } }),
];

const found = (text: string) => {
  const list = terms(text);
  const method = meantMethod(list, RUN.methods);
  return ROWS.filter((row) => matchQuery(row, list, method)).map(({ questionId }) => questionId);
};

describe('a search finds', () => {
  it('everything where it asks nothing', () => {
    expect(found('')).toEqual([1, 2, 3]);
  });

  it('by the method it names, the first that drafts where it names none', () => {
    expect(found('speedup<1')).toEqual([2]);
    expect(found('m:medusa speedup<1')).toEqual([1]);
    expect(found('m:medusa near-tie')).toEqual([1]);
  });

  it('any of several categories, outcomes and ids, and none of those turned round', () => {
    expect(found('cat:coding cat:math')).toEqual([1, 2]);
    expect(found('!cat:coding !cat:math')).toEqual([3]);
    expect(found('id:1 id:3')).toEqual([1, 3]);
    expect(found('m:medusa near-tie identical')).toEqual([1, 2]);
  });

  it('words in any turn, capitals or not', () => {
    expect(found('"sort a list"')).toEqual([1]);
    expect(found('"FASTER"')).toEqual([1]);
  });

  it('never what is not known, turned round or not', () => {
    expect(found('m:medusa !speedup<1')).toEqual([]);
    expect(found('!loop>=0.3')).toEqual([2]);
    expect(found('!"sort"')).toEqual([2]);
    expect(found('m:medusa !identical')).toEqual([1]);
    expect(found('m:vanilla !identical')).toEqual([]);
  });
});

describe('filter chips', () => {
  const chips = (text: string) => {
    const list = terms(text);
    return filterChips(ROWS, list, meantMethod(list, RUN.methods), RUN.categories);
  };

  it('count what they would leave, beside the other kinds of filter', () => {
    const counts = (text: string) => Object.fromEntries(chips(text).map(({ id, count }) => [id, count]));
    expect(counts('')).toEqual({
      'cat:coding': 1,
      'cat:math': 1,
      'cat:"long talk"': 1,
      identical: 3,
      'speedup<1': 1,
      'loop>=0.3': 1,
    });
    // A category is counted as if no other were chosen, with all else as it is.
    expect(counts('cat:math speedup<1')).toMatchObject({ 'cat:coding': 0, 'cat:math': 1, 'speedup<1': 1 });
  });

  it('know which of them are set', () => {
    expect(chips('cat:math !identical').filter(({ active }) => active)).toMatchObject([{ id: 'cat:math' }]);
  });

  it('replace their kind, are added beside it, and go away', () => {
    const click = (text: string, id: string, add: boolean) => {
      const chip = chips(text).find((candidate) => candidate.id === id);
      if (!chip) throw new Error(`no chip ${id}`);
      return queryText(toggleTerm(terms(text), chip.term, add));
    };
    expect(click('m:lookup cat:math', 'cat:coding', false)).toBe('m:lookup cat:coding');
    expect(click('m:lookup cat:math', 'cat:coding', true)).toBe('m:lookup cat:math cat:coding');
    expect(click('cat:math "a"', 'cat:math', false)).toBe('"a"');
    expect(click('speedup<1.2 loop<0.1', 'speedup<1', false)).toBe('loop<0.1 speedup<1');
  });
});
