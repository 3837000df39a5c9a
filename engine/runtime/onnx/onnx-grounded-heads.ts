/** Hydra heads on ONNX Runtime, a session a block (engine/graphs/hydra-graph.ts). */
import { HYDRA_IO } from '../../graphs/hydra-graph.ts';
import type { HydraShape } from '../../graphs/hydra-shape.ts';
import type { GroundedHeads, GroundedNode, GroundedStep } from '../draft-lm.ts';
import { float32, floatsOf, idsOf, int64, type Tensor } from '../tensor-program.ts';
import { mapIds } from './onnx-draft-lm.ts';
import type { OnnxSession } from './onnx-session.ts';

const FETCHES = [HYDRA_IO.nextStates, HYDRA_IO.topIds, HYDRA_IO.topProbs];

export class OnnxGroundedHeads implements GroundedHeads {
  readonly #models: readonly OnnxSession[];
  readonly #vocabSize: number;
  readonly #tokenMap: Int32Array;
  readonly #noRootStates: Tensor;
  readonly #noStates: Tensor;

  /** Depths beyond the models take the last; `tokenMap` gives the target's id of each output row. */
  constructor(
    models: readonly OnnxSession[],
    { hiddenSize, stateDepths, vocabSize }: Pick<HydraShape, 'hiddenSize' | 'stateDepths' | 'vocabSize'>,
    readonly depths: number,
    readonly topK: number,
    tokenMap: Int32Array,
  ) {
    this.#models = models;
    this.#vocabSize = vocabSize;
    this.#tokenMap = tokenMap;
    this.#noRootStates = float32(new Float32Array(0), [0, stateDepths.length * hiddenSize]);
    this.#noStates = float32(new Float32Array(0), [0, hiddenSize]);
  }

  async step(depth: number, states: Float32Array, nodes: readonly GroundedNode[]): Promise<GroundedStep> {
    const R = nodes.length;
    const model = this.#models[Math.min(depth, this.#models.length - 1)] as OnnxSession;
    const given = float32(states, [R, states.length / R]);
    const outputs = await model.run(
      {
        [HYDRA_IO.rootStates]: depth === 0 ? given : this.#noRootStates,
        [HYDRA_IO.states]: depth === 0 ? this.#noStates : given,
        [HYDRA_IO.tokens]: int64(nodes.map(({ tokenId }) => tokenId)),
        [HYDRA_IO.copied]: int64(nodes.map(({ copied }) => copied.tokenId ?? this.#vocabSize)),
        [HYDRA_IO.inCommon]: int64(nodes.map(({ copied }) => copied.inCommon)),
      },
      FETCHES,
    );
    const ids = mapIds(idsOf(outputs, HYDRA_IO.topIds), this.#tokenMap);
    const probs = floatsOf(outputs, HYDRA_IO.topProbs);
    const candidates = nodes.map((_, row) => {
      const [from, to] = [row * this.topK, (row + 1) * this.topK];
      return { tokenIds: ids.subarray(from, to), probs: probs.subarray(from, to) };
    });
    return { states: floatsOf(outputs, HYDRA_IO.nextStates), candidates };
  }

  async release(): Promise<void> {
    for (const model of this.#models) await model.release();
  }
}
