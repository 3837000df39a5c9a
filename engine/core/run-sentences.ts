/** A run in words: one sentence a method, one line a difference, the same in terminal, page and report. */

import { METHODS, type Method, type Sampling } from '../protocol.ts';
import { formatFigure, formatInterval, showFigure } from './figure-catalog.ts';
import type { MethodFigures } from './method-figures.ts';
import type { OutputDifference, RunSummary } from './run-summary.ts';
import { faithfulnessOf, isLossy } from './sampling-settings.ts';

/** "medusa: 1.31 times vanilla's speed (95 % interval 1.22 to 1.40, 16 prompts), ...", a line a method. */
export function summarySentences(summary: RunSummary, sampling: Sampling): string[] {
  return METHODS.flatMap((method) => {
    const figures = summary.methods[method]?.overall;
    return figures ? [sentence(method, figures, sampling)] : [];
  });
}

/** The run in one sentence: what is clearly faster than vanilla, the highest measured speedup first. */
export function headlineOf(summary: RunSummary, sampling: Sampling): string {
  const drafting = METHODS.flatMap((method) => {
    const figures = summary.methods[method]?.overall;
    return method === 'vanilla' || !figures ? [] : [{ method, figures }];
  });
  if (drafting.length === 0) return 'Only vanilla ran: there is nothing to compare.';
  const faster = drafting
    .filter(({ figures }) => figures.verdict === 'faster')
    .sort((a, b) => (b.figures.speedup ?? 0) - (a.figures.speedup ?? 0));
  const [first, ...others] = faster;
  if (!first)
    return drafting.every(({ figures }) => figures.verdict === null)
      ? 'Too few prompts for a verdict on any method.'
      : 'No method is clearly faster than vanilla over all prompts of this run.';
  const words = ({ method, figures }: (typeof drafting)[number]) => {
    const beside = [formatInterval(figures.speedupInterval), ...loopFreeWords(figures, 'without loops')];
    return `${labelled(method, sampling)} ${showFigure('speedup', figures)} times (${beside.join('; ')})`;
  };
  const rest = others.length > 0 ? `; also ${others.map(words).join(', ')}` : '';
  return `Faster than vanilla: ${words(first)}${rest}.`;
}

/** One line an output that is not vanilla's. */
export function differenceLine({ method, questionId, turn, repeat, comparison }: OutputDifference): string {
  const { kind, position, vanillaToken, otherToken, gap } = comparison;
  const token = (id: number | null) => (id === null ? 'the end' : `token ${id}`);
  const known = gap === null ? 'not recorded' : gap.toExponential(1);
  const flips =
    kind === 'near-tie' && comparison.evidence === 'width-flip'
      ? '; the plain model itself flips there with the width of its pass'
      : '';
  return `${kind}: ${method}, question ${questionId}, turn ${turn + 1}, repeat ${repeat + 1}, first difference at token ${position}: ${token(otherToken)} against vanilla's ${token(vanillaToken)}, vanilla's top-2 gap ${known}${flips}`;
}

/** A lossy method is called so wherever its results appear. */
export function labelled(method: Method, sampling: Sampling): string {
  return isLossy({ sampling }, method) ? `${method} (lossy)` : method;
}

function sentence(method: Method, figures: MethodFigures, sampling: Sampling): string {
  const { prompts } = figures;
  const count = `${prompts} ${prompts === 1 ? 'prompt' : 'prompts'}`;
  const rate = `${showFigure('tokensPerSecond', figures)} tokens/s`;
  if (method === 'vanilla') return `vanilla: ${rate} on ${count}; the measure of the others.`;
  const speed =
    figures.speedup === null
      ? 'speedup not known'
      : `${showFigure('speedup', figures)} times vanilla's speed`;
  const interval = figures.speedupInterval
    ? `95 % interval ${formatInterval(figures.speedupInterval)}`
    : 'no interval';
  const loopless = loopFreeWords(figures, `on the ${figures.loopFree.prompts} without loops`);
  const measured = [`${interval}, ${count}`, ...loopless].join('; ');
  const steps = `${showFigure('tokensPerStep', figures)} tokens a step at ${showFigure('stepOverhead', figures)} times the cost of vanilla's`;
  return `${labelled(method, sampling)}: ${figures.verdict ?? 'no verdict'}, ${speed} (${measured}), ${rate}, ${steps}, ${ledgerWords(method, figures, sampling)}.`;
}

/** "1.25 on the 12 without loops"; nothing where no speedup is known or no prompt loops: repetition flatters every draft. */
function loopFreeWords({ speedup, loopFree, prompts }: MethodFigures, where: string): string[] {
  if (speedup === null || loopFree.prompts === prompts) return [];
  if (loopFree.prompts === 0) return ['every one loops'];
  return [`${formatFigure('loopFreeSpeedup', loopFree.speedup)} ${where}`];
}

/** "16 of 16 outputs identical to vanilla's", with what stands beside it. */
function ledgerWords(method: Method, { ledger, prompts }: MethodFigures, sampling: Sampling): string {
  switch (faithfulnessOf(sampling, method)) {
    case 'same-law':
      return "drawn from vanilla's distribution, texts not compared";
    case 'lossy':
      return "not drawn from vanilla's distribution";
    case 'same-tokens':
      break;
  }
  const rest = (['near-tie', 'suspect'] as const)
    .filter((outcome) => ledger[outcome] > 0)
    .map((outcome) => `, ${ledger[outcome]} ${outcome}`);
  return `${ledger.identical} of ${prompts} outputs identical to vanilla's${rest.join('')}`;
}
