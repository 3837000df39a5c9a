/**
 * Single passes by the clock: target, drafts, and what a step takes beside them. What is measured how often, and what
 * comes of it, is bench/cost's business.
 */
import { loadDraftModel, loadHydraHeads, loadMedusaHeads } from './artifacts.ts';
import type { DraftCost, StepCost } from './core/cost-curve.ts';
import { treeTemplate } from './core/token-tree.ts';
import { DRAFTING_SETTINGS } from './decoding/settings.ts';
import { VanillaDecoding } from './decoding/vanilla.ts';
import { EngineError } from './errors.ts';
import { type LoadedTarget, type LoadTargetOptions, loadTarget } from './load-target.ts';
import type { ArtifactPaths } from './models/trained-drafts.ts';
import { DEFAULT_SETTINGS, type Method, type Precision, type TokenId } from './protocol.ts';
import type { KvCache } from './runtime/causal-lm.ts';
import { prefill } from './runtime/prefill.ts';

export interface DraftProbe {
  method: Method;
  per: DraftCost['per'];
  /** Milliseconds of a step's drafting, level by level as a step runs them; a single one where levels are drafted at once. */
  levelsMs(): Promise<number[]>;
}

export interface CostProbe {
  model: string;
  contextLength: number;
  precision: Precision;
  precisionNote?: string;
  threads: number;
  drafts: DraftProbe[];
  /** Milliseconds of a target pass of `rows` rows, a root and its children, over a cache filled before. */
  passMs(rows: number, cachedTokens: number): Promise<number>;
  /** Mean of a few steps of vanilla decoding. */
  step(): Promise<StepCost>;
  close(): Promise<void>;
}

/** Cached tokens under drafts and steps, a short chat. */
const CHAT_TOKENS = 200;
/** Levels that a draft is run for, one behind the other. */
const LEVELS = 4;
const STEPS = 16;

export async function openCostProbe(
  options: Partial<LoadTargetOptions> & ArtifactPaths & { threads: number },
): Promise<CostProbe> {
  const target = await loadTarget(options);
  const caches = new Map<number, Promise<KvCache>>();
  const { lm, shape, threads, name, precision, precisionNote } = target;
  const filled = (tokens: number): Promise<KvCache> => {
    const known = caches.get(tokens) ?? fill(target, tokens);
    caches.set(tokens, known);
    return known;
  };
  const drafts = await openDrafts(target, options);
  return {
    model: name,
    contextLength: shape.contextLength,
    precision,
    ...(precisionNote === undefined ? {} : { precisionNote }),
    threads,
    drafts: drafts.map(({ probe }) => probe),
    passMs: async (rows, cachedTokens) => {
      const cache = await filled(cachedTokens);
      const tokenIds = tokens(rows, shape.vocabSize);
      const request = {
        cache,
        tokenIds,
        parents: tokenIds.map((_, row) => (row === 0 ? -1 : 0)),
        outputRows: tokenIds.map((_, row) => row),
      };
      return elapsed(() => lm.forward(request));
    },
    step: () => stepCost(target),
    close: async () => {
      for (const { release } of drafts) await release();
      await target.release();
    },
  };
}

async function fill({ lm, shape }: LoadedTarget, count: number): Promise<KvCache> {
  const cache = lm.createCache();
  await prefill(lm, cache, tokens(count, shape.vocabSize));
  return cache;
}

/** Any tokens: a pass costs the same whatever they are. */
function tokens(count: number, vocabSize: number): TokenId[] {
  return Array.from({ length: count }, (_, i) => (i * 7919 + 17) % vocabSize);
}

async function elapsed(run: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now();
  await run();
  return performance.now() - beganMs;
}

interface OpenDraft {
  probe: DraftProbe;
  release(): Promise<void>;
}

/** Drafts that are there; one that is missing has no cost. */
async function openDrafts(target: LoadedTarget, paths: ArtifactPaths): Promise<OpenDraft[]> {
  const opened = [];
  for (const open of [openDraftModel, openHeads, openHydra]) {
    try {
      opened.push(await open(target, paths));
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
  }
  return opened;
}

async function openDraftModel(target: LoadedTarget, paths: ArtifactPaths): Promise<OpenDraft> {
  const { draft } = await loadDraftModel(target, paths);
  const cache = draft.createCache();
  for (const tokenId of tokens(CHAT_TOKENS, target.shape.vocabSize)) {
    draft.commit(cache, (await draft.forward(cache, [tokenId])).rows, [0]);
  }
  return {
    probe: {
      method: 'speculative',
      per: 'depth',
      levelsMs: () => inTurn(() => elapsed(() => draft.forward(cache, [0]))),
    },
    release: () => draft.release(),
  };
}

async function openHeads(target: LoadedTarget, paths: ArtifactPaths): Promise<OpenDraft> {
  const { width } = treeTemplate(DRAFTING_SETTINGS.trees.medusa.paths);
  const { heads } = await loadMedusaHeads(target, paths, width);
  const hidden = new Float32Array(target.lm.stateSize).fill(1);
  return {
    probe: {
      method: 'medusa',
      per: 'step',
      levelsMs: async () => [await elapsed(() => heads.propose(hidden))],
    },
    release: () => heads.release(),
  };
}

const NODE = { tokenId: 0, copied: { tokenId: null, inCommon: 0 } };
/** Paths that a level behind the root goes on: between one and three, by the pool of the shipped heads. */
const PATHS = 2;

async function openHydra(target: LoadedTarget, paths: ArtifactPaths): Promise<OpenDraft> {
  const { width } = treeTemplate(DRAFTING_SETTINGS.trees.hydra.paths);
  const { heads } = await loadHydraHeads(target, paths, width);
  const rootStates = new Float32Array(target.lm.stateSize).fill(1);
  const states = new Float32Array(PATHS * target.shape.hiddenSize).fill(1);
  const nodes = Array.from({ length: PATHS }, () => NODE);
  return {
    probe: {
      method: 'hydra',
      per: 'depth',
      levelsMs: () =>
        inTurn((depth) =>
          elapsed(() =>
            depth === 0 ? heads.step(depth, rootStates, [NODE]) : heads.step(depth, states, nodes),
          ),
        ),
    },
    release: () => heads.release(),
  };
}

async function inTurn(level: (depth: number) => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  for (let depth = 0; depth < LEVELS; depth++) times.push(await level(depth));
  return times;
}

async function stepCost(target: LoadedTarget): Promise<StepCost> {
  const { lm, session, shape, tokenizer } = target;
  const total = { stepMs: 0, runtimeMs: 0, steps: 0 };
  let runtimeMs = 0;
  const events = new VanillaDecoding(lm).decode({
    promptTokenIds: tokens(CHAT_TOKENS, shape.vocabSize),
    settings: { ...DEFAULT_SETTINGS, maxNewTokens: STEPS + 1 },
    tokenizer: { endTokenIds: [], tokenBytes: (id) => tokenizer.tokenBytes(id) },
    clock: () => performance.now(),
    beganMs: performance.now(),
  });
  for await (const event of events) {
    if (event.type === 'step-end') {
      total.steps++;
      total.stepMs += event.step.stepMs;
      total.runtimeMs += session.runtimeMs - runtimeMs;
    }
    runtimeMs = session.runtimeMs;
  }
  return { stepMs: total.stepMs / total.steps, runtimeMs: total.runtimeMs / total.steps };
}
