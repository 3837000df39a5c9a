/** Searches that a reader keeps by name. In the browser's own store, which may hold anything: what does not fit is left out. */
import { z } from 'zod';

export const SAVED_KEY = 'gorgon-saved-searches';

/** Longest name, characters. */
export const LONGEST_NAME = 40;
/** Most that are kept. */
export const MOST_SAVED = 50;

const savedSearch = z.object({
  name: z.string().min(1).max(LONGEST_NAME),
  /** In the grammar of parse-query.ts. */
  query: z.string(),
  /** As the address has it. */
  sort: z.string(),
});
export type SavedSearch = z.infer<typeof savedSearch>;

/** `text` as it was stored; empty where that is no list. */
export function readSaved(text: string | undefined): SavedSearch[] {
  let list: unknown;
  try {
    list = JSON.parse(text ?? '[]');
  } catch {
    return [];
  }
  if (!Array.isArray(list)) return [];
  return list.flatMap((item) => savedSearch.safeParse(item).data ?? []).slice(0, MOST_SAVED);
}

/** The list with the search under its name, the newest first; one of the same name is replaced. */
export function withSearch(saved: readonly SavedSearch[], search: SavedSearch): SavedSearch[] {
  return [search, ...saved.filter(({ name }) => name !== search.name)].slice(0, MOST_SAVED);
}
