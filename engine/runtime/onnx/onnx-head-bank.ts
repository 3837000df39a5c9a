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
      [HEADS_IO.topIds, HEADS_IO.topLogits, HEADS_IO.logSumExp],
    );
    const ids = mapIds(idsOf(outputs, HEADS_IO.topIds), this.#tokenMap);
    const logits = floatsOf(outputs, HEADS_IO.topLogits);
    const logSums = floatsOf(outputs, HEADS_IO.logSumExp);
    return Array.from({ length: this.headCount }, (_, k) => ({
      tokenIds: ids.subarray(k * this.topK, (k + 1) * this.topK),
      probs: logits
        .subarray(k * this.topK, (k + 1) * this.topK)
        .map((logit) => Math.exp(logit - (logSums[k] as number))),
    }));
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}
