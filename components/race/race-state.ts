/** A race as the page knows it: events in, lanes out. Pure; figures come from engine/core. */
import {
  compareToVanilla,
  type OutputComparison,
  type WidthProbe,
} from '../../engine/core/compare-output.ts';
import { type DecodeFigures, figuresOf } from '../../engine/core/metrics.ts';
import type { PrecisionFacts } from '../../engine/core/precision-words.ts';
import type { MachineLoad } from '../../engine/core/run-notes.ts';
import { faithfulnessOf } from '../../engine/core/sampling-settings.ts';
import type {
  DecodeResult,
  Method,
  MethodInfo,
  PrefillRecord,
  StepRecord,
  TokenId,
} from '../../engine/protocol.ts';
import { choiceWords, type EngineChoice } from '../engine-choice.ts';
import type { RaceEvent, RaceRequest } from '../race-events.ts';

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
  /** It failed because the engine's process ended under it. */
  engineLost: boolean;
  /** What the plain model chooses where this answer differs; recorded races only. */
  probe: WidthProbe | null;
  /** What else the machine did while it ran; null where this lane was not watched by itself. */
  load: MachineLoad | null;
}

/** Texts of all tokens that a race has named so far. */
export type Labels = ReadonlyMap<TokenId, { text: string; special: boolean }>;

export interface Race {
  /** Null where the race is not known yet. */
  request: RaceAsked | null;
  /** What the engine works with, in words. */
  engine: string;
  /** The same as it was chosen; null where a record tells it, which knows drafts by their hash. */
  choice: EngineChoice | null;
  /** How its methods drafted, as a record tells it; null where the engine that ran it does. */
  methods: readonly MethodInfo[] | null;
  /** Its arithmetic, with the price where a record tells it; null before anything was asked. */
  precision: PrecisionFacts | null;
  lanes: Lane[];
  /** What else the machine did over all lanes, as a record tells it; null where it follows from the lanes. */
  load: MachineLoad | null;
  running: boolean;
  /** Jobs that had the engine when it began to wait; empty once it decodes. */
  ahead: string[];
  /** How far the engine is that opens for it; null once it decodes. */
  preparing: Preparing | null;
  labels: Labels;
}

/** What was asked; a record knows the engine in other terms than a request. */
export type RaceAsked = Omit<RaceRequest, 'engine'>;

export type Preparing = Omit<Extract<RaceEvent, { type: 'preparing' }>, 'type'>;

export const NO_RACE: Race = {
  request: null,
  engine: '',
  choice: null,
  methods: null,
  precision: null,
  lanes: [],
  load: null,
  running: false,
  ahead: [],
  preparing: null,
  labels: new Map(),
};

const EMPTY_LANE: Omit<Lane, 'method'> = {
  status: 'waiting',
  promptTokenIds: [],
  prefill: null,
  steps: [],
  texts: [],
  result: null,
  message: null,
  engineLost: false,
  probe: null,
  load: null,
};

export function startRace(request: RaceRequest): Race {
  const lanes = request.methods.map((method) => ({ ...EMPTY_LANE, method }));
  return {
    ...NO_RACE,
    request,
    engine: choiceWords(request.engine),
    choice: request.engine,
    precision: { precision: request.engine.precision },
    running: true,
    lanes,
  };
}

/** Applies events in order; one new object a call, however many events there are. */
export function applyEvents(before: Race, events: readonly RaceEvent[]): Race {
  let race = before;
  let lanes = new Map(race.lanes.map((lane) => [lane.method, lane]));
  const labels = new Map(race.labels);
  const change = (method: Method, part: (lane: Lane) => Partial<Lane>) => {
    const lane = lanes.get(method);
    if (lane) lanes.set(method, { ...lane, ...part(lane) });
  };
  let over: { stopped: boolean } | null = null;
  for (const event of events) {
    switch (event.type) {
      case 'race-start':
        race = startRace(event.request);
        lanes = new Map(race.lanes.map((lane) => [lane.method, lane]));
        break;
      case 'waiting':
        race = { ...race, ahead: event.ahead };
        break;
      case 'preparing': {
        const { phase, receivedBytes, totalBytes } = event;
        race = { ...race, ahead: [], preparing: { phase, receivedBytes, totalBytes } };
        break;
      }
      case 'labels':
        for (const { tokenId, text, special } of event.labels) labels.set(tokenId, { text, special });
        break;
      case 'lane':
        change(event.method, (lane) => laneAfter(lane, event.event));
        if (race.ahead.length > 0 || race.preparing) race = { ...race, ahead: [], preparing: null };
        break;
      case 'load':
        change(event.method, () => ({ load: event.load }));
        break;
      case 'lane-error':
        change(event.method, () => ({
          status: 'failed',
          message: event.message,
          engineLost: event.engineLost,
        }));
        break;
      case 'race-end':
        over = event;
    }
  }
  const after = { ...race, lanes: race.lanes.map((lane) => lanes.get(lane.method) ?? lane), labels };
  return over ? stopRace(after) : after;
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

/** Ends a race: what has arrived stays, and lanes that have no end of their own are stopped. */
export function stopRace(race: Race): Race {
  const open: readonly LaneStatus[] = ['reading', 'decoding', 'waiting'];
  return {
    ...race,
    running: false,
    ahead: [],
    preparing: null,
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
    traceLevel: 'standard',
    promptTokenIds: lane.promptTokenIds,
    tokenIds: [lane.prefill.tokenId, ...lane.steps.flatMap((step) => step.emitted)],
    text: lane.texts.map(({ text }) => text).join(''),
    stopReason: 'cancelled',
    totalMs: last ? last.startMs + last.stepMs : lane.prefill.ttftMs,
    prefill: lane.prefill,
    steps: lane.steps,
  };
}

/** Tokens so far, the prompt pass's one included. */
export function laneTokens(lane: Lane): number {
  return lane.steps.reduce((sum, step) => sum + step.emitted.length, lane.prefill ? 1 : 0);
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

/** The lane's output, as far as it is given, against vanilla's whole one in the race. */
export function laneVerdict(lane: Lane, { lanes, request }: Pick<Race, 'lanes' | 'request'>): LaneVerdict {
  if (lane.method === 'vanilla') return { kind: 'reference' };
  const vanilla = lanes.find(({ method }) => method === 'vanilla');
  if (!vanilla) return { kind: 'no-reference' };
  if ([lane, vanilla].some(({ status }) => status === 'failed' || status === 'stopped'))
    return { kind: 'partial' };
  const faithfulness = request ? faithfulnessOf(request.sampling, lane.method) : 'same-tokens';
  if (faithfulness === 'same-law') return { kind: 'not-compared', reason: 'sampled' };
  if (faithfulness === 'lossy') return { kind: 'not-compared', reason: 'lossy' };
  if (!vanilla.result) return { kind: 'pending' };
  if (lane.result) return compareToVanilla(vanilla.result, lane.result, lane.probe ?? undefined);
  const reference = vanilla.result.tokenIds;
  const own = resultSoFar(lane)?.tokenIds ?? [];
  // A difference is judged at the end, when both answers are whole.
  return own.length > 0 && own.every((id, i) => id === reference[i])
    ? { kind: 'so-far', tokens: own.length }
    : { kind: 'pending' };
}

/** Decode tokens per second over vanilla's on the same prompt; null until vanilla is done. */
export function laneSpeedup(lane: Lane, vanilla: Lane | undefined): number | null {
  if (!vanilla?.result || lane.method === 'vanilla') return null;
  const own = laneFigures(lane)?.decodeTokensPerSecond ?? null;
  const reference = figuresOf(vanilla.result).decodeTokensPerSecond;
  return own !== null && reference !== null ? own / reference : null;
}
