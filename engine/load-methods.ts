/** Ways of decoding on one target, each loaded when it is first asked for; what two of them need is loaded once. */
import {
  type ArtifactFile,
  type ArtifactPaths,
  loadDraftModel,
  loadHydraHeads,
  loadMedusaHeads,
} from './artifacts.ts';
import { treeTemplate } from './core/token-tree.ts';
import type { DecodingStrategy } from './decoding/decoding-strategy.ts';
import { ProposeVerifyDecoding } from './decoding/propose-verify.ts';
import { DraftModelProposer } from './decoding/proposers/draft-model.ts';
import { HydraHeadsProposer } from './decoding/proposers/hydra-heads.ts';
import { MedusaHeadsProposer } from './decoding/proposers/medusa-heads.ts';
import { PromptLookupProposer } from './decoding/proposers/prompt-lookup.ts';
import type { Proposer } from './decoding/proposers/proposer.ts';
import { WithLookupProposer } from './decoding/proposers/with-lookup.ts';
import { DRAFTING_SETTINGS } from './decoding/settings.ts';
import { VanillaDecoding } from './decoding/vanilla.ts';
import type { LoadedTarget } from './load-target.ts';
import { HEADS_OF, type HeadsKind, type Method, type NamedTree } from './protocol.ts';
import { checkTreeFits } from './trees/tree-format.ts';

export interface LoadedMethod {
  strategy: DecodingStrategy;
  /** What was trained for it; null where nothing was. */
  artifact: ArtifactFile | null;
  /** The fixed shape of its candidates. */
  tree?: NamedTree;
}

/** Heads that fill a tree, and what was trained for them. */
interface LoadedHeads {
  proposer: Proposer;
  artifact: ArtifactFile;
  tree: NamedTree;
}

export interface MethodOptions extends ArtifactPaths {
  tree?: NamedTree | undefined;
}

export class MethodLoader {
  readonly #target: LoadedTarget;
  readonly #options: MethodOptions;
  readonly #loaded = new Map<Method, LoadedMethod>();
  readonly #heads = new Map<HeadsKind, LoadedHeads>();
  readonly #releases: (() => Promise<void>)[] = [];

  constructor(target: LoadedTarget, options: MethodOptions) {
    this.#target = target;
    this.#options = options;
  }

  async load(method: Method): Promise<LoadedMethod> {
    const known = this.#loaded.get(method);
    if (known) return known;
    const loaded = await this.#create(method);
    this.#loaded.set(method, loaded);
    return loaded;
  }

  async release(): Promise<void> {
    for (const release of this.#releases.splice(0)) await release();
    this.#loaded.clear();
    this.#heads.clear();
  }

  async #create(method: Method): Promise<LoadedMethod> {
    const { lm, tokenizer } = this.#target;
    switch (method) {
      case 'vanilla':
        return { strategy: new VanillaDecoding(lm), artifact: null };
      case 'lookup': {
        const proposer = new PromptLookupProposer(DRAFTING_SETTINGS.lookup);
        return { strategy: new ProposeVerifyDecoding(method, lm, proposer), artifact: null };
      }
      case 'speculative': {
        const { draft, artifact } = await loadDraftModel(this.#target, this.#options);
        this.#releases.push(() => draft.release());
        const proposer = new DraftModelProposer(draft, DRAFTING_SETTINGS.chainLength, tokenizer.endTokenIds);
        return { strategy: new ProposeVerifyDecoding(method, lm, proposer), artifact };
      }
      case 'medusa':
      case 'hydra': {
        const { proposer, artifact, tree } = await this.#headsOf(method);
        return { strategy: new ProposeVerifyDecoding(method, lm, proposer), artifact, tree };
      }
      case 'medusa-lookup':
      case 'hydra-lookup': {
        const { proposer: heads, artifact, tree } = await this.#headsOf(HEADS_OF[method]);
        const proposer = new WithLookupProposer(heads, DRAFTING_SETTINGS.lookup);
        return { strategy: new ProposeVerifyDecoding(method, lm, proposer), artifact, tree };
      }
    }
  }

  async #headsOf(kind: HeadsKind): Promise<LoadedHeads> {
    const known = this.#heads.get(kind);
    if (known) return known;
    const tree = this.#options.tree ?? DRAFTING_SETTINGS.trees[kind];
    const loaded = { ...(await this.#openHeads(kind, tree)), tree };
    this.#heads.set(kind, loaded);
    return loaded;
  }

  async #openHeads(kind: HeadsKind, tree: NamedTree): Promise<Omit<LoadedHeads, 'tree'>> {
    const template = treeTemplate(tree.paths);
    switch (kind) {
      case 'medusa': {
        const { heads, artifact } = await loadMedusaHeads(this.#target, this.#options, template.width);
        this.#releases.push(() => heads.release());
        checkTreeFits(tree, heads.headCount);
        return { proposer: new MedusaHeadsProposer(heads, template), artifact };
      }
      case 'hydra': {
        const { heads, artifact } = await loadHydraHeads(this.#target, this.#options, template.width);
        this.#releases.push(() => heads.release());
        checkTreeFits(tree, heads.depths);
        return { proposer: new HydraHeadsProposer(heads, template), artifact };
      }
    }
  }
}
