/** How many rows a verify pass can have with the shipped settings. Pure. */
import { DRAFTING_SETTINGS } from '../decoding/settings.ts';
import type { NamedTree } from '../protocol.ts';
import { POOL_NODES } from './worth.ts';

/** The root, the candidates of the heads (of `tree`, or as many as a step chooses from) and the copies beside them. */
export function widestPass(tree: NamedTree | undefined): number {
  return 1 + (tree?.paths.length ?? POOL_NODES) + DRAFTING_SETTINGS.lookup.copyLength;
}
