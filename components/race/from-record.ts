/** One answered turn of a run record as a race: any question of any run can be replayed. Pure. */
import { OutputStream } from '../../engine/core/output-stream.ts';
import type { PrecisionFacts } from '../../engine/core/precision-words.ts';
import type { AnswerGroup } from '../../engine/core/run-summary.ts';
import { type DecodeResult, type EngineInfo, METHODS, type TokenId } from '../../engine/protocol.ts';
import type { RunSettings } from '../../engine/records/schema.ts';
import { recordedWords } from '../engine-choice.ts';
import { OWN_PROMPT } from '../race-events.ts';
import type { Labels, Lane, LaneText, Race } from './race-state.ts';

/** What a run's manifest says of all its answers. */
interface Recorded {
  settings: Pick<RunSettings, 'maxNewTokens' | 'sampling' | 'traceLevel' | 'stopStrings'>;
  engine: PrecisionFacts & Pick<EngineInfo, 'methods'>;
}

type TokenBytes = ReadonlyMap<TokenId, Uint8Array>;

/** `prompt` is the last user message; vanilla stands first, as in a race that is run. */
export function raceOfRecord(
  group: Pick<AnswerGroup, 'results' | 'probes' | 'load' | 'loads'>,
  prompt: string,
  questionId: number | string,
  { settings, engine }: Recorded,
  tokenBytes: TokenBytes,
): Race {
  const results = [...group.results].sort((a, b) => METHODS.indexOf(a.method) - METHODS.indexOf(b.method));
  const { maxNewTokens, sampling, traceLevel, stopStrings } = settings;
  return {
    request: {
      prompt,
      questionId: questionId === OWN_PROMPT ? null : String(questionId),
      methods: results.map(({ method }) => method),
      maxNewTokens,
      sampling,
      traceLevel,
    },
    engine: recordedWords(engine),
    choice: null,
    methods: engine.methods,
    precision: engine,
    load: group.load,
    running: false,
    ahead: [],
    preparing: null,
    lanes: results.map((result) => ({
      ...laneOf(result, stopStrings, tokenBytes),
      probe: group.probes[result.method] ?? null,
      load: group.loads?.[result.method] ?? null,
    })),
    labels: labelsOf(tokenBytes),
  };
}

function laneOf(
  result: DecodeResult,
  stopStrings: readonly string[],
  tokenBytes: TokenBytes,
): Omit<Lane, 'probe' | 'load'> {
  return {
    method: result.method,
    status: 'done',
    promptTokenIds: result.promptTokenIds,
    prefill: result.prefill,
    steps: result.steps,
    texts: textsOf(result, stopStrings, tokenBytes),
    result,
    message: null,
    engineLost: false,
  };
}

/** The text in the pieces that the engine told it in: the prompt pass's token, then step by step. */
function textsOf(
  { tokenIds, steps, prefill }: DecodeResult,
  stopStrings: readonly string[],
  tokenBytes: TokenBytes,
): LaneText[] {
  const stream = new OutputStream({
    endTokenIds: [],
    // The last token ends it, so that no byte stays held back.
    maxNewTokens: tokenIds.length,
    stopStrings,
    tokenBytes: (tokenId) => tokenBytes.get(tokenId) ?? new Uint8Array(),
  });
  const pieces = [
    { step: null, tokenIds: [prefill.tokenId] },
    ...steps.map((step, i) => ({ step: i, tokenIds: step.emitted })),
  ];
  return pieces.map(({ step, tokenIds: emitted }) => ({
    step,
    tokenIds: emitted,
    text: emitted.length > 0 ? stream.accept(emitted).text : '',
  }));
}

/** Special tokens have no bytes, and no place in the text; their name is not in the record. */
function labelsOf(tokenBytes: TokenBytes): Labels {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return new Map(
    [...tokenBytes].map(([tokenId, bytes]) => [
      tokenId,
      bytes.length === 0
        ? { text: `<special ${tokenId}>`, special: true }
        : { text: decoder.decode(bytes), special: false },
    ]),
  );
}
