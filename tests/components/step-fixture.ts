import type { StepRecord } from '../../engine/protocol.ts';

/** Root 1; children 10 (refused), 11 (accepted); below 11: 20 (refused), 21 (accepted, leaf). The target adds 30. */
export const step: StepRecord = {
  index: 0,
  startMs: 100,
  stepMs: 10,
  draftMs: 2,
  verifyMs: 7,
  acceptMs: 0.5,
  commitMs: 0.5,
  tree: {
    tokenIds: [1, 10, 11, 20, 21],
    parents: [-1, 0, 0, 2, 2],
    depths: [0, 1, 1, 2, 2],
    ranks: [0, 0, 1, 0, 1],
    draftProbs: [null, 0.6, 0.3, 0.5, 0.4],
  },
  targetTop: {
    ids: [
      [11, 10],
      [9, 8],
      [21, 20],
      [9, 8],
      [30, 31],
    ],
    logits: [
      [2, 1],
      [2, 1],
      [2, 1],
      [2, 1],
      [2, 1],
    ],
  },
  acceptedPath: [2, 4],
  emitted: [11, 21, 30],
  ownToken: 'bonus',
};
