/** Filters of one click: each is a term of the search, with the number of questions that it would leave. */
import { OUTCOMES } from '../../engine/core/ledger.ts';
import { LOOP_SHARE } from '../../engine/core/method-figures.ts';
import type { QuestionRow } from '../../engine/core/question-rows.ts';
import type { Method } from '../../engine/protocol.ts';
import { matchQuery } from './match-query.ts';
import { termText } from './parse-query.ts';
import type { Term } from './search-terms.ts';

export interface Chip {
  /** Text of its term: what it is known by. */
  id: string;
  label: string;
  term: Term;
  active: boolean;
  /** Questions found with this term in place of its kind's others. */
  count: number;
}

const figure = (name: 'speedup' | 'loop', operator: '<' | '>=', value: number): Term => ({
  kind: 'figure',
  figure: name,
  operator,
  value,
  written: String(value),
  not: false,
});

/** Categories as they come, outcomes from the harmless on, then what is wrong most often. Those that find nothing and are not set are left out. */
export function filterChips(
  rows: readonly QuestionRow[],
  terms: readonly Term[],
  method: Method,
  categories: readonly string[],
): Chip[] {
  const offered: [string, Term][] = [
    ...categories.map((value): [string, Term] => [value, { kind: 'category', value, not: false }]),
    ...(method === 'vanilla' ? [] : OUTCOMES).map((value): [string, Term] => [
      value,
      { kind: 'outcome', value, not: false },
    ]),
    ...(method === 'vanilla' ? [] : [['slower than vanilla', figure('speedup', '<', 1)] as [string, Term]]),
    ['loops', figure('loop', '>=', LOOP_SHARE)],
  ];
  const set = new Set(terms.map(termText));
  return offered
    .map(([label, term]) => {
      const id = termText(term);
      const others = terms.filter((other) => !rivals(other, term));
      const count = rows.filter((row) => matchQuery(row, [...others, term], method)).length;
      return { id, label, term, active: set.has(id), count };
    })
    .filter(({ active, count, term }) => active || count > 0 || term.kind === 'category');
}

/** A click sets the term in place of its rivals, with `add` beside them; on one that is set it takes it away. */
export function toggleTerm(terms: readonly Term[], term: Term, add: boolean): Term[] {
  const id = termText(term);
  const isSet = terms.some((other) => termText(other) === id);
  if (isSet) return terms.filter((other) => termText(other) !== id);
  return [...(add ? terms : terms.filter((other) => !rivals(other, term))), term];
}

/** Whether one click on `term` replaces `other`. */
function rivals(other: Term, term: Term): boolean {
  if (other.kind !== term.kind) return false;
  if (other.kind === 'figure' && term.kind === 'figure') return other.figure === term.figure;
  return true;
}
