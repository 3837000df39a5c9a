/** Which measurements make a cost curve, in which order: everything once a round, shuffled, so that drift hits all alike. */
import { SeededRandom } from '../../engine/core/random.ts';

export interface CostSettings {
  /** Ascending, from 1. */
  rows: number[];
  /** Ascending. */
  cachedTokens: number[];
  /** Rounds; bench/cost/measure-cost.ts makes one figure of them. */
  repeats: number;
  seed: number;
}

export const COST_DEFAULTS: CostSettings = {
  rows: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64],
  cachedTokens: [128, 512, 1024, 2048, 4096],
  repeats: 9,
  seed: 0,
};

/** Widths that steps are chosen by: one by one where most steps are, for the kernels go by six rows. */
const CHOICE_ROWS = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 32, 48, 64, 96];

/** Lengths of a run's curve: short chats, and beyond as far as its texts go. */
const RUN_CACHED = [128, 512, 1024, 2048, 4096, 8192];
const SHORT_CHATS = 1024;

/**
 * What a benchmark measures before its first answer, some thirty seconds where its texts are short: the widths up to the
 * widest pass it can have, for a step outside of the curve has no predicted cost, and the lengths up to one that no text
 * is longer than (`longest`, tokens), for beyond the curve's end candidates look cheaper than they are.
 */
export function runCost(widest: number, longest = SHORT_CHATS): CostSettings {
  const end = RUN_CACHED.find((tokens) => tokens >= longest) ?? Math.max(...RUN_CACHED);
  return {
    rows: [...CHOICE_ROWS.filter((rows) => rows < widest), widest],
    cachedTokens: RUN_CACHED.filter((tokens) => tokens <= Math.max(end, SHORT_CHATS)),
    repeats: 15,
    seed: 0,
  };
}

/** What a search for a tree weighs candidates with, at a short chat's length. */
export const SEARCH_COST: CostSettings = {
  rows: CHOICE_ROWS.filter((rows) => rows <= 32),
  cachedTokens: [128, 512],
  repeats: 25,
  seed: 0,
};

export type Measurement =
  | { kind: 'pass'; rows: number; cachedTokens: number }
  /** Index into the drafts. */
  | { kind: 'draft'; draft: number }
  | { kind: 'step' };

/** One list a round. A cache that leaves no room in the context for the widest pass is left out. */
export function planCost(settings: CostSettings, drafts: number, contextLength: number): Measurement[][] {
  const once: Measurement[] = [
    ...settings.cachedTokens
      .filter((cachedTokens) => fits(cachedTokens, contextLength))
      .flatMap((cachedTokens) =>
        settings.rows.map((rows): Measurement => ({ kind: 'pass', rows, cachedTokens })),
      ),
    ...Array.from({ length: drafts }, (_, draft): Measurement => ({ kind: 'draft', draft })),
    { kind: 'step' },
  ];
  const random = new SeededRandom(settings.seed);
  return Array.from({ length: settings.repeats }, () => {
    const round = [...once];
    random.shuffle(round);
    return round;
  });
}

/** A pass holds a root and children of it: two positions. */
function fits(cachedTokens: number, contextLength: number): boolean {
  return cachedTokens + 2 <= contextLength;
}
