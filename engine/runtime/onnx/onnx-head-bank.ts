/** Medusa heads as one graph beside the target: HeadBank on ONNX Runtime. */
import { HEADS_IO } from '../../graphs/heads-graph.ts';
import type { Candidates, HeadBank } from '../draft-lm.ts';
import { float32, floatsOf, idsOf } from '../tensor-program.ts';
import { mapIds } from './onnx-draft-lm.ts';
import type { OnnxSession } from './onnx-session.ts';

export class OnnxHeadBank implements HeadBank {
  readonly headCount: number;
  readonly topK: number;
  readonly #session: OnnxSession;
  readonly #tokenMap: Int32Array | null;
  readonly #inputSize: number;

  /**
   * `tokenMap` gives the target's id of each output row; null when the output is the whole vocabulary. The heads see the
   * last `inputSize` values of a row's states.
   */
  constructor(
    session: OnnxSession,
    headCount: number,
    topK: number,
    tokenMap: Int32Array | null,
    inputSize: number,
  ) {
    this.#session = session;
    this.headCount = headCount;
    this.topK = topK;
    this.#tokenMap = tokenMap;
    this.#inputSize = inputSize;
  }

  async propose(hidden: Float32Array): Promise<Candidates[]> {
    const outputs = await this.#session.run(
      { [HEADS_IO.hidden]: float32(hidden.subarray(-this.#inputSize), [1, this.#inputSize]) },
      [HEADS_IO.topIds, HEADS_IO.topProbs],
    );
    const ids = mapIds(idsOf(outputs, HEADS_IO.topIds), this.#tokenMap);
    const probs = floatsOf(outputs, HEADS_IO.topProbs);
    return Array.from({ length: this.headCount }, (_, k) => {
      const [from, to] = [k * this.topK, (k + 1) * this.topK];
      return { tokenIds: ids.subarray(from, to), probs: probs.subarray(from, to) };
    });
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}
