/** How many rows a verify pass can have with the shipped settings. Pure. */
import { headsOf } from '../core/heads-of.ts';
import { DRAFTING_SETTINGS } from '../decoding/settings.ts';
import { METHODS, type Method, type NamedTree } from '../protocol.ts';
import { POOL_NODES } from './worth.ts';

/** The root, the candidates of `tree` (or as many as a step chooses from), and where a method copies, the copies beside them. */
export function widestPass(tree: NamedTree | undefined, methods: readonly Method[] = METHODS): number {
  const copied = methods.some(copies) ? DRAFTING_SETTINGS.lookup.copyLength : 0;
  return 1 + (tree?.paths.length ?? POOL_NODES) + copied;
}

function copies(method: Method): boolean {
  return method === 'lookup' || (headsOf(method) ?? method) !== method;
}
