/**
 * From the text of a search to its terms, and back:
 *
 *   query = { term }            term  = ["!"] ( key ":" value | figure op number | outcome | text )
 *   key   = cat | m | id        value = word or "quoted"       op = < <= > >=
 *   text  = "quoted"            number = 1.2, or 20% of a share
 */
import { OUTCOMES, type Outcome } from '../../engine/core/ledger.ts';
import { METHODS, type Method } from '../../engine/protocol.ts';
import {
  KEYS,
  OPERATORS,
  type Operator,
  SEARCH_FIGURE_NAMES,
  SEARCH_FIGURES,
  type SearchFigure,
  type SearchFigureName,
  type Term,
} from './search-terms.ts';

/** What the run searched in has to offer. */
export interface Vocabulary {
  methods: readonly Method[];
  categories: readonly string[];
}

export interface QueryError {
  /** Names the place, what stands there and what is allowed. */
  message: string;
  /** Of the piece that is wrong, characters from 0. */
  start: number;
  end: number;
  /** The whole query as it may have been meant. */
  suggestion?: string;
}

export type ParsedQuery = { ok: true; terms: Term[] } | { ok: false; error: QueryError };

/** A term, and where it stood. */
interface Placed {
  term: Term;
  end: number;
}

const WORD = /[^\s:<>="!]+/y;
const OPERATOR = new RegExp(OPERATORS.join('|'), 'y');
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
const PLAIN_VALUE = /[^\s"]+/y;
const NUMBER = /^(\d+(?:\.\d+)?|\.\d+)(%?)$/;

class Unreadable extends Error {
  readonly at: QueryError;

  constructor(at: QueryError) {
    super(at.message);
    this.at = at;
  }
}

/** The terms in order, or the first error. A method may be named once. */
export function parseQuery(text: string, vocabulary: Vocabulary): ParsedQuery {
  const terms: Term[] = [];
  try {
    for (let at = skipSpace(text, 0); at < text.length; ) {
      const { term, end } = parseTerm(text, at, vocabulary);
      if (end < text.length && !/\s/.test(text[end] as string))
        fail(text, end, nextSpace(text, end), 'a space between two terms');
      if (term.kind === 'method' && terms.some(({ kind }) => kind === 'method'))
        fail(text, at, end, 'one m: in a query');
      terms.push(term);
      at = skipSpace(text, end);
    }
    return { ok: true, terms };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, error: error.at };
    throw error;
  }
}

/** The text that parses to these terms. */
export function queryText(terms: readonly Term[]): string {
  return terms.map(termText).join(' ');
}

export function termText(term: Term): string {
  switch (term.kind) {
    case 'method':
      return `m:${term.value}`;
    case 'category':
      return `${sign(term.not)}cat:${valueText(term.value)}`;
    case 'id':
      return `${sign(term.not)}id:${valueText(term.value)}`;
    case 'text':
      return `${sign(term.not)}${quoted(term.value)}`;
    case 'outcome':
      return `${sign(term.not)}${term.value}`;
    case 'figure':
      return `${sign(term.not)}${term.figure}${term.operator}${term.written}`;
  }
}

function parseTerm(text: string, start: number, vocabulary: Vocabulary): Placed {
  const not = text[start] === '!';
  const at = not ? start + 1 : start;
  if (text[at] === '"') {
    const { value, end } = readQuoted(text, at);
    return { term: { kind: 'text', value, not }, end };
  }
  const word = matchAt(WORD, text, at)?.[0] ?? '';
  const end = at + word.length;
  if (word === '') fail(text, start, nextSpace(text, start), ALLOWED_TERMS);
  if (text[end] === ':') return parseKeyed(text, at, end, not, vocabulary);
  const operator = matchAt(OPERATOR, text, end)?.[0] as Operator | undefined;
  if (operator !== undefined) return parseFigure(text, at, end, operator, not);
  if (isOneOf(OUTCOMES, word)) return { term: { kind: 'outcome', value: word as Outcome, not }, end };
  if (isOneOf(SEARCH_FIGURE_NAMES, word))
    fail(text, at, end, `an operator behind ${word}: ${OPERATORS.join(' ')}`);
  const suggestion = `${text.slice(0, at)}"${word}"${text.slice(end)}`;
  fail(text, at, end, `${ALLOWED_TERMS}; words of the prompt in quotes`, suggestion);
}

function parseKeyed(
  text: string,
  at: number,
  colon: number,
  not: boolean,
  { methods, categories }: Vocabulary,
): Placed {
  const key = text.slice(at, colon);
  if (!Object.hasOwn(KEYS, key)) fail(text, at, colon, `before a colon ${Object.keys(KEYS).join(', ')}`);
  const kind = KEYS[key as keyof typeof KEYS];
  const { value, end } = readValue(text, colon + 1);
  if (kind === 'id') return { term: { kind, value, not }, end };
  if (kind === 'category') {
    if (!categories.includes(value)) fail(text, colon + 1, end, categories.join(', '));
    return { term: { kind, value, not }, end };
  }
  const method = METHODS.find((name) => name === value && methods.includes(name));
  if (method === undefined) fail(text, colon + 1, end, methods.join(', '));
  if (not) fail(text, at - 1, end, 'm: without !, it names whose figures are meant');
  return { term: { kind, value: method }, end };
}

function parseFigure(text: string, at: number, wordEnd: number, operator: Operator, not: boolean): Placed {
  const name = text.slice(at, wordEnd);
  if (!isOneOf(SEARCH_FIGURE_NAMES, name))
    fail(text, at, wordEnd, `before ${operator} ${SEARCH_FIGURE_NAMES.join(', ')}`);
  const figure = name as SearchFigureName;
  const start = wordEnd + operator.length;
  const end = nextSpace(text, start);
  const { share }: SearchFigure = SEARCH_FIGURES[figure];
  const written = text.slice(start, end);
  const [, digits, percent] = NUMBER.exec(written) ?? [];
  const allowed = share ? 'a share from 0 to 1, or 0% to 100%' : 'a number of 0 or more';
  if (digits === undefined || (percent !== '' && !share)) fail(text, start, end, allowed);
  const value = percent === '%' ? Number(digits) / 100 : Number(digits);
  if (share && value > 1) fail(text, start, end, allowed);
  return { term: { kind: 'figure', figure, operator, value, written, not }, end };
}

function readValue(text: string, at: number): { value: string; end: number } {
  if (text[at] === '"') return readQuoted(text, at);
  const value = matchAt(PLAIN_VALUE, text, at)?.[0];
  if (value === undefined) fail(text, at, at, 'a value behind the colon');
  return { value, end: at + value.length };
}

function readQuoted(text: string, at: number): { value: string; end: number } {
  const match = matchAt(QUOTED, text, at);
  if (!match) fail(text, at, text.length, 'a closing quote', `${text}"`);
  const value = (match[1] as string).replaceAll(/\\(.)/g, '$1');
  if (value === '') fail(text, at, at + 2, 'a character between the quotes at least');
  return { value, end: at + match[0].length };
}

const ALLOWED_TERMS = [
  ...Object.keys(KEYS).map((key) => `${key}:`),
  ...OUTCOMES,
  ...SEARCH_FIGURE_NAMES.map((name) => `${name}<`),
  '"text"',
].join(', ');

function fail(text: string, start: number, end: number, allowed: string, suggestion?: string): never {
  const found = text.slice(start, end);
  const what = found === '' ? 'nothing' : JSON.stringify(found);
  throw new Unreadable({
    message: `at character ${start + 1}: ${what} (allowed: ${allowed})`,
    start,
    end,
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function skipSpace(text: string, at: number): number {
  let next = at;
  while (next < text.length && /\s/.test(text[next] as string)) next++;
  return next;
}

function nextSpace(text: string, at: number): number {
  let next = at;
  while (next < text.length && !/\s/.test(text[next] as string)) next++;
  return next;
}

function isOneOf(list: readonly string[], word: string): boolean {
  return list.includes(word);
}

function sign(not: boolean): string {
  return not ? '!' : '';
}

function valueText(value: string): string {
  return /[\s"]/.test(value) ? quoted(value) : value;
}

function quoted(value: string): string {
  return `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}
