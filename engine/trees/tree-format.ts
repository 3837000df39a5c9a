/**
 * A tree as a file: the shape of a step's candidates as rank paths (`medusa_choices` of FasterDecoding/Medusa), with
 * where it comes from. Browser-safe.
 *
 * Two older forms are read as well: a bare list of paths, all of them or the leaves alone (TensorRT-LLM), and a bare
 * list of widths by depth (Medusa 0.1: [2, 3] is two candidates with three below each).
 */
import { z } from 'zod';
import { treeTemplate } from '../core/token-tree.ts';
import { EngineError, invalidArgument } from '../errors.ts';
import { METHODS, type NamedTree, PRECISIONS } from '../protocol.ts';

export const TREE_FORMAT = 'gorgon-tree-1';

/** Most nodes of a tree, root excluded: a pass of more rows costs many times what it can gain. */
export const MAX_NODES = 255;

/** Most candidates of a list. */
export const MAX_RANKS = 64;

/** What a search was made from, and what it promises. */
const searchFacts = z.object({
  method: z.enum(METHODS),
  precision: z.enum(PRECISIONS),
  modelSha256: z.string(),
  /** Of the heads whose acceptance was measured. */
  artifactSha256: z.string(),
  /** Places of held-out answers that the acceptance was counted at. */
  positions: z.int().positive(),
  cachedTokens: z.int().nonnegative(),
  expectedTokens: z.number(),
  /** Cost of the step in vanilla passes. */
  overhead: z.number(),
  /** expectedTokens / overhead. */
  speedup: z.number(),
});

const treeFileSchema = z.object({
  format: z.literal(TREE_FORMAT),
  name: z.string().min(1),
  /** Where the shape comes from, in words. */
  source: z.string(),
  paths: z.array(z.array(z.int().nonnegative()).min(1)),
  search: searchFacts.optional(),
});
export type TreeFile = z.infer<typeof treeFileSchema>;

/** Reads one of the forms; `name` is for what has none of its own. Throws `invalid-argument` with the name. */
export function parseTree(value: unknown, name: string): TreeFile {
  const file = Array.isArray(value) ? fromList(value, name) : fromObject(value, name);
  const { length } = file.paths;
  if (length < 1 || length > MAX_NODES) throw wrongSize(name, length);
  const tooHigh = file.paths.flat().find((rank) => rank >= MAX_RANKS);
  if (tooHigh !== undefined) throw invalidArgument(`rank of tree ${name}`, tooHigh, `0 to ${MAX_RANKS - 1}`);
  try {
    return { ...file, paths: treeTemplate(file.paths).paths.map((path) => [...path]) };
  } catch (cause) {
    if (!(cause instanceof EngineError)) throw cause;
    throw new EngineError('invalid-argument', `tree ${name}: ${cause.message}`, { cause });
  }
}

function fromObject(value: unknown, name: string): TreeFile {
  const parsed = treeFileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new EngineError(
    'invalid-argument',
    `tree ${name}: ${z.prettifyError(parsed.error)} (allowed: the form ${TREE_FORMAT}, a list of rank paths, a list of widths)`,
  );
}

function fromList(listed: readonly unknown[], name: string): TreeFile {
  const paths = isWidths(listed) ? fromWidths(listed, name) : withPrefixes(asPaths(listed, name));
  return { format: TREE_FORMAT, name, source: 'a list without a source', paths };
}

function isWidths(listed: readonly unknown[]): listed is number[] {
  return listed.length > 0 && listed.every((entry) => typeof entry === 'number');
}

function fromWidths(widths: readonly number[], name: string): number[][] {
  const bad = widths.find((width) => !Number.isInteger(width) || width < 1);
  if (bad !== undefined) throw invalidArgument(`width of tree ${name}`, bad, 'whole numbers from 1');
  const paths: number[][] = [];
  let level: number[][] = [[]];
  for (const width of widths) {
    if (paths.length + level.length * width > MAX_NODES)
      throw wrongSize(name, paths.length + level.length * width);
    level = level.flatMap((path) => Array.from({ length: width }, (_, rank) => [...path, rank]));
    paths.push(...level);
  }
  return paths;
}

function asPaths(listed: readonly unknown[], name: string): number[][] {
  return listed.map((entry) => {
    const path = z.array(z.number()).safeParse(entry);
    if (!path.success) throw invalidArgument(`path of tree ${name}`, entry, 'a list of ranks');
    return path.data;
  });
}

/** A list in which no path leads to another holds leaves only: their prefixes are meant too. */
function withPrefixes(paths: readonly number[][]): number[][] {
  const prefixes = paths.flatMap((path) => path.slice(1).map((_, end) => path.slice(0, end + 1)));
  const listed = new Set(paths.map(String));
  if (prefixes.some((prefix) => listed.has(String(prefix)))) return [...paths];
  const missing = new Map(prefixes.map((prefix) => [String(prefix), prefix]));
  return [...paths, ...missing.values()];
}

function wrongSize(name: string, nodes: number): EngineError {
  return invalidArgument(`nodes of tree ${name}`, nodes, `1 to ${MAX_NODES}`);
}

/** Throws `invalid-argument` where a path is longer than the heads are deep. */
export function checkTreeFits({ name, paths }: NamedTree, heads: number): void {
  const tooLong = paths.find((path) => path.length > heads);
  if (tooLong) {
    throw invalidArgument(`path of tree ${name}`, tooLong, `1 to ${heads} ranks, as deep as the heads reach`);
  }
}
