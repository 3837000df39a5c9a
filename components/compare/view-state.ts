/** What the page of comparisons shows, as its address has it. */
import type { Values } from 'nuqs';
import type { compareParsers } from './address.ts';

export type CompareView = Values<typeof compareParsers>;
export type SetCompareView = (change: { [Key in keyof CompareView]?: CompareView[Key] | null }) => unknown;
