import type { DecodeResult, StepRecord, TokenId } from '../../engine/protocol.ts';

/** One step by its tree and what was accepted of it; times and top-2 rows are filled in. */
export interface StepSketch {
  /** [token, parent] of every node but the root. */
  nodes?: [TokenId, number][];
  /** Nodes that were copied: they carry no probability. */
  copied?: number[];
  accepted?: number[];
  emitted: TokenId[];
  own?: StepRecord['ownToken'];
  /** draft, verify, accept, commit, rest of the step. */
  ms?: [number, number, number, number, number];
  /** Logits of the best two after the root; [9, 1] when absent. */
  rootLogits?: [number, number];
  /** The second best token after the root; 0 when absent. */
  rootSecond?: TokenId;
}

export interface AnswerSketch {
  method?: DecodeResult['method'];
  first: TokenId;
  firstLogits?: [number, number];
  ttftMs?: number;
  stopReason?: DecodeResult['stopReason'];
  /** Milliseconds between two steps. */
  gapMs?: number;
  steps: StepSketch[];
}

/** A whole, consistent record out of a sketch. */
export function answerOf(sketch: AnswerSketch): DecodeResult {
  const ttftMs = sketch.ttftMs ?? 100;
  const tokenIds = [sketch.first];
  let nowMs = ttftMs;
  const steps = sketch.steps.map((step, index): StepRecord => {
    const nodes = step.nodes ?? [];
    const [draftMs, verifyMs, acceptMs, commitMs, restMs] = step.ms ?? [0, 10, 0, 0, 0];
    const startMs = nowMs + (sketch.gapMs ?? 0);
    const stepMs = draftMs + verifyMs + acceptMs + commitMs + restMs;
    nowMs = startMs + stepMs;
    const root = tokenIds.at(-1) as TokenId;
    tokenIds.push(...step.emitted);
    const depths = [0];
    for (const [, parent] of nodes) depths.push((depths[parent] as number) + 1);
    const rows = nodes.length + 1;
    return {
      index,
      startMs,
      draftMs,
      verifyMs,
      acceptMs,
      commitMs,
      stepMs,
      tree: {
        tokenIds: [root, ...nodes.map(([token]) => token)],
        parents: [-1, ...nodes.map(([, parent]) => parent)],
        depths,
        ranks: [0, ...nodes.map(([, parent], i) => nodes.slice(0, i).filter((n) => n[1] === parent).length)],
        draftProbs: [null, ...nodes.map((_, i) => (step.copied?.includes(i + 1) ? null : 0.5))],
      },
      targetTop: {
        ids: Array.from({ length: rows }, (_, row) => [
          row === 0 ? (step.emitted[0] as TokenId) : 0,
          row === 0 ? (step.rootSecond ?? 0) : 1,
        ]),
        logits: Array.from({ length: rows }, (_, row) => (row === 0 ? (step.rootLogits ?? [9, 1]) : [9, 1])),
      },
      acceptedPath: step.accepted ?? [],
      emitted: step.emitted,
      ownToken: step.own === undefined ? 'bonus' : step.own,
    };
  });
  return {
    method: sketch.method ?? 'medusa',
    traceLevel: 'standard',
    promptTokenIds: [1, 2],
    tokenIds,
    text: '',
    stopReason: sketch.stopReason ?? 'budget',
    totalMs: nowMs,
    prefill: {
      prefillMs: ttftMs - 1,
      ttftMs,
      tokenId: sketch.first,
      targetTop: { ids: [[sketch.first, 0]], logits: [sketch.firstLogits ?? [9, 1]] },
    },
    steps,
  };
}

/** A vanilla answer of these tokens, every step equally long. */
export function vanillaOf(tokenIds: TokenId[], stepMs = 10): DecodeResult {
  const [first, ...rest] = tokenIds as [TokenId, ...TokenId[]];
  return answerOf({
    method: 'vanilla',
    first,
    steps: rest.map((token) => ({ emitted: [token], ms: [0, stepMs, 0, 0, 0] })),
  });
}
