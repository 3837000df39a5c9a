/** What a check of a run found wrong, and how a stored value is held against the one that the steps give. */

/**
 * Values of floating point agree to this relative error. The same program gives the same digits; another version of the
 * JavaScript engine may round a logarithm otherwise in its last bit.
 */
const TOLERANCE = 1e-9;

export interface RunProblem {
  /** File, group or figure: "steps.ndjson.gz", "summary.methods.medusa.overall.speedup". */
  where: string;
  /** What does not match, in words, both values in it. */
  what: string;
  /** What the record says; absent where the problem is not between two values. */
  stored?: unknown;
  /** What is there, or what the steps give. */
  found?: unknown;
}

/** One line: "summary.groups: run.json says 3, the steps give 2". */
export function problemLine({ where, what }: RunProblem): string {
  return `${where}: ${what}`;
}

/** Every leaf at which two JSON values differ, by its path below `where`; an absent field counts as null. */
export function figureProblems(where: string, stored: unknown, found: unknown): RunProblem[] {
  if (isNode(stored) && isNode(found) && Array.isArray(stored) === Array.isArray(found)) {
    const names = new Set([...Object.keys(stored), ...Object.keys(found)]);
    return [...names].flatMap((name) => figureProblems(`${where}.${name}`, stored[name], found[name]));
  }
  if (same(stored ?? null, found ?? null)) return [];
  return [{ where, what: `run.json says ${short(stored)}, the steps give ${short(found)}`, stored, found }];
}

function isNode(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'number' || typeof b !== 'number') return false;
  return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}

/** JSON, cut where a line would burst. */
function short(value: unknown): string {
  const json = JSON.stringify(value ?? null);
  return json.length > 80 ? `${json.slice(0, 77)}...` : json;
}
