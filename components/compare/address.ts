/** The address of the page of comparisons. What is left out is chosen by the page, and it says what it chose. */
import {
  createSerializer,
  parseAsArrayOf,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import { METHODS } from '../../engine/protocol.ts';
import { RATIOS } from './ratio-lanes.ts';

export const compareParsers = {
  /** Id of the baseline. */
  base: parseAsString,
  /** Ids of the runs held against it, in order. */
  runs: parseAsArrayOf(parseAsString),
  /** Which ratio the pictures show. */
  by: parseAsStringLiteral(RATIOS).withDefault('speedup'),
  /** Of `runs`, the one that is looked at question by question. */
  with: parseAsString,
  /** Its method. */
  m: parseAsStringLiteral(METHODS),
  /** Question whose outputs stand side by side; turn and repeat count from 1. */
  q: parseAsString,
  turn: parseAsInteger.withDefault(1),
  rep: parseAsInteger.withDefault(1),
  /** Method on the right, where it is another than `m`. */
  m2: parseAsStringLiteral(METHODS),
  /** Step of the left whose tree is laid over the right's, from 1. */
  at: parseAsInteger,
};

export const compareAddress = createSerializer(compareParsers);
