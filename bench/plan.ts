/** The order of a run: every method on every prompt in every repeat, taking turns so that drift hits all alike. */
import { SeededRandom } from '../engine/core/random.ts';
import type { Method } from '../engine/protocol.ts';

export interface Turn<Q> {
  question: Q;
  /** 0-based. */
  repeat: number;
  /** All methods of the run, in the order they run on this prompt. */
  order: Method[];
}

/**
 * Repeats on the outside, so that a run that is stopped has whole prompts of the first; the methods' order is shuffled
 * anew for every prompt and repeat. The same seed gives the same plan.
 */
export function planRun<Q>(
  questions: readonly Q[],
  methods: readonly Method[],
  options: { repeats: number; seed: number },
): Turn<Q>[] {
  const random = new SeededRandom(options.seed);
  const turns: Turn<Q>[] = [];
  for (let repeat = 0; repeat < options.repeats; repeat++) {
    for (const question of questions) {
      const order = [...methods];
      random.shuffle(order);
      turns.push({ question, repeat, order });
    }
  }
  return turns;
}
