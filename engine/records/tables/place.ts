import path from 'node:path';
import type { AnswerGroup } from '../../core/run-summary.ts';
import type { DecodeResult } from '../../protocol.ts';
import type { RunRecord } from '../read-run.ts';
import type { ColumnOf } from './table.ts';

/** What the tables call a run: its folder's name, which is unique among the runs of a folder; ids may be copied. */
export function runName({ dir }: { dir: string }): string {
  return path.basename(path.resolve(dir));
}

/** One method on one turn of one question in one repeat: where steps and nodes stand too. */
export interface Place {
  run: string;
  group: AnswerGroup;
  result: DecodeResult;
}

export const PLACE_COLUMNS: readonly ColumnOf<Place>[] = [
  ['run', 'VARCHAR', 'Name of the run folder', (p) => p.run],
  ['question_id', 'VARCHAR', 'Of the suite', (p) => `${p.group.questionId}`],
  ['turn', 'INTEGER', 'Of the question, from 0', (p) => p.group.turn],
  ['repeat', 'INTEGER', 'From 0', (p) => p.group.repeat],
  ['method', 'VARCHAR', 'vanilla, speculative, lookup or medusa', (p) => p.result.method],
];

export function* placesOf(run: RunRecord): Generator<Place, void> {
  const name = runName(run);
  for (const group of run.groups) for (const result of group.results) yield { run: name, group, result };
}
