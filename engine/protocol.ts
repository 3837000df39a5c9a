/**
 * The contract between the engine and everything around it (child process, pages, CLI, records).
 * Types and constants only, no imports: it runs in the browser and in Node alike.
 *
 * Terms. One *step* is one propose, verify, accept, commit cycle. The *root* of a step is the last emitted token,
 * not yet in the key/value cache; the verify pass runs the root and every proposed node as rows of one target pass.
 * A step emits its accepted nodes and one token of the target's own: the *correction* (some proposal was refused
 * there) or the *bonus* (the accepted path ended at a leaf).
 */

/** Index into the vocabulary. */
export type TokenId = number;
/** Index of a node in a step's tree; 0 is the root. */
export type NodeIndex = number;

export const METHODS = [
  'vanilla',
  'speculative',
  'lookup',
  'medusa',
  'hydra',
  'medusa-lookup',
  'hydra-lookup',
] as const;
export type Method = (typeof METHODS)[number];

/** Trained heads, by the method that has their candidates alone. */
export const HEADS = ['medusa', 'hydra'] as const satisfies readonly Method[];
export type HeadsKind = (typeof HEADS)[number];

/** Methods whose heads fill a fixed shape, and whose heads those are; the mixed ones hang the lookup's copy beside. */
export const HEADS_OF = {
  medusa: 'medusa',
  hydra: 'hydra',
  'medusa-lookup': 'medusa',
  'hydra-lookup': 'hydra',
} as const satisfies Partial<Record<Method, HeadsKind>>;
export type TreeMethod = keyof typeof HEADS_OF;

/** Methods that something is trained for; the mixed ones use the heads of these. */
export const DRAFTS = [...HEADS, 'speculative'] as const satisfies readonly Method[];
export type DraftKind = (typeof DRAFTS)[number];

/** Name of the trained drafts that come with the product. */
export const SHIPPED_SET = 'shipped';

/** The eight MT-bench categories, in the order every table and chart shows them. */
export const CATEGORIES = [
  'writing',
  'roleplay',
  'reasoning',
  'math',
  'coding',
  'extraction',
  'stem',
  'humanities',
] as const;
export type Category = (typeof CATEGORIES)[number];

export const PRECISIONS = ['fp32', 'int8'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** int8 against fp32, teacher-forced on fp32's own greedy answers to evaluation prompts. */
export interface PrecisionPrice {
  /** Share of positions whose most probable token is the same. */
  top1Agreement: number;
  /** Mean Kullback-Leibler divergence from fp32, nats a token. */
  klNats: number;
  perplexity: number;
  fp32Perplexity: number;
  positions: number;
}

/** `standard` is what timed runs record; `full` adds the target's probability of every proposed token. */
export const TRACE_LEVELS = ['standard', 'full'] as const;
export type TraceLevel = (typeof TRACE_LEVELS)[number];

export type StopReason = 'end-token' | 'budget' | 'stop-string' | 'context-full' | 'cancelled';

/**
 * When a candidate counts as the target's own. `lossless` keeps the target's distribution exactly, whatever the draft.
 * `typical` takes every candidate that is likely enough and is lossy: Medusa only (Cai et al. 2024, section 2.3.1).
 */
export type AcceptanceRule =
  | { kind: 'lossless' }
  /** Accepts x when p(x) > min(epsilon, delta * exp(-entropy(p))); both above 0 and below 1. */
  | { kind: 'typical'; epsilon: number; delta: number };

/**
 * How the next token is chosen. One variant per mode, each with its own parameters only. Processors work in the order
 * of Hugging Face transformers: repetition penalty, temperature, top-k, top-p.
 */
export type Sampling =
  | {
      kind: 'greedy';
      /** Logits of tokens in prompt or answer are divided (above 0) or multiplied (below) by it; 0.01 to 100, 1 = off. */
      repetitionPenalty: number;
    }
  | {
      kind: 'sample';
      /** Divides the logits, 0.01 to 100. */
      temperature: number;
      /** Only the best k tokens, and those equal to the last of them; whole, 0 = off. */
      topK: number;
      /** Only the smallest set of best tokens whose mass reaches it; above 0 to 1, 1 = off. */
      topP: number;
      /** As for greedy. */
      repetitionPenalty: number;
      /** Of the random numbers: the same seed and method give the same answer; whole, 0 to 2^32 - 1. */
      seed: number;
      acceptance: AcceptanceRule;
    };

export const DEFAULT_GREEDY = { kind: 'greedy', repetitionPenalty: 1 } as const satisfies Sampling;

export const DEFAULT_SAMPLE = {
  kind: 'sample',
  temperature: 1,
  topK: 0,
  topP: 1,
  repetitionPenalty: 1,
  seed: 0,
  acceptance: { kind: 'lossless' },
} as const satisfies Sampling;

/** Medusa's own (FasterDecoding/Medusa: posterior_threshold and posterior_alpha, its square root). */
export const DEFAULT_TYPICAL = {
  kind: 'typical',
  epsilon: 0.09,
  delta: 0.3,
} as const satisfies AcceptanceRule;

export interface ChatTurn {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** `raw` text is tokenised as it is; `chat` goes through the model's own template. Special tokens typed in either are text. */
export type Prompt = { kind: 'raw'; text: string } | { kind: 'chat'; turns: ChatTurn[] };

export interface DecodeSettings {
  /** Most tokens to emit, 1 or more. */
  maxNewTokens: number;
  stopStrings: string[];
  precision: Precision;
  sampling: Sampling;
  traceLevel: TraceLevel;
}

export const DEFAULT_SETTINGS: DecodeSettings = {
  maxNewTokens: 128,
  stopStrings: [],
  precision: 'int8',
  sampling: DEFAULT_GREEDY,
  traceLevel: 'standard',
};

export interface DecodeRequest {
  method: Method;
  prompt: Prompt;
  settings: DecodeSettings;
}

/** Flat tree of one step; node 0 is the root (parent -1, depth 0, rank 0, probability null). Parents precede children. */
export interface TreeRecord {
  tokenIds: TokenId[];
  parents: NodeIndex[];
  depths: number[];
  /** Rank of the node among its siblings in the proposer's order, 0 = the proposer's first choice. */
  ranks: number[];
  /**
   * The proposer's probability of the token given its path; null where the proposer has none (lookup, root). Where the
   * draft model draws its tokens it is the probability of the draw, after all processors.
   */
  draftProbs: (number | null)[];
}

/**
 * The target's two best tokens after each verified node, best first; row i belongs to node i. Logits are those that
 * the choice was made from: after the repetition penalty, before the temperature (which changes no order).
 */
export interface TopTwo {
  ids: [TokenId, TokenId][];
  logits: [number, number][];
}

export interface StepTimes {
  draftMs: number;
  verifyMs: number;
  acceptMs: number;
  commitMs: number;
  /** Whole step, on the same clock; at least the sum of the four. */
  stepMs: number;
}

export interface StepRecord extends StepTimes {
  /** 0-based. */
  index: number;
  /** Start of the step, milliseconds since the request began. */
  startMs: number;
  tree: TreeRecord;
  targetTop: TopTwo;
  /** Accepted nodes in order of depth, root excluded; before any cut by end token, budget or stop string. */
  acceptedPath: NodeIndex[];
  /** Tokens this step added to the output, after cutting. */
  emitted: TokenId[];
  /** What the last emitted token is; null when the cut fell inside the accepted run. */
  ownToken: 'correction' | 'bonus' | null;
  /**
   * Target probability of each node's token at its parent, after all processors; null at the root. At the standard
   * trace level only where tokens are drawn, and null below nodes that the walk did not reach.
   */
  targetProbs?: (number | null)[];
}

/** The prompt pass. It emits the first token, so a run of n tokens has at most n - 1 steps. */
export interface PrefillRecord {
  /** Prompt passes of target and draft together, milliseconds. */
  prefillMs: number;
  /** Request begin to first token, milliseconds, tokenisation included. */
  ttftMs: number;
  tokenId: TokenId;
  targetTop: TopTwo;
}

export interface DecodeResult {
  method: Method;
  traceLevel: TraceLevel;
  promptTokenIds: TokenId[];
  /** Emitted tokens, the end token included where the answer ended by it. */
  tokenIds: TokenId[];
  text: string;
  stopReason: StopReason;
  /** Request begin to last token, milliseconds. */
  totalMs: number;
  prefill: PrefillRecord;
  steps: StepRecord[];
}

export type DecodeEvent =
  | { type: 'run-start'; method: Method; promptTokenIds: TokenId[] }
  | { type: 'prefill-end'; prefill: PrefillRecord }
  | { type: 'step-end'; step: StepRecord }
  /** New text, complete characters only; `tokenIds` are all tokens emitted since the last delta. `atMs` as startMs. */
  | { type: 'text-delta'; text: string; tokenIds: TokenId[]; atMs: number }
  | { type: 'run-end'; result: DecodeResult };

/** What the engine says of itself; shown on pages and stored in records. */
export interface EngineInfo {
  model: {
    name: string;
    sha256: string;
    /** Of the model file. */
    bytes: number | null;
    architecture: string;
    layers: number;
    hiddenSize: number;
    vocabSize: number;
    contextLength: number;
  };
  precision: Precision;
  /** Why the precision is not the one that was asked for. */
  precisionNote?: string;
  /** What the precision costs in quality; absent at fp32. */
  precisionPrice?: PrecisionPrice;
  threads: number;
  runtime: { name: 'onnxruntime-node'; version: string };
  methods: MethodInfo[];
}

/** A fixed shape of candidates: each node as its path of ranks, [0, 2] the third choice below the first. */
export interface NamedTree {
  name: string;
  paths: number[][];
}

export interface MethodInfo {
  method: Method;
  /** False when an artifact is missing; `reason` then says which. */
  available: boolean;
  reason?: string;
  /** One line of settings, for example "chain of 3, draft of 3 layers". */
  description: string;
  /** sha256 of the artifact behind the method, null where there is none. */
  artifactSha256: string | null;
  /** Its size: what the method must store beside the target; null where there is none. */
  artifactBytes: number | null;
  /** The shape that its candidates fill; absent where there is no fixed one. */
  tree?: NamedTree;
  /**
   * Present where each step keeps only the candidates that are worth their cost: tokens that the time of a vanilla pass
   * is taken to be worth.
   */
  worth?: number;
}
