/**
 * What the candidate trees of a run's steps came to, slot by slot. A *slot* is a rank path: [0, 2] is the third choice
 * after the first choice. A slot is *reached* in a step that proposed it and accepted its parent (the root always is):
 * only there did the target say whether the slot holds. Slots below a refused node say nothing, so they count nowhere
 * (Medusa's own accuracy script divides by all positions instead, which understates deep heads).
 */
import type { DecodeResult, Method, NodeIndex } from '../protocol.ts';
import type { AnswerGroup } from './run-summary.ts';
import { type Counted, estimateShare, type ShareEstimate } from './share-interval.ts';
import { comparePaths, draftedDepth, type RankPath, type TokenTree } from './token-tree.ts';

/** Bins of the draft's probability, equal in width. */
export const RELIABILITY_BINS = 10;

/** Steps alike in tree and outcome. */
export interface StepPattern {
  /** Index into `shapes`. */
  shape: number;
  /** Index into `paths` of the last accepted slot; -1 where nothing was accepted. */
  end: number;
  /** Levels that the draft was asked for; what stands deeper was copied. */
  drafted: number;
  steps: number;
}

/** Acceptance of what stood at a depth and rank, whatever the path before it; `tried` counts steps that reached one. */
export interface RankAcceptance extends ShareEstimate {
  /** From 1: the head, for Medusa. */
  depth: number;
  /** From 0. */
  rank: number;
}

/** Reached nodes whose draft probability lies in a bin. */
export interface ReliabilityBin extends ShareEstimate {
  /** Bin number; the bin begins at bin / RELIABILITY_BINS. */
  bin: number;
  /** Mean of the draft's probabilities in the bin. */
  meanProb: number;
}

export interface Reliability {
  /** Null: of all depths together. */
  depth: number | null;
  /** Bins with at least one node, ascending. */
  bins: ReliabilityBin[];
}

/** The steps of one method, in a category or in all. */
export interface TreeFindings {
  method: Method;
  /** Null: all categories. */
  category: string | null;
  questions: number;
  steps: number;
  /** Mean over the steps of the tokens in the cache before the pass; null without steps. */
  meanCachedTokens: number | null;
  /** Every slot that some step proposed, by (length, ranks). */
  paths: RankPath[];
  /** Sets of slots that were proposed together: indices into `paths`, ascending. */
  shapes: number[][];
  /** Most frequent first. */
  patterns: StepPattern[];
  /** By depth, then rank. */
  ranks: RankAcceptance[];
  /** All depths first, then each; empty where the method gives no probabilities. */
  reliability: Reliability[];
}

/** Findings of a method over the groups of a run, or of those of one category. Counts are before any cut, as recorded. */
export function treeFindings(
  groups: readonly AnswerGroup[],
  method: Method,
  category: string | null = null,
): TreeFindings {
  const counter = new StepCounter();
  for (const group of groups) {
    if (category !== null && group.category !== category) continue;
    const result = group.results.find((item) => item.method === method);
    if (result) counter.add(String(group.questionId), result);
  }
  return { method, category, ...counter.findings() };
}

/** Counts of one question. */
interface QuestionCounts {
  /** By "depth.rank". */
  ranks: Map<string, Counted>;
  /** By "depth.bin". */
  bins: Map<string, Counted & { probs: number }>;
}

class StepCounter {
  readonly #questions = new Map<string, QuestionCounts>();
  /** Steps by "slots of the tree|last accepted slot|drafted levels". */
  readonly #patterns = new Map<string, number>();
  #steps = 0;
  #cached = 0;

  add(questionId: string, { promptTokenIds, steps }: DecodeResult): void {
    const counts = this.#questions.get(questionId) ?? { ranks: new Map(), bins: new Map() };
    this.#questions.set(questionId, counts);
    let cached = promptTokenIds.length;
    for (const { tree, acceptedPath } of steps) {
      this.#steps++;
      this.#cached += cached;
      cached += 1 + acceptedPath.length;
      countNodes(counts, tree, acceptedPath);
      const keys = slotKeys(tree);
      const end = keys[acceptedPath.at(-1) ?? 0] as string;
      const pattern = `${keys.slice(1).join(' ')}|${end}|${draftedDepth(tree)}`;
      this.#patterns.set(pattern, (this.#patterns.get(pattern) ?? 0) + 1);
    }
  }

  findings(): Omit<TreeFindings, 'method' | 'category'> {
    const counts = [...this.#questions.values()];
    return {
      questions: counts.length,
      steps: this.#steps,
      meanCachedTokens: this.#steps > 0 ? this.#cached / this.#steps : null,
      ...patternsOf(this.#patterns),
      ranks: ranksOf(counts),
      reliability: reliabilityOf(counts),
    };
  }
}

/** "0.2" of every node; "" of the root. */
function slotKeys({ parents, ranks }: TokenTree): string[] {
  const keys: string[] = [''];
  for (let node = 1; node < parents.length; node++) {
    const before = keys[parents[node] as number] as string;
    keys.push(before === '' ? `${ranks[node]}` : `${before}.${ranks[node]}`);
  }
  return keys;
}

function countNodes(counts: QuestionCounts, tree: TokenTree, acceptedPath: readonly NodeIndex[]): void {
  const accepted = new Set([0, ...acceptedPath]);
  for (let node = 1; node < tree.parents.length; node++) {
    if (!accepted.has(tree.parents[node] as number)) continue;
    const held = accepted.has(node) ? 1 : 0;
    const depth = tree.depths[node] as number;
    bump(counts.ranks, `${depth}.${tree.ranks[node]}`, { tried: 0, held: 0 }, held);
    const prob = tree.draftProbs[node] ?? null;
    if (prob === null) continue;
    const bin = Math.min(RELIABILITY_BINS - 1, Math.floor(prob * RELIABILITY_BINS));
    bump(counts.bins, `${depth}.${bin}`, { tried: 0, held: 0, probs: 0 }, held).probs += prob;
  }
}

function bump<C extends Counted>(map: Map<string, C>, key: string, none: C, held: number): C {
  const count = map.get(key) ?? none;
  map.set(key, count);
  count.tried++;
  count.held += held;
  return count;
}

function patternsOf(
  counts: ReadonlyMap<string, number>,
): Pick<TreeFindings, 'paths' | 'shapes' | 'patterns'> {
  const split = [...counts].map(([pattern, steps]) => {
    const [slots = '', end = '', drafted = ''] = pattern.split('|');
    return { slots, end, drafted: Number(drafted), steps };
  });
  const shapeKeys = [...new Set(split.map(({ slots }) => slots))];
  const slotsOf = (shape: string) => (shape === '' ? [] : shape.split(' '));
  const keys = [...new Set(shapeKeys.flatMap(slotsOf))];
  const paths = keys.map((key) => key.split('.').map(Number)).sort(comparePaths);
  const index = new Map(paths.map((path, i) => [path.join('.'), i]));
  return {
    paths,
    shapes: shapeKeys.map((shape) =>
      slotsOf(shape)
        .map((key) => index.get(key) as number)
        .sort((a, b) => a - b),
    ),
    patterns: split
      .map(({ slots, end, drafted, steps }) => ({
        shape: shapeKeys.indexOf(slots),
        end: index.get(end) ?? -1,
        drafted,
        steps,
      }))
      .sort((a, b) => b.steps - a.steps),
  };
}

function ranksOf(counts: readonly QuestionCounts[]): RankAcceptance[] {
  return keysOf(counts.map(({ ranks }) => ranks)).map(([depth, rank]) => ({
    depth,
    rank,
    ...estimateShare(counts.flatMap(({ ranks }) => ranks.get(`${depth}.${rank}`) ?? [])),
  }));
}

function reliabilityOf(counts: readonly QuestionCounts[]): Reliability[] {
  const keys = keysOf(counts.map(({ bins }) => bins));
  const depths = [...new Set(keys.map(([depth]) => depth))];
  if (depths.length === 0) return [];
  return [null, ...depths].map((depth) => {
    const own = keys.filter((key) => depth === null || key[0] === depth);
    const bins = [...new Set(own.map(([, bin]) => bin))].sort((a, b) => a - b);
    return { depth, bins: bins.map((bin) => reliabilityBin(counts, own, bin)) };
  });
}

function reliabilityBin(
  counts: readonly QuestionCounts[],
  keys: readonly [depth: number, bin: number][],
  bin: number,
): ReliabilityBin {
  const depths = keys.filter((key) => key[1] === bin).map(([depth]) => depth);
  const clusters = counts.map(({ bins }) =>
    depths
      .flatMap((depth) => bins.get(`${depth}.${bin}`) ?? [])
      .reduce(
        (sum, c) => ({ tried: sum.tried + c.tried, held: sum.held + c.held, probs: sum.probs + c.probs }),
        { tried: 0, held: 0, probs: 0 },
      ),
  );
  const estimate = estimateShare(clusters);
  return { bin, ...estimate, meanProb: clusters.reduce((sum, c) => sum + c.probs, 0) / estimate.tried };
}

/** The keys "a.b" of all maps as pairs, ascending. */
function keysOf(maps: readonly ReadonlyMap<string, unknown>[]): [number, number][] {
  const keys = [...new Set(maps.flatMap((map) => [...map.keys()]))];
  return keys.map((key) => key.split('.').map(Number) as [number, number]).sort(comparePaths);
}
