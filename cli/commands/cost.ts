/** `gorgon cost`: what a pass of the target costs by its rows and the cached tokens, and what drafting costs. */
import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { measureCost } from '../../bench/cost/measure-cost.ts';
import { COST_DEFAULTS } from '../../bench/cost/plan.ts';
import { costRows, costSentences } from '../../bench/cost/report-cost.ts';
import { invalidArgument } from '../../engine/errors.ts';
import { DEFAULT_SETTINGS, PRECISIONS, type Precision } from '../../engine/protocol.ts';
import { interruptSignal } from '../interrupt.ts';
import { wholeListOption, wholeOption } from '../options.ts';
import { downloadText, progressLine } from '../progress.ts';
import { textTable } from '../table.ts';
import { writeOut } from '../write-out.ts';

interface CostOptions {
  precision: Precision;
  rows: number[];
  cached: number[];
  repeats: number;
  json: boolean;
}

export function register(program: Command): void {
  program
    .command('cost')
    .description(
      'milliseconds of one target pass by rows and cached tokens, of drafting, and of the rest of a step',
    )
    .addOption(
      new Option('--precision <name>', 'arithmetic').choices(PRECISIONS).default(DEFAULT_SETTINGS.precision),
    )
    .option('--rows <list>', 'rows of a pass, with commas, from 1', wholeListOption(1), COST_DEFAULTS.rows)
    .option('--cached <list>', 'cached tokens, with commas', wholeListOption(1), COST_DEFAULTS.cachedTokens)
    .option('--repeats <n>', 'rounds to take the lower quartile of', wholeOption(1), COST_DEFAULTS.repeats)
    .option('--json', 'print one JSON object', false)
    .action(async (options: CostOptions) => {
      const rows = ascending('rows', options.rows);
      if (rows[0] !== 1)
        throw invalidArgument('rows', rows, 'a list that holds 1: costs are told as multiples of it');
      const settings = {
        rows,
        cachedTokens: ascending('cached', options.cached),
        repeats: options.repeats,
        seed: COST_DEFAULTS.seed,
      };
      const { openCostProbe } = await import('../../engine/index.ts');
      const progress = progressLine();
      const probe = await openCostProbe({
        threads: availableParallelism(),
        precision: options.precision,
        onProgress: (p) => progress.update(downloadText(p)),
      });
      try {
        const report = await measureCost(probe, settings, {
          onProgress: (done, total) => progress.update(`measuring: ${done} of ${total}`),
          signal: interruptSignal(),
        });
        progress.end();
        if (options.json) return await writeOut(`${JSON.stringify(report)}\n`);
        const { header, rows } = costRows(report);
        const words = header.map(() => false);
        await writeOut(`${[textTable(header, rows, words), '', ...costSentences(report)].join('\n')}\n`);
      } finally {
        progress.end();
        await probe.close();
      }
    });
}

function ascending(name: string, values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  if (new Set(sorted).size < sorted.length) throw invalidArgument(name, values, 'numbers that differ');
  return sorted;
}
