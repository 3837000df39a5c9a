/**
 * One answer to and from its compact form (compact-schema.ts). Times are kept to the microsecond, logits and
 * probabilities as float32: decoding what was encoded differs by that rounding only. Browser-safe.
 */
import type { DecodeResult, StepRecord, TopTwo } from '../protocol.ts';
import type { CompactAnswer, CompactBody, CompactStep, CompactTimes, CompactTop } from './compact-schema.ts';

/** What a step's last token is, by the index records keep. */
const OWN_TOKENS = [null, 'correction', 'bonus'] as const;

/** What the answer says. */
export function toCompactBody({ prefill, steps, ...rest }: DecodeResult): CompactBody {
  return {
    promptTokenIds: rest.promptTokenIds,
    tokenIds: rest.tokenIds,
    text: rest.text,
    stopReason: rest.stopReason,
    prefillTop: toCompactTop(prefill.targetTop),
    steps: steps.map(toCompactStep),
  };
}

/** What an answer says, decoded once for all repeats that said it. */
export interface Said extends Pick<DecodeResult, 'promptTokenIds' | 'tokenIds' | 'text' | 'stopReason'> {
  prefillTop: TopTwo;
  steps: Omit<StepRecord, keyof StepTimes>[];
}

type StepTimes = Pick<StepRecord, 'startMs' | 'draftMs' | 'verifyMs' | 'acceptMs' | 'commitMs' | 'stepMs'>;

/** Throws an Error where arrays that belong together have different lengths. */
export function fromCompactBody({ prefillTop, steps, ...rest }: CompactBody): Said {
  let position = 1;
  return {
    ...rest,
    prefillTop: fromCompactTop(prefillTop, 1),
    steps: steps.map((step, index) => {
      const emitted = rest.tokenIds.slice(position, position + step[3]);
      position += step[3];
      return fromCompactStep(step, index, emitted);
    }),
  };
}

/** One answer that said `said`, with its own times. Throws an Error where the times are not one a step. */
export function fromCompactAnswer(answer: CompactAnswer, said: Said): DecodeResult {
  const { method, traceLevel, totalMs, prefillMs, ttftMs, times } = answer;
  const { prefillTop, steps, ...rest } = said;
  if (times.length !== steps.length) throw new Error(`${times.length} times for ${steps.length} steps`);
  return {
    method,
    traceLevel,
    ...rest,
    totalMs,
    prefill: { prefillMs, ttftMs, tokenId: rest.tokenIds[0] as number, targetTop: prefillTop },
    steps: steps.map((step, i) => {
      const [startMs, draftMs, verifyMs, acceptMs, commitMs, stepMs] = times[i] as CompactTimes;
      const { index, tree, targetTop, acceptedPath, emitted, ownToken, targetProbs } = step;
      // Field by field: a spread of so many steps takes three times as long.
      const timed: StepRecord = {
        index,
        startMs,
        draftMs,
        verifyMs,
        acceptMs,
        commitMs,
        stepMs,
        tree,
        targetTop,
        acceptedPath,
        emitted,
        ownToken,
      };
      if (targetProbs) timed.targetProbs = targetProbs;
      return timed;
    }),
  };
}

/** When it said it. */
export function toCompactTimes({
  totalMs,
  prefill,
  steps,
}: DecodeResult): Pick<CompactAnswer, 'totalMs' | 'prefillMs' | 'ttftMs' | 'times'> {
  return {
    totalMs: micro(totalMs),
    prefillMs: micro(prefill.prefillMs),
    ttftMs: micro(prefill.ttftMs),
    times: steps.map((step) => [
      micro(step.startMs),
      micro(step.draftMs),
      micro(step.verifyMs),
      micro(step.acceptMs),
      micro(step.commitMs),
      micro(step.stepMs),
    ]),
  };
}

function toCompactStep(step: StepRecord): CompactStep {
  const { tree } = step;
  return [
    [tree.tokenIds, tree.parents, tree.ranks, tree.draftProbs.map(shortFloat)],
    toCompactTop(step.targetTop),
    step.acceptedPath,
    step.emitted.length,
    OWN_TOKENS.indexOf(step.ownToken),
    step.targetProbs?.map(shortFloat) ?? null,
  ];
}

function fromCompactStep(step: CompactStep, index: number, emitted: number[]): Said['steps'][number] {
  const [[tokenIds, parents, ranks, draftProbs], top, acceptedPath, , own, targetProbs] = step;
  const nodes = tokenIds.length;
  for (const array of [parents, ranks, draftProbs, targetProbs ?? tokenIds]) {
    if (array.length !== nodes) throw new Error(`step ${index}: ${array.length} entries for ${nodes} nodes`);
  }
  return {
    index,
    tree: { tokenIds, parents, depths: depthsOf(parents, index), ranks, draftProbs: draftProbs.map(float32) },
    targetTop: fromCompactTop(top, nodes),
    acceptedPath,
    emitted,
    ownToken: OWN_TOKENS[own] ?? null,
    ...(targetProbs ? { targetProbs: targetProbs.map(float32) } : {}),
  };
}

function depthsOf(parents: readonly number[], step: number): number[] {
  const depths: number[] = [];
  for (const [node, parent] of parents.entries()) {
    if (parent >= node || parent < 0 !== (node === 0))
      throw new Error(`step ${step}: node ${node} has parent ${parent}`);
    depths.push(parent < 0 ? 0 : (depths[parent] as number) + 1);
  }
  return depths;
}

function toCompactTop({ ids, logits }: TopTwo): CompactTop {
  return [ids.flat(), logits.flat().map(shortFloat)];
}

function fromCompactTop([ids, logits]: CompactTop, rows: number): TopTwo {
  if (ids.length !== 2 * rows || logits.length !== 2 * rows)
    throw new Error(`${ids.length} ids and ${logits.length} logits for the top two of ${rows} rows`);
  const top: TopTwo = { ids: [], logits: [] };
  for (let i = 0; i < ids.length; i += 2) {
    top.ids.push([ids[i] as number, ids[i + 1] as number]);
    top.logits.push([Math.fround(logits[i] as number), Math.fround(logits[i + 1] as number)]);
  }
  return top;
}

/** Milliseconds to the microsecond. */
function micro(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** The shortest decimal that is the same float32: nine digits always do. */
function shortFloat<T extends number | null>(value: T): T {
  if (value === null) return value;
  const single = Math.fround(value);
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(single.toPrecision(digits));
    if (Math.fround(short) === single) return short as T;
  }
  return Number(single.toPrecision(9)) as T;
}

function float32(value: number | null): number | null {
  return value === null ? null : Math.fround(value);
}
