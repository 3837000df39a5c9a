import type { StepRecord } from '../../protocol.ts';
import { PLACE_COLUMNS, type Place, placesOf } from './place.ts';
import { defineTable } from './table.ts';

interface Node extends Place {
  step: StepRecord;
  node: number;
  /** What a token spells; null where the record lacks its bytes. */
  textOf: (tokenId: number | undefined) => string | null;
}

export const NODES = defineTable<Node>(
  'nodes',
  'One node of the tree that a step verified; node 0 is the root, the last emitted token.',
  [
    ...PLACE_COLUMNS,
    ['step', 'INTEGER', 'Of the answer, from 0', (n) => n.step.index],
    ['node', 'INTEGER', 'Of the tree, from 0; parents precede children', (n) => n.node],
    ['parent', 'INTEGER', 'Null for the root', (n) => (n.node === 0 ? null : n.step.tree.parents[n.node])],
    ['depth', 'INTEGER', 'The root is 0', (n) => n.step.tree.depths[n.node]],
    [
      'rank',
      'INTEGER',
      "Among its siblings in the proposer's order, from 0",
      (n) => n.step.tree.ranks[n.node],
    ],
    ['token_id', 'INTEGER', 'The proposed token', (n) => n.step.tree.tokenIds[n.node]],
    [
      'token',
      'VARCHAR',
      'What it spells; a part of a character shows as U+FFFD',
      (n) => n.textOf(n.step.tree.tokenIds[n.node]),
    ],
    [
      'draft_probability',
      'DOUBLE',
      "The proposer's probability given the path; null where it has none",
      (n) => n.step.tree.draftProbs[n.node],
    ],
    [
      'target_probability',
      'DOUBLE',
      "The target's probability of it at its parent; null at the standard trace level",
      (n) => n.step.targetProbs?.[n.node],
    ],
    [
      'accepted',
      'BOOLEAN',
      'Whether it stands on the accepted path; null for the root',
      (n) => (n.node === 0 ? null : n.step.acceptedPath.includes(n.node)),
    ],
    [
      'next_token_id',
      'INTEGER',
      "The target's best token after it",
      (n) => n.step.targetTop.ids[n.node]?.[0],
    ],
    ['next_token', 'VARCHAR', 'What that spells', (n) => n.textOf(n.step.targetTop.ids[n.node]?.[0])],
    [
      'next_logit',
      'DOUBLE',
      'Its logit, after any repetition penalty',
      (n) => n.step.targetTop.logits[n.node]?.[0],
    ],
    [
      'second_token_id',
      'INTEGER',
      "The target's second best token after it",
      (n) => n.step.targetTop.ids[n.node]?.[1],
    ],
    ['second_logit', 'DOUBLE', 'Its logit', (n) => n.step.targetTop.logits[n.node]?.[1]],
  ],
  function* (run) {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const textOf: Node['textOf'] = (tokenId) => {
      const bytes = tokenId === undefined ? undefined : run.tokenBytes.get(tokenId);
      return bytes ? decoder.decode(bytes) : null;
    };
    for (const place of placesOf(run))
      for (const step of place.result.steps)
        for (const node of step.tree.tokenIds.keys()) yield { ...place, step, node, textOf };
  },
);
