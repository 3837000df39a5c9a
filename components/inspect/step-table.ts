/** The numbers behind the strip of steps, as a table to read and to copy. Pure. */
import type { StepRecord } from '../../engine/protocol.ts';
import type { Table } from '../../report/table.ts';
import { decimal } from '../format.ts';
import { markOf, type StepMark } from './strip-layout.ts';

const MARK_WORDS: Readonly<Record<StepMark, string>> = {
  none: 'nothing accepted',
  whole: 'accepted to the end of a path',
  part: 'accepted in part',
  own: 'nothing proposed',
};

const numeric = (name: string) => ({ name, numeric: true as const });

/** `name` is the answer's, for files: "medusa-41". */
export function stepTable(name: string, steps: readonly StepRecord[]): Table {
  return {
    id: `steps-${name}-table`,
    caption: `Steps of the answer: ${steps.length}`,
    columns: [
      numeric('step'),
      numeric('tokens gained'),
      numeric('proposed'),
      numeric('accepted'),
      numeric('milliseconds'),
      { name: 'outcome' },
    ],
    rows: steps.map((step) => [
      String(step.index + 1),
      String(step.emitted.length),
      String(step.tree.tokenIds.length - 1),
      String(step.acceptedPath.length),
      decimal(step.stepMs, 2),
      MARK_WORDS[markOf(step)],
    ]),
  };
}
