/** The names most like one that does not exist. Pure. */

/** Letters from which one name inside the other is no chance. */
const LEAST_INSIDE = 3;

/** Names that begin or go on alike first, then those that fewest changes of letters lead to; at most `most`. */
export function nearestNames(wanted: string, names: readonly string[], most = 3): string[] {
  const low = wanted.toLowerCase();
  const distance = (name: string) => {
    const other = name.toLowerCase();
    const shorter = Math.min(low.length, other.length);
    const inside = shorter >= LEAST_INSIDE && (other.includes(low) || low.includes(other));
    return inside ? 0 : changes(low, other) / Math.max(low.length, other.length, 1);
  };
  return names
    .map((name) => ({ name, distance: distance(name) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ name }) => name);
}

/** Letters put in, left out or changed to get from one to the other (Levenshtein 1966). */
function changes(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const row = [i + 1];
    for (let j = 0; j < b.length; j++)
      row.push(
        Math.min((row[j] ?? 0) + 1, (before[j + 1] ?? 0) + 1, (before[j] ?? 0) + (letter === b[j] ? 0 : 1)),
      );
    before = row;
  }
  return before[b.length] ?? 0;
}
