/** The losslessness ledger: one entry an answer, and its tallies. */
import type { Method } from '../protocol.ts';
import type { OutputComparison } from './compare-output.ts';

/** From the harmless to the grave. */
export const OUTCOMES = ['identical', 'near-tie', 'not-compared', 'suspect'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One answer against vanilla's to the same question, turn and repeat. */
export interface LedgerEntry {
  method: Method;
  questionId: number | string;
  category: string;
  /** 0-based. */
  turn: number;
  /** 0-based. */
  repeat: number;
  comparison: OutputComparison;
}

export type Tally = Record<Outcome, number>;

/** Counts questions, each by the gravest of its entries. */
export function tallyQuestions(entries: readonly LedgerEntry[]): Tally {
  const gravest = new Map<string, Outcome>();
  for (const { questionId, comparison } of entries) {
    const key = String(questionId);
    const known = gravest.get(key) ?? 'identical';
    gravest.set(key, graver(known, comparison.kind));
  }
  const tally: Tally = { identical: 0, 'near-tie': 0, 'not-compared': 0, suspect: 0 };
  for (const outcome of gravest.values()) tally[outcome]++;
  return tally;
}

export function graver(a: Outcome, b: Outcome): Outcome {
  return OUTCOMES.indexOf(a) >= OUTCOMES.indexOf(b) ? a : b;
}
