/** What the address of the page of trees keeps; defaults are left out. */
import { parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs';
import { METHODS } from '../../engine/protocol.ts';
import { HEATS } from './slot-heat.ts';

export const TREES_ADDRESS = {
  m: parseAsStringLiteral(METHODS),
  cat: parseAsString,
  heat: parseAsStringLiteral(HEATS).withDefault('gain'),
  /** Limits of the what-if; absent is none. */
  d: parseAsInteger,
  w: parseAsInteger,
  n: parseAsInteger,
  /** Depth of the reliability plot; absent is all. */
  at: parseAsInteger,
  /** Rank path of the selected slot. */
  node: parseAsString.withDefault(''),
};
