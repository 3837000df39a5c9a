/** From the answers of a run to its summary: pairing by question, turn and repeat, then overall and by category. */

import type { DecodeResult, Method, Sampling } from '../protocol.ts';
import { METHODS } from '../protocol.ts';
import { compareToVanilla, type OutputComparison, type WidthProbe } from './compare-output.ts';
import { type CostCurve, paceOf, predictedOverhead } from './cost-curve.ts';
import { groupBy } from './group-by.ts';
import { quotient } from './known.ts';
import type { LedgerEntry } from './ledger.ts';
import {
  type MeasuredAnswer,
  type MethodFigures,
  methodFigures,
  type QuestionFigures,
  questionFigures,
  type Verdict,
} from './method-figures.ts';
import { type DecodeFigures, figuresOf } from './metrics.ts';
import { hold } from './record-identities.ts';
import { repeated4gramShare } from './repetition.ts';
import { type MachineLoad, type MachineWatch, type WatchedGroup, watchOf } from './run-notes.ts';
import { faithfulnessOf } from './sampling-settings.ts';
import { holm } from './statistics.ts';

/** All methods on one turn of one question in one repeat: what is paired. */
export interface AnswerGroup {
  questionId: number | string;
  category: string;
  /** 0-based turn of the question. */
  turn: number;
  /** 0-based. */
  repeat: number;
  /** One a method, vanilla among them, in the order they ran. */
  results: DecodeResult[];
  /** How sure the target was of vanilla's answer; null where it was not scored. */
  predictability: Predictability | null;
  /** Where an output differed beyond a near-tie, what the plain model chooses there; by method. */
  probes: Partial<Record<Method, WidthProbe>>;
  /** What else the machine did meanwhile. */
  load: MachineLoad;
  /** The same of each answer, where they were watched one by one: races. */
  loads?: Partial<Record<Method, MachineLoad>> | undefined;
}

/** Over the tokens of vanilla's answer, scored in one pass outside of all timing. */
export interface Predictability {
  /** Mean probability of the target's first choice, raw softmax. */
  top1Probability: number;
  /** Mean entropy of its distribution, nats. */
  entropy: number;
}

/** What a run says of its methods. */
export interface RunSummary {
  methods: Partial<Record<Method, { overall: MethodFigures; byCategory: Record<string, MethodFigures> }>>;
}

/** A ledger entry whose output is not vanilla's. */
export type OutputDifference = LedgerEntry & {
  comparison: Extract<OutputComparison, { kind: 'near-tie' | 'suspect' }>;
};

export interface RunFindings {
  summary: RunSummary;
  /** Every answer as it was measured, in the order of the run. */
  answers: readonly MeasuredAnswer[];
  /** Every method on every question, in the order of the run. */
  questions: QuestionFigures[];
  /** Every answer but vanilla's, in the order of the run. */
  ledger: LedgerEntry[];
  /** The entries of the ledger that differ; empty when every output is vanilla's. */
  differences: OutputDifference[];
  /** Was the machine quiet. */
  watch: MachineWatch;
}

/** Verdicts are given at this level, after Holm's correction. */
export const SIGNIFICANCE = 0.05;

/** Overall speedup and its factors agree to this relative error: only floating-point rounding lies between. */
const IDENTITY_TOLERANCE = 1e-9;

/** Summarises a run as it grows, keeping the figures of its answers, not their steps. */
export class RunSummarizer {
  readonly #sampling: Sampling;
  readonly #cost: CostCurve | null;
  readonly #measured: MeasuredAnswer[] = [];
  readonly #watched: WatchedGroup[] = [];

  constructor(settings: { sampling: Sampling }, cost: CostCurve | null) {
    this.#sampling = settings.sampling;
    this.#cost = cost;
  }

  /** Throws an Error for a group without vanilla or with a method twice, and for a record that contradicts itself. */
  add(group: AnswerGroup): void {
    const answers = measureGroup(group, this.#sampling, this.#cost);
    this.#measured.push(...answers);
    const { questionId, repeat, load } = group;
    const vanilla = answers.find((answer) => answer.method === 'vanilla');
    const vanillaRate = vanilla?.figures.decodeTokensPerSecond ?? null;
    const result = group.results.find(({ method }) => method === 'vanilla');
    const pace = result && this.#cost ? paceOf(result, this.#cost) : null;
    this.#watched.push({ questionId, repeat, load, vanillaRate, pace });
  }

  findings(): RunFindings {
    const measured = this.#measured;
    const ledger = measured.filter((m) => m.method !== 'vanilla').map((m) => m.entry);
    return {
      summary: summarize(measured),
      answers: [...measured],
      questions: METHODS.flatMap((method) =>
        questionFigures(
          method,
          measured.filter((m) => m.method === method),
        ),
      ),
      ledger,
      differences: ledger.filter(differs),
      watch: watchOf(this.#watched, this.#cost?.load),
    };
  }
}

/** Summarises whole groups; throws as `RunSummarizer.add` does. */
export function summarizeRun(
  groups: readonly AnswerGroup[],
  settings: { sampling: Sampling },
  cost: CostCurve | null,
): RunFindings {
  const summarizer = new RunSummarizer(settings, cost);
  for (const group of groups) summarizer.add(group);
  return summarizer.findings();
}

function differs(entry: LedgerEntry): entry is OutputDifference {
  return entry.comparison.kind === 'near-tie' || entry.comparison.kind === 'suspect';
}

function measureGroup(group: AnswerGroup, sampling: Sampling, cost: CostCurve | null): MeasuredAnswer[] {
  const { questionId, category, turn, repeat, results } = group;
  const where = `question ${questionId}, turn ${turn + 1}, repeat ${repeat + 1}`;
  const vanilla = results.find((result) => result.method === 'vanilla');
  if (!vanilla) throw new Error(`${where}: no vanilla answer to pair with`);
  if (new Set(results.map((result) => result.method)).size !== results.length)
    throw new Error(`${where}: a method answered twice`);
  const base = figuresOf(vanilla);
  const vanillaRepeated = repeated4gramShare(vanilla.tokenIds);
  return results.map((result) => {
    const figures = result === vanilla ? base : figuresOf(result);
    const comparison = compare(vanilla, result, sampling, group.probes[result.method]);
    const answer = {
      method: result.method,
      questionId,
      category,
      figures,
      emittedByStep: result.steps.map((step) => step.emitted.length),
      ratio: quotient(figures.decodeTokensPerSecond, base.decodeTokensPerSecond),
      endToEndRatio: quotient(figures.endToEndTokensPerSecond, base.endToEndTokensPerSecond),
      overhead: quotient(meanStepMs(figures), meanStepMs(base)),
      predictedOverhead: cost && predictedOverhead(result, cost),
      repeated: comparison.kind === 'identical' ? vanillaRepeated : repeated4gramShare(result.tokenIds),
      vanillaRepeated,
      entry: { method: result.method, questionId, category, turn, repeat, comparison },
    };
    assertSpeedup(answer, where);
    return answer;
  });
}

/** Decode-only speedup of one answer = tokens per step / overhead, since vanilla's tokens per step are 1. */
function assertSpeedup({ ratio, overhead, figures, method }: MeasuredAnswer, where: string): void {
  const { tokensPerStep } = figures;
  if (ratio === null || overhead === null || tokensPerStep === null) return;
  const product = tokensPerStep / overhead;
  if (Math.abs(ratio / product - 1) > IDENTITY_TOLERANCE)
    hold(`${where}, ${method}: speedup = tokens per step / step overhead`, ratio, product);
}

function compare(
  vanilla: DecodeResult,
  result: DecodeResult,
  sampling: Sampling,
  probe: WidthProbe | undefined,
): OutputComparison {
  const faithfulness = faithfulnessOf(sampling, result.method);
  if (faithfulness === 'same-law') return { kind: 'not-compared', reason: 'sampled' };
  if (faithfulness === 'lossy') return { kind: 'not-compared', reason: 'lossy' };
  return compareToVanilla(vanilla, result, probe);
}

function summarize(measured: readonly MeasuredAnswer[]): RunSummary {
  type Cell = ReturnType<typeof methodFigures> & Partial<MethodFigures>;
  const cells: Cell[] = [];
  const cell = (method: Method, list: readonly MeasuredAnswer[]): MethodFigures => {
    const figures: Cell = methodFigures(method, list);
    cells.push(figures);
    // The verdict follows below, once every cell of the run is known.
    return figures as MethodFigures;
  };
  const summary: RunSummary = { methods: {} };
  for (const method of METHODS) {
    const own = measured.filter((m) => m.method === method);
    if (own.length === 0) continue;
    const byCategory: Record<string, MethodFigures> = {};
    for (const [category, list] of groupBy(own, (m) => m.category)) byCategory[category] = cell(method, list);
    summary.methods[method] = { overall: cell(method, own), byCategory };
  }
  judge(cells);
  return summary;
}

/** One family: every cell of every table of the run that holds a p value. */
function judge(cells: (Pick<MethodFigures, 'speedup' | 'pValue'> & Partial<MethodFigures>)[]): void {
  const tested = cells.filter((cell) => cell.pValue !== null);
  const adjusted = holm(tested.map((cell) => cell.pValue as number));
  for (const cell of cells) Object.assign(cell, { adjustedPValue: null, verdict: null });
  for (const [i, cell] of tested.entries()) {
    const p = adjusted[i] as number;
    cell.adjustedPValue = p;
    cell.verdict = verdictOf(cell.speedup, p);
  }
}

function verdictOf(speedup: number | null, p: number): Verdict {
  if (speedup === null || p >= SIGNIFICANCE) return 'no clear difference';
  return speedup > 1 ? 'faster' : 'slower';
}

function meanStepMs({ decodeMs, steps }: DecodeFigures): number | null {
  return steps > 0 ? decodeMs / steps : null;
}
