/** The step strip: one block a step, width = milliseconds, height = tokens gained, all lanes on one scale. Pure numbers. */
import type { StepRecord } from '../../engine/protocol.ts';

export interface StripScale {
  /** Milliseconds that the whole width stands for. */
  spanMs: number;
  /** Tokens that the whole height stands for. */
  maxTokens: number;
}

export interface StripBlock {
  step: number;
  /** Shares of width and height, 0 to 1; y from the top. */
  x: number;
  y: number;
  width: number;
  height: number;
  tokens: number;
  accepted: number;
}

/** The scale of a race that has only begun: its first block is not drawn as wide and as high as the whole strip. */
const MIN_SPAN_MS = 500;
const MIN_TOKENS = 4;

/** One scale for lanes shown together; `originMs` of each lane is the end of its prompt pass. */
export function stripScale(lanes: readonly { originMs: number; steps: readonly StepRecord[] }[]): StripScale {
  let spanMs = MIN_SPAN_MS;
  let maxTokens = MIN_TOKENS;
  for (const { originMs, steps } of lanes) {
    const last = steps.at(-1);
    if (last) spanMs = Math.max(spanMs, last.startMs + last.stepMs - originMs);
    for (const step of steps) maxTokens = Math.max(maxTokens, step.emitted.length);
  }
  return { spanMs, maxTokens };
}

export function stripBlocks(originMs: number, steps: readonly StepRecord[], scale: StripScale): StripBlock[] {
  return steps.map((step) => {
    const height = step.emitted.length / scale.maxTokens;
    return {
      step: step.index,
      x: (step.startMs - originMs) / scale.spanMs,
      y: 1 - height,
      width: step.stepMs / scale.spanMs,
      height,
      tokens: step.emitted.length,
      accepted: step.acceptedPath.length,
    };
  });
}

/**
 * The step under a place of the strip (share of its width): the last that begins at or before it, since blocks may be
 * narrower than a finger; the first step for places before that. Null without steps.
 */
export function stepAt(blocks: readonly StripBlock[], share: number): number | null {
  return (blocks.findLast((block) => block.x <= share) ?? blocks[0])?.step ?? null;
}
