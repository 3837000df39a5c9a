/** The order of a run: every method on every turn of every question in every repeat, taking turns so that drift hits all alike. */
import { SeededRandom } from '../engine/core/random.ts';
import type { Method } from '../engine/protocol.ts';

/** What runs between two writes of the record. */
export interface PlannedGroup<Q> {
  question: Q;
  /** 0-based. */
  turn: number;
  /** 0-based. */
  repeat: number;
  /** All methods of the run, in the order they run here. */
  order: Method[];
}

/**
 * Repeats on the outside, so that a run that is stopped has whole questions of the first; the methods' order is
 * shuffled anew for every group. `turns` is the most of a question that are run. The same seed gives the same plan.
 */
export function planRun<Q extends { turns: readonly string[] }>(
  questions: readonly Q[],
  methods: readonly Method[],
  options: { turns: number; repeats: number; seed: number },
): PlannedGroup<Q>[] {
  const random = new SeededRandom(options.seed);
  const groups: PlannedGroup<Q>[] = [];
  for (let repeat = 0; repeat < options.repeats; repeat++) {
    for (const question of questions) {
      for (let turn = 0; turn < Math.min(options.turns, question.turns.length); turn++) {
        const order = [...methods];
        random.shuffle(order);
        groups.push({ question, turn, repeat, order });
      }
    }
  }
  return groups;
}
