/** A race as the page knows it: events in, lanes out. Pure; figures come from engine/core. */
import { compareToVanilla, type OutputComparison } from '../../engine/core/compare-output.ts';
import { type DecodeFigures, figuresOf } from '../../engine/core/metrics.ts';
import type { DecodeResult, Method, PrefillRecord, StepRecord, TokenId } from '../../engine/protocol.ts';
import type { RaceEvent } from '../race-events.ts';

export type LaneStatus = 'waiting' | 'reading' | 'decoding' | 'done' | 'failed' | 'stopped';

/** Text that one step (or the prompt pass, step null) added. */
export interface LaneText {
  step: number | null;
  text: string;
  tokenIds: TokenId[];
}

export interface Lane {
  method: Method;
  status: LaneStatus;
  promptTokenIds: TokenId[];
  prefill: PrefillRecord | null;
  steps: StepRecord[];
  texts: LaneText[];
  result: DecodeResult | null;
  message: string | null;
}

/** Texts of all tokens that a race has named so far. */
export type Labels = ReadonlyMap<TokenId, { text: string; special: boolean }>;

export interface Race {
  lanes: Lane[];
  running: boolean;
  labels: Labels;
}

export const NO_RACE: Race = { lanes: [], running: false, labels: new Map() };

export function startRace(methods: readonly Method[]): Race {
  return {
    running: true,
    labels: new Map(),
    lanes: methods.map((method) => ({
      method,
      status: 'waiting',
      promptTokenIds: [],
      prefill: null,
      steps: [],
      texts: [],
      result: null,
      message: null,
    })),
  };
}

/** Applies events in order; one new object a call, however many events there are. */
export function applyEvents(race: Race, events: readonly RaceEvent[]): Race {
  const lanes = new Map(race.lanes.map((lane) => [lane.method, lane]));
  const labels = new Map<TokenId, { text: string; special: boolean }>(race.labels);
  let running = race.running;
  const change = (method: Method, part: Partial<Lane>) => {
    const lane = lanes.get(method);
    if (lane) lanes.set(method, { ...lane, ...part });
  };
  for (const event of events) {
    if (event.type === 'labels') {
      for (const { tokenId, text, special } of event.labels) labels.set(tokenId, { text, special });
    } else if (event.type === 'lane-error') {
      change(event.method, { status: 'failed', message: event.message });
    } else if (event.type === 'race-end') {
      running = false;
    } else if (event.type === 'lane') {
      const lane = lanes.get(event.method);
      if (lane) change(event.method, laneAfter(lane, event.event));
    }
  }
  return { lanes: race.lanes.map((lane) => lanes.get(lane.method) ?? lane), running, labels };
}

function laneAfter(lane: Lane, event: Extract<RaceEvent, { type: 'lane' }>['event']): Partial<Lane> {
  switch (event.type) {
    case 'run-start':
      return { status: 'reading', promptTokenIds: event.promptTokenIds };
    case 'prefill-end':
      return { status: 'decoding', prefill: event.prefill };
    case 'step-end':
      return { steps: [...lane.steps, event.step] };
    case 'text-delta': {
      const step = lane.steps.at(-1)?.index ?? null;
      return { texts: [...lane.texts, { step, text: event.text, tokenIds: event.tokenIds }] };
    }
    case 'run-end':
      return { status: event.result.stopReason === 'cancelled' ? 'stopped' : 'done', result: event.result };
  }
}

/** Ends a race from the page's side: what has arrived stays, marked as stopped. */
export function stopRace(race: Race): Race {
  const open: readonly LaneStatus[] = ['reading', 'decoding', 'waiting'];
  return {
    ...race,
    running: false,
    lanes: race.lanes.map((lane) => (open.includes(lane.status) ? { ...lane, status: 'stopped' } : lane)),
  };
}

/** The lane as far as it has come, in the form that figures are computed from; null before the first token. */
export function resultSoFar(lane: Lane): DecodeResult | null {
  if (lane.result) return lane.result;
  if (!lane.prefill) return null;
  const last = lane.steps.at(-1);
  return {
    method: lane.method,
    traceLevel: 'full',
    promptTokenIds: lane.promptTokenIds,
    tokenIds: [lane.prefill.tokenId, ...lane.steps.flatMap((step) => step.emitted)],
    text: lane.texts.map(({ text }) => text).join(''),
    stopReason: 'cancelled',
    totalMs: last ? last.startMs + last.stepMs : lane.prefill.ttftMs,
    prefill: lane.prefill,
    steps: lane.steps,
  };
}

export function laneFigures(lane: Lane): DecodeFigures | null {
  const result = resultSoFar(lane);
  return result ? figuresOf(result) : null;
}

export type LaneVerdict =
  | { kind: 'reference' }
  /** Vanilla is not part of the race. */
  | { kind: 'no-reference' }
  /** This lane or vanilla failed or was stopped. */
  | { kind: 'partial' }
  | { kind: 'pending' }
  /** Still decoding; every token until now is vanilla's. */
  | { kind: 'so-far'; tokens: number }
  | OutputComparison;

/** The lane's output against vanilla's. */
export function laneVerdict(lane: Lane, vanilla: Lane | undefined): LaneVerdict {
  if (lane.method === 'vanilla') return { kind: 'reference' };
  if (!vanilla) return { kind: 'no-reference' };
  if ([lane, vanilla].some(({ status }) => status === 'failed' || status === 'stopped'))
    return { kind: 'partial' };
  if (!vanilla.result) return { kind: 'pending' };
  if (lane.result) return compareToVanilla(vanilla.result, lane.result);
  const reference = vanilla.result.tokenIds;
  const own = resultSoFar(lane)?.tokenIds ?? [];
  // A difference is judged at the end, when both answers are whole.
  return own.length > 0 && own.every((id, i) => id === reference[i])
    ? { kind: 'so-far', tokens: own.length }
    : { kind: 'pending' };
}

/** Decode tokens per second over vanilla's on the same prompt; null until vanilla is done. */
export function laneSpeedup(lane: Lane, vanilla: Lane | undefined): number | null {
  if (!vanilla?.result || lane === vanilla) return null;
  const own = laneFigures(lane)?.decodeTokensPerSecond ?? null;
  const reference = figuresOf(vanilla.result).decodeTokensPerSecond;
  return own !== null && reference !== null ? own / reference : null;
}
