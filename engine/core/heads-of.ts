import { HEADS_OF, type HeadsKind, type Method } from '../protocol.ts';

/** Whose heads fill the method's tree; null where it has none. */
export function headsOf(method: Method): HeadsKind | null {
  return method in HEADS_OF ? HEADS_OF[method as keyof typeof HEADS_OF] : null;
}
