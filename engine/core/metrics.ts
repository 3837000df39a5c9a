/**
 * Figures of one answer, computed late from its raw record. The only place where a rate of an answer is defined.
 * A figure that cannot be known is null, never 0. Terms and other programs' names for them: docs/glossary.md.
 *
 * Every record is checked first (record-identities.ts): a figure of a record that contradicts itself would be worse
 * than none.
 */

import type { DecodeResult, StepRecord } from '../protocol.ts';
import { ratio } from './known.ts';
import { assertIdentities, hold } from './record-identities.ts';
import { childrenOf } from './token-tree.ts';

/** Acceptance at one depth of the trees, 1 = the token right after the root. */
export interface DepthAcceptance {
  depth: number;
  /** Steps whose accepted path went to depth - 1 and had proposals below its end. */
  reached: number;
  /** Steps that accepted a node of this depth; before any cut. */
  accepted: number;
  /** accepted / all steps of the answer. */
  unconditional: number;
  /** accepted / reached. */
  conditional: number;
}

/** Parts of the decode time, each between 0 and 1, together 1; `other` is what no stage accounts for. */
export interface StageShares {
  draft: number;
  verify: number;
  accept: number;
  commit: number;
  other: number;
}

export interface DecodeFigures {
  /** Emitted tokens: the prompt pass's one and those of the steps. */
  tokens: number;
  /** Emitted tokens of the steps, after cutting. */
  stepTokens: number;
  steps: number;
  /** Nodes without the roots. */
  proposedNodes: number;
  /** Nodes on accepted paths, before any cut. */
  acceptedNodes: number;
  /** Tokens of the last step's run (accepted nodes and own token) behind the end of the answer. */
  cutTokens: number;
  /** Entry i counts the steps that accepted i nodes. Ends at the longest accepted path; empty without steps. */
  acceptedHistogram: number[];
  /** First token to last token, milliseconds: totalMs - ttftMs. The prompt pass is outside, the gaps between steps inside. */
  decodeMs: number;
  /** Step tokens / decode seconds. Null without steps. */
  decodeTokensPerSecond: number | null;
  /** All tokens / seconds from the request's begin to the last token; prompt pass and tokenisation included. */
  endToEndTokensPerSecond: number | null;
  /** Request begin to first token, milliseconds. */
  ttftMs: number;
  /** Decode milliseconds / step tokens, the reciprocal of decodeTokensPerSecond. Null without steps. */
  tpotMs: number | null;
  /** Step tokens / steps, the target's own tokens counted in; vanilla has exactly 1. Null without steps. */
  tokensPerStep: number | null;
  /** Accepted nodes / steps, own tokens left out. Null without steps. */
  meanAcceptedLength: number | null;
  /** Depths that at least one step reached, from 1 without gaps. */
  acceptanceByDepth: DepthAcceptance[];
  /** Accepted nodes / proposed nodes; null where nothing was proposed, and for trees, where siblings exclude each other. */
  acceptanceRate: number | null;
  /** Accepted nodes / proposed nodes, trees too: what part of the verified rows paid. Null where nothing was proposed. */
  nodeEfficiency: number | null;
  /** Proposed nodes / steps. Null without steps. */
  proposedPerStep: number | null;
  /** Steps that proposed something and accepted none of it. */
  emptySteps: number;
  /** Milliseconds between the ends of neighbouring steps, the first counted from the first token: what a reader waits for each chunk. */
  chunkGapsMs: number[];
  /** Stage times / decode time. Null where no time passed. */
  stageShares: StageShares | null;
}

/** Computes all figures of an answer. Throws an Error that names the identity when its record contradicts itself. */
export function figuresOf(result: DecodeResult): DecodeFigures {
  assertIdentities(result);
  const { steps, tokenIds, totalMs, prefill } = result;
  const stepTokens = tokenIds.length - 1;
  const proposedNodes = sum(steps, (step) => step.tree.tokenIds.length - 1);
  const acceptedNodes = sum(steps, (step) => step.acceptedPath.length);
  const decodeMs = totalMs - prefill.ttftMs;
  const chains = steps.every((step) => step.tree.parents.every((parent, node) => parent === node - 1));
  const figures: DecodeFigures = {
    tokens: tokenIds.length,
    stepTokens,
    steps: steps.length,
    proposedNodes,
    acceptedNodes,
    cutTokens: acceptedNodes + steps.length - stepTokens,
    acceptedHistogram: acceptedHistogram(steps),
    decodeMs,
    decodeTokensPerSecond: ratio(1000 * stepTokens, decodeMs),
    endToEndTokensPerSecond: ratio(1000 * tokenIds.length, totalMs),
    ttftMs: prefill.ttftMs,
    tpotMs: ratio(decodeMs, stepTokens),
    tokensPerStep: ratio(stepTokens, steps.length),
    meanAcceptedLength: ratio(acceptedNodes, steps.length),
    acceptanceByDepth: acceptanceByDepth(steps),
    acceptanceRate: chains ? ratio(acceptedNodes, proposedNodes) : null,
    nodeEfficiency: ratio(acceptedNodes, proposedNodes),
    proposedPerStep: ratio(proposedNodes, steps.length),
    emptySteps: sum(steps, ({ tree, acceptedPath }) =>
      tree.tokenIds.length > 1 && acceptedPath.length === 0 ? 1 : 0,
    ),
    chunkGapsMs: chunkGaps(result),
    stageShares: stageShares(steps, decodeMs),
  };
  assertCounts(figures);
  return figures;
}

/** The same counts by two ways: steps and accepted nodes out of the histogram, accepted nodes out of the depths. */
function assertCounts({ steps, acceptedNodes, acceptedHistogram, acceptanceByDepth }: DecodeFigures): void {
  hold(
    'steps = sum of the histogram',
    steps,
    acceptedHistogram.reduce((n, count) => n + count, 0),
  );
  hold(
    'accepted nodes = sum of i * histogram[i]',
    acceptedNodes,
    acceptedHistogram.reduce((n, count, i) => n + i * count, 0),
  );
  hold(
    'accepted nodes = sum over depths',
    acceptedNodes,
    acceptanceByDepth.reduce((n, depth) => n + depth.accepted, 0),
  );
}

function sum(steps: readonly StepRecord[], of: (step: StepRecord) => number): number {
  return steps.reduce((total, step) => total + of(step), 0);
}

function chunkGaps({ prefill, steps }: DecodeResult): number[] {
  let before = prefill.ttftMs;
  return steps.map(({ startMs, stepMs }) => {
    const gap = startMs + stepMs - before;
    before = startMs + stepMs;
    return gap;
  });
}

function acceptedHistogram(steps: readonly StepRecord[]): number[] {
  const histogram: number[] = [];
  for (const { acceptedPath } of steps) {
    while (histogram.length <= acceptedPath.length) histogram.push(0);
    histogram[acceptedPath.length] = (histogram[acceptedPath.length] ?? 0) + 1;
  }
  return histogram;
}

function acceptanceByDepth(steps: readonly StepRecord[]): DepthAcceptance[] {
  const counts: { reached: number; accepted: number }[] = [];
  for (const { tree, acceptedPath } of steps) {
    const last = acceptedPath.at(-1) ?? 0;
    const goesOn = (childrenOf(tree)[last]?.length ?? 0) > 0;
    const reached = acceptedPath.length + (goesOn ? 1 : 0);
    for (let depth = 1; depth <= reached; depth++) {
      counts[depth - 1] ??= { reached: 0, accepted: 0 };
      const count = counts[depth - 1] as { reached: number; accepted: number };
      count.reached++;
      if (depth <= acceptedPath.length) count.accepted++;
    }
  }
  return counts.map(({ reached, accepted }, i) => ({
    depth: i + 1,
    reached,
    accepted,
    unconditional: accepted / steps.length,
    conditional: accepted / reached,
  }));
}

function stageShares(steps: readonly StepRecord[], decodeMs: number): StageShares | null {
  if (!(decodeMs > 0)) return null;
  const draft = sum(steps, (step) => step.draftMs) / decodeMs;
  const verify = sum(steps, (step) => step.verifyMs) / decodeMs;
  const accept = sum(steps, (step) => step.acceptMs) / decodeMs;
  const commit = sum(steps, (step) => step.commitMs) / decodeMs;
  return { draft, verify, accept, commit, other: Math.max(0, 1 - draft - verify - accept - commit) };
}
