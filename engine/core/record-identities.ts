/**
 * What must hold between the numbers of one answer's record, whatever the method. Counts must agree exactly, times
 * within the microseconds that records keep.
 */
import type { DecodeResult, StepRecord, TokenId } from '../protocol.ts';

/** Times are kept to the microsecond; six rounded ones may differ by this much, milliseconds. */
const TIME_TOLERANCE_MS = 0.005;

/** Throws an Error that names the first identity which does not hold, with both sides. */
export function assertIdentities(result: DecodeResult): void {
  const { steps, tokenIds, prefill } = result;
  hold('tokenIds[0] = prefill.tokenId', tokenIds[0], prefill.tokenId);
  hold('tokens = 1 + emitted by steps', tokenIds.length, 1 + steps.reduce((n, s) => n + s.emitted.length, 0));
  let position = 1;
  let endMs = prefill.ttftMs;
  for (const [i, step] of steps.entries()) {
    assertStep(result, step, i, tokenIds[position - 1] as TokenId);
    for (const [k, id] of step.emitted.entries()) {
      hold(() => `step ${i}: emitted[${k}] = tokenIds[${position + k}]`, id, tokenIds[position + k]);
    }
    atLeast(() => `step ${i}: startMs >= end of what came before`, step.startMs, endMs);
    const stages = step.draftMs + step.verifyMs + step.acceptMs + step.commitMs;
    atLeast(() => `step ${i}: stepMs >= draftMs + verifyMs + acceptMs + commitMs`, step.stepMs, stages);
    position += step.emitted.length;
    endMs = step.startMs + step.stepMs;
  }
  if (Math.abs(result.totalMs - endMs) > TIME_TOLERANCE_MS)
    broken('totalMs = end of the last step', result.totalMs, endMs);
}

function assertStep(
  { method, steps }: DecodeResult,
  step: StepRecord,
  i: number,
  lastTokenId: TokenId,
): void {
  const { tree, acceptedPath, emitted, targetTop } = step;
  const nodes = tree.tokenIds.length;
  hold(() => `step ${i}: index`, step.index, i);
  hold(() => `step ${i}: root = last emitted token`, tree.tokenIds[0], lastTokenId);
  hold(() => `step ${i}: rows of targetTop = nodes`, targetTop.ids.length, nodes);
  if (method === 'vanilla') hold(() => `step ${i}: nodes of a vanilla step`, nodes, 1);

  let parent = 0;
  for (const [k, node] of acceptedPath.entries()) {
    hold(() => `step ${i}: parent of acceptedPath[${k}]`, tree.parents[node], parent);
    if (k < emitted.length)
      hold(() => `step ${i}: emitted[${k}] = accepted token`, emitted[k], tree.tokenIds[node]);
    parent = node;
  }
  const run = acceptedPath.length + 1;
  if (step.ownToken === null) {
    if (emitted.length >= run)
      broken(`step ${i}: a cut step emits fewer than accepted + 1`, emitted.length, run);
  } else {
    hold(() => `step ${i}: emitted = accepted + 1`, emitted.length, run);
  }
  if (emitted.length === 0) broken(`step ${i}: a step emits a token`, 0, 1);
  if (emitted.length < run) hold(() => `step ${i}: only the last step is cut`, i, steps.length - 1);
}

/** Throws an Error that names the identity unless both sides are the same; names of one of very many are made only then. */
export function hold(identity: string | (() => string), left: unknown, right: unknown): void {
  if (left !== right) broken(typeof identity === 'string' ? identity : identity(), left, right);
}

function atLeast(identity: () => string, left: number, right: number): void {
  if (!(left >= right - TIME_TOLERANCE_MS)) broken(identity(), left, right);
}

function broken(identity: string, left: unknown, right: unknown): never {
  throw new Error(`the record breaks an identity: ${identity} (${String(left)} against ${String(right)})`);
}
