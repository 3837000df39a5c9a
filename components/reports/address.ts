/** What the address of the page of reports keeps; defaults are left out. */
import { parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs';
import { METHODS } from '../../engine/protocol.ts';
import { TREE_CHOICES } from '../../report/trees/bookmarks.ts';

export const REPORTS_ADDRESS = {
  /** Absent: the newest run. */
  run: parseAsString,
  /** Methods, categories and questions; absent is all. */
  m: parseAsArrayOf(parseAsStringLiteral(METHODS)),
  cat: parseAsArrayOf(parseAsString),
  q: parseAsArrayOf(parseAsString),
  trees: parseAsStringLiteral(TREE_CHOICES).withDefault('bookmarks'),
};
