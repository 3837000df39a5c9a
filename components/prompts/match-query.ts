/**
 * Which questions a search finds. Terms of one kind that only one value can fulfil (category, outcome, id) are taken
 * together; all others must hold each. What is not known is neither true nor false: it is not found, turned round or not.
 */
import type { QuestionRow } from '../../engine/core/question-rows.ts';
import type { Method } from '../../engine/protocol.ts';
import { type Operator, SEARCH_FIGURES, type Term } from './search-terms.ts';

const ALTERNATIVES: readonly Term['kind'][] = ['category', 'outcome', 'id'];

/** The method whose figures a query means: its own, or the run's first that drafts. */
export function meantMethod(terms: readonly Term[], methods: readonly Method[]): Method {
  const named = terms.find((term) => term.kind === 'method');
  return named?.value ?? methods.find((method) => method !== 'vanilla') ?? 'vanilla';
}

export function matchQuery(row: QuestionRow, terms: readonly Term[], method: Method): boolean {
  const alternative = (term: Term) =>
    ALTERNATIVES.includes(term.kind) && !('not' in term && term.not) ? term.kind : null;
  for (const kind of ALTERNATIVES) {
    const any = terms.filter((term) => alternative(term) === kind);
    if (any.length > 0 && !any.some((term) => holds(row, term, method))) return false;
  }
  return terms.every((term) => alternative(term) !== null || holds(row, term, method) === true);
}

/** Null where the row does not know. */
function holds(row: QuestionRow, term: Term, method: Method): boolean | null {
  if (term.kind === 'method') return true;
  const plain = plainly(row, term, method);
  return plain === null ? null : plain !== term.not;
}

function plainly(row: QuestionRow, term: Exclude<Term, { kind: 'method' }>, method: Method): boolean | null {
  switch (term.kind) {
    case 'category':
      return row.category === term.value;
    case 'id':
      return String(row.questionId) === term.value;
    case 'text': {
      const words = term.value.toLocaleLowerCase();
      return row.turns.length === 0
        ? null
        : row.turns.some((turn) => turn.toLocaleLowerCase().includes(words));
    }
    case 'outcome': {
      // Vanilla is what the others are compared with.
      const outcome = method === 'vanilla' ? undefined : row.methods[method]?.outcome;
      return outcome === undefined ? null : outcome === term.value;
    }
    case 'figure': {
      const value = SEARCH_FIGURES[term.figure].of(row, method);
      return value === null ? null : compare(value, term.operator, term.value);
    }
  }
}

function compare(left: number, operator: Operator, right: number): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}
