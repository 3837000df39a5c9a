/** What `gorgon bench` says when a run is over: results on standard output, what must be known about them beside it. */
import { styleText } from 'node:util';
import type { BenchOutcome } from '../bench/run-bench.ts';
import { summaryTable } from '../bench/summary-table.ts';
import { precisionSentence } from '../engine/core/precision-words.ts';
import { watchSentences } from '../engine/core/run-notes.ts';
import { differenceLine, summarySentences } from '../engine/core/run-sentences.ts';
import { EngineError } from '../engine/errors.ts';
import { type Bound, failureOf } from './bounds.ts';
import { writeOut } from './write-out.ts';

/** Throws where the run is partial, an output is a suspect or a figure is under its bound, after all results are out. */
export async function printOutcome(
  outcome: BenchOutcome,
  { json, failUnder }: { json: boolean; failUnder: readonly Bound[] },
): Promise<void> {
  const { dir, manifest, summary, differences, watch } = outcome;
  const { sampling } = manifest.settings;
  const suspects = differences.filter((difference) => difference.comparison.kind === 'suspect');
  if (json)
    await writeOut(
      `${JSON.stringify({ ...summary, differences, watch, run: manifest.id, status: manifest.status })}\n`,
    );
  else if (manifest.groups > 0) {
    const precision = precisionSentence(manifest.engine) ?? [];
    const words = summarySentences(summary, sampling).concat(precision);
    await writeOut(`${[summaryTable(summary, sampling), '', ...words].join('\n')}\n`);
  }
  for (const difference of differences)
    note(
      difference.comparison.kind === 'suspect'
        ? alarming(differenceLine(difference))
        : differenceLine(difference),
    );
  if (manifest.groups > 0) for (const sentence of watchSentences(watch)) note(sentence);
  note(`record: ${dir}`);
  if (suspects.length > 0) {
    throw new EngineError(
      'runtime-failure',
      `${suspects.length} outputs differ from vanilla's beyond a near-tie: their speedups mean nothing (see the lines above)`,
    );
  }
  if (manifest.status === 'partial') {
    throw new EngineError(
      'cancelled',
      `stopped: ${manifest.groups} of ${groupsOf(manifest)} turns are done and kept, marked partial, in ${dir} (go on with gorgon bench --resume ${dir})`,
    );
  }
  const failures = failUnder.flatMap((bound) => failureOf(bound, summary) ?? []);
  if (failures.length > 0) throw new EngineError('runtime-failure', failures.join('; '));
}

/** Groups of a whole run; a question may have fewer turns than the run takes at most. */
function groupsOf({ settings }: BenchOutcome['manifest']): string {
  const most = settings.questionIds.length * settings.repeats * settings.turns;
  return settings.turns === 1 ? String(most) : `at most ${most}`;
}

/** Red on a terminal that shows colours. */
function alarming(text: string): string {
  return process.stderr.isTTY && process.stderr.hasColors() ? styleText('red', text) : text;
}

/** A line on standard error. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
