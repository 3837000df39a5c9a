/** What the address of the page of trees keeps; defaults are left out. */
import { parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs';
import type { TreeCut } from '../../engine/core/what-if.ts';
import { METHODS } from '../../engine/protocol.ts';
import { HEATS } from './slot-heat.ts';

export const TREES_ADDRESS = {
  m: parseAsStringLiteral(METHODS),
  cat: parseAsString,
  heat: parseAsStringLiteral(HEATS).withDefault('gain'),
  /** Limits of the what-if (CUT_KEYS); absent is none. */
  d: parseAsInteger,
  w: parseAsInteger,
  n: parseAsInteger,
  /** Depth of the reliability plot; absent is all. */
  at: parseAsInteger,
  /** Rank path of the selected slot. */
  node: parseAsString.withDefault(''),
};

const CUT_KEYS = { depth: 'd', width: 'w', nodes: 'n' } as const satisfies Record<keyof TreeCut, string>;

/** What a change of the cut changes of the address. */
export function cutAddress(change: Partial<TreeCut>): {
  d?: number | null;
  w?: number | null;
  n?: number | null;
} {
  return Object.fromEntries(
    Object.entries(change).map(([name, limit]) => [CUT_KEYS[name as keyof TreeCut], limit]),
  );
}
