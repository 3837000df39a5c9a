import type { StepRecord } from '../../protocol.ts';
import { PLACE_COLUMNS, type Place, placesOf } from './place.ts';
import { defineTable } from './table.ts';

interface Step extends Place {
  step: StepRecord;
  /** Index into the answer's tokens of the first one that the step emitted. */
  position: number;
}

export const STEPS = defineTable<Step>(
  'steps',
  'One step of an answer. The prompt pass, which emits the first token, is no step.',
  [
    ...PLACE_COLUMNS,
    ['step', 'INTEGER', 'Of the answer, from 0', (s) => s.step.index],
    [
      'position',
      'INTEGER',
      "Index into the answer's tokens of the first one that it emitted",
      (s) => s.position,
    ],
    ['start_ms', 'DOUBLE', 'Since the request began', (s) => s.step.startMs],
    ['draft_ms', 'DOUBLE', 'Proposing', (s) => s.step.draftMs],
    ['verify_ms', 'DOUBLE', "The target's pass over root and nodes", (s) => s.step.verifyMs],
    ['accept_ms', 'DOUBLE', 'Deciding', (s) => s.step.acceptMs],
    ['commit_ms', 'DOUBLE', 'Keeping the rows of the accepted path', (s) => s.step.commitMs],
    ['step_ms', 'DOUBLE', 'The whole step; at least the four together', (s) => s.step.stepMs],
    ['proposed', 'INTEGER', 'Nodes without the root', (s) => s.step.tree.tokenIds.length - 1],
    ['depth', 'INTEGER', 'Of the deepest node, the root being 0', (s) => Math.max(...s.step.tree.depths)],
    ['accepted', 'INTEGER', 'Nodes on the accepted path, before any cut', (s) => s.step.acceptedPath.length],
    ['emitted', 'INTEGER', 'Tokens that it added to the answer', (s) => s.step.emitted.length],
    [
      'own_token',
      'VARCHAR',
      'correction, bonus, or null where the answer ended inside the accepted run',
      (s) => s.step.ownToken,
    ],
  ],
  function* (run) {
    for (const place of placesOf(run)) {
      let position = 1;
      for (const step of place.result.steps) {
        yield { ...place, step, position };
        position += step.emitted.length;
      }
    }
  },
);
