/** From the answers of a run to its summary: pairing by prompt and repeat, then overall and by category. */
import type { DecodeResult, Method } from '../protocol.ts';
import { METHODS } from '../protocol.ts';
import { compareToVanilla, type OutputComparison } from './compare-output.ts';
import { type DecodeFigures, figuresOf, type MethodFigures, type RunSummary } from './metrics.ts';
import { repeated4gramShare } from './repetition.ts';
import { estimateRatio, geometricMean, mean } from './statistics.ts';

/** All methods on one prompt in one repeat: what is paired. */
export interface AnswerGroup {
  questionId: number | string;
  category: string;
  /** 0-based. */
  repeat: number;
  /** One a method, vanilla among them, in the order they ran. */
  results: DecodeResult[];
}

/** An output that is not vanilla's. */
export interface OutputDifference {
  method: Method;
  questionId: number | string;
  category: string;
  repeat: number;
  comparison: Exclude<OutputComparison, { kind: 'identical' }>;
}

export interface RunFindings {
  summary: RunSummary;
  /** In the order of the run; empty when every output is vanilla's. */
  differences: OutputDifference[];
}

/** One answer against its own vanilla. */
interface Measured {
  method: Method;
  questionId: string;
  category: string;
  figures: DecodeFigures;
  /** Decode tokens per second / vanilla's of the same prompt and repeat; null where either is unknown. */
  ratio: number | null;
  repeated: number | null;
  identical: boolean;
}

/** Summarises a run as it grows, keeping the figures of its answers, not their steps. */
export class RunSummarizer {
  readonly #measured: Measured[] = [];
  readonly #differences: OutputDifference[] = [];

  /** Throws an Error for a group without vanilla or with a method twice, and for a record that contradicts itself. */
  add(group: AnswerGroup): void {
    measureGroup(group, this.#measured, this.#differences);
  }

  /**
   * Speedup: the logarithms of the ratios to vanilla are averaged over the repeats of a prompt first, so that a prompt
   * counts once.
   */
  findings(): RunFindings {
    const summary: RunSummary = { methods: {} };
    for (const method of METHODS) {
      const own = this.#measured.filter((m) => m.method === method);
      if (own.length === 0) continue;
      const byCategory: Record<string, MethodFigures> = {};
      for (const [category, list] of groupBy(own, (m) => m.category))
        byCategory[category] = methodFigures(method, list);
      summary.methods[method] = { overall: methodFigures(method, own), byCategory };
    }
    return { summary, differences: [...this.#differences] };
  }
}

/** Summarises whole groups; throws as `RunSummarizer.add` does. */
export function summarizeRun(groups: readonly AnswerGroup[]): RunFindings {
  const summarizer = new RunSummarizer();
  for (const group of groups) summarizer.add(group);
  return summarizer.findings();
}

function measureGroup(group: AnswerGroup, measured: Measured[], differences: OutputDifference[]): void {
  const { questionId, category, repeat, results } = group;
  const vanilla = results.find((result) => result.method === 'vanilla');
  if (!vanilla) throw new Error(`question ${questionId}, repeat ${repeat}: no vanilla answer to pair with`);
  if (new Set(results.map((result) => result.method)).size !== results.length)
    throw new Error(`question ${questionId}, repeat ${repeat}: a method answered twice`);
  const vanillaRate = figuresOf(vanilla).decodeTokensPerSecond;
  for (const result of results) {
    const figures = figuresOf(result);
    const rate = figures.decodeTokensPerSecond;
    const comparison = compareToVanilla(vanilla, result);
    if (comparison.kind !== 'identical')
      differences.push({ method: result.method, questionId, category, repeat, comparison });
    measured.push({
      method: result.method,
      questionId: String(questionId),
      category,
      figures,
      ratio: rate !== null && vanillaRate !== null ? rate / vanillaRate : null,
      repeated: repeated4gramShare(result.tokenIds),
      identical: comparison.kind === 'identical',
    });
  }
}

function methodFigures(method: Method, list: readonly Measured[]): MethodFigures {
  const prompts = [...groupBy(list, (m) => m.questionId).values()];
  const ratios = prompts.map((repeats) => geometricMean(known(repeats.map((m) => m.ratio))));
  const estimate = estimateRatio(known(ratios));
  const repeated = prompts.map((repeats) => mean(known(repeats.map((m) => m.repeated))));
  const total = (of: (figures: DecodeFigures) => number) => list.reduce((sum, m) => sum + of(m.figures), 0);
  const stepTokens = total((f) => f.stepTokens);
  const steps = total((f) => f.steps);
  const decodeMs = total((f) => f.decodeMs);
  const vanilla = method === 'vanilla';
  return {
    // Vanilla against itself is 1 by definition; computing it would only add rounding.
    speedup: vanilla ? 1 : (estimate?.mean ?? null),
    speedupInterval: vanilla ? null : (estimate?.interval ?? null),
    tokensPerSecond: decodeMs > 0 ? (1000 * stepTokens) / decodeMs : null,
    tokensPerStep: steps > 0 ? stepTokens / steps : null,
    repeated4grams: mean(known(repeated)),
    identical: prompts.filter((repeats) => repeats.every((m) => m.identical)).length,
    prompts: prompts.length,
  };
}

function known(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const list = groups.get(key(item));
    if (list) list.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
