/**
 * What the page's address remembers: where the race is (a running one by its id, a recorded one by its run), which
 * moment of it is looked at, and which step. Defaults are left out; what is not understood falls back to them.
 */
import {
  createParser,
  type inferParserType,
  parseAsFloat,
  parseAsInteger,
  parseAsNumberLiteral,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs';
import { METHODS } from '../../engine/protocol.ts';
import { ALIGNMENTS, SPEEDS } from './replay.ts';

/** A whole number that counts from 1. */
const counted = createParser({
  parse: (text) => {
    const value = parseAsInteger.parse(text);
    return value !== null && value >= 1 ? value : null;
  },
  serialize: String,
});

/** A place on the axis: milliseconds, tokens or steps from the first token on. */
const place = createParser({
  parse: (text) => {
    const value = parseAsFloat.parse(text);
    return value !== null && Number.isFinite(value) && value >= 0 ? value : null;
  },
  serialize: (value: number) => String(Math.round(value)),
});

export const ADDRESS = {
  /** Id of a suite question in the form. */
  prompt: parseAsString,
  /** Id of a race that the server holds. */
  race: parseAsString,
  /** Id of a run that holds a race; with it, which answers of it. */
  rec: parseAsString,
  q: parseAsString,
  turn: counted.withDefault(1),
  rep: counted.withDefault(1),
  /** The chosen step, and whose. */
  m: parseAsStringLiteral(METHODS),
  step: counted,
  /** Absent at the end. */
  t: place,
  align: parseAsStringLiteral(ALIGNMENTS).withDefault('time'),
  speed: parseAsNumberLiteral(SPEEDS).withDefault(1),
};

export type Address = inferParserType<typeof ADDRESS>;
