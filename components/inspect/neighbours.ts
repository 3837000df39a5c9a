/** Questions beside one, and those whose ids are nearest to one that is not there. Pure. */

/** In the order of the run; null at its ends, and for a question that is not in it. */
export function neighboursOf(
  ids: readonly string[],
  id: string,
): { before: string | null; after: string | null } {
  const at = ids.indexOf(id);
  if (at < 0) return { before: null, after: null };
  return { before: ids[at - 1] ?? null, after: ids[at + 1] ?? null };
}

/** At most `most` ids, the nearest first: by number where both are numbers, else by how much of their beginnings agree. */
export function nearestIds(ids: readonly string[], wanted: string, most: number): string[] {
  const number = Number(wanted);
  const distance = (id: string): number => {
    if (wanted !== '' && Number.isFinite(number) && Number.isFinite(Number(id)))
      return Math.abs(Number(id) - number);
    let same = 0;
    while (same < id.length && id[same] === wanted[same]) same++;
    return Math.max(id.length, wanted.length) - same;
  };
  return [...ids].sort((a, b) => distance(a) - distance(b)).slice(0, most);
}
