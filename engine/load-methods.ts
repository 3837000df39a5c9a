/** Ways of decoding on one target, each loaded when it is first asked for; what two of them need is loaded once. */
import { type ArtifactFile, loadDraftModel, loadHydraHeads, loadMedusaHeads } from './artifacts.ts';
import type { CostCurve } from './core/cost-curve.ts';
import { treeTemplate } from './core/token-tree.ts';
import type { LevelWorth, Worth } from './core/worthy-nodes.ts';
import type { DecodingStrategy } from './decoding/decoding-strategy.ts';
import { ProposeVerifyDecoding } from './decoding/propose-verify.ts';
import { DraftModelProposer } from './decoding/proposers/draft-model.ts';
import { HydraHeadsProposer } from './decoding/proposers/hydra-heads.ts';
import { MedusaHeadsProposer } from './decoding/proposers/medusa-heads.ts';
import { type LookupWorth, PricedLookupProposer } from './decoding/proposers/priced-lookup.ts';
import { PromptLookupProposer } from './decoding/proposers/prompt-lookup.ts';
import type { Proposer } from './decoding/proposers/proposer.ts';
import { WithLookupProposer } from './decoding/proposers/with-lookup.ts';
import { WorthItsRowsProposer } from './decoding/proposers/worth-its-rows.ts';
import { DRAFTING_SETTINGS } from './decoding/settings.ts';
import { VanillaDecoding } from './decoding/vanilla.ts';
import { EngineError } from './errors.ts';
import type { LoadedTarget } from './load-target.ts';
import type { ArtifactPaths } from './models/trained-drafts.ts';
import { HEADS_OF, type HeadsKind, type Method, type NamedTree } from './protocol.ts';
import type { AcceptanceFile, AcceptanceMethod } from './trees/acceptance-format.ts';
import { loadAcceptance } from './trees/acceptance-store.ts';
import { copyWorth, loadCopies } from './trees/copies.ts';
import { checkTreeFits } from './trees/tree-format.ts';
import { chainWorth, treePool, treeWorth } from './trees/worth.ts';

export interface LoadedMethod {
  strategy: DecodingStrategy;
  /** What was trained for it; null where nothing was. */
  artifact: ArtifactFile | null;
  /** The fixed shape of its candidates. */
  tree?: NamedTree;
  /** Tokens that a vanilla pass's time is worth, where each step chooses by it. */
  worth?: number;
  /** Whether its candidates are weighed by n-grams. */
  weighed?: boolean;
}

/** Heads that fill a tree, and what was trained for them. */
interface LoadedHeads {
  proposer: Proposer;
  artifact: ArtifactFile;
  tree: NamedTree;
  weighed: boolean;
  /** By what each step chooses; null where all candidates stay. */
  worth: Worth | null;
}

export interface MethodOptions extends ArtifactPaths {
  tree?: NamedTree | undefined;
  /** Measured cost of passes: each step then keeps the candidates that are worth theirs. */
  dynamicCost?: CostCurve | undefined;
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
    const { lm } = this.#target;
    switch (method) {
      case 'vanilla':
        return { strategy: new VanillaDecoding(lm), artifact: null };
      case 'lookup': {
        const worth = await this.#copies();
        const proposer = worth
          ? new PricedLookupProposer(null, DRAFTING_SETTINGS.pricedLookup, worth)
          : new PromptLookupProposer(DRAFTING_SETTINGS.lookup);
        return {
          strategy: new ProposeVerifyDecoding(method, lm, proposer),
          artifact: null,
          ...rateOf(worth),
        };
      }
      case 'speculative':
        return this.#speculative();
      case 'medusa':
      case 'hydra':
        return this.#withHeads(method, method, worthyOf);
      case 'medusa-lookup':
      case 'hydra-lookup': {
        const copies = await this.#copies();
        return this.#withHeads(method, HEADS_OF[method], (heads) =>
          heads.worth && copies
            ? new PricedLookupProposer(heads.proposer, DRAFTING_SETTINGS.pricedLookup, {
                ...copies,
                ...heads.worth,
                headsKnow: method === 'hydra-lookup',
              })
            : new WithLookupProposer(worthyOf(heads), DRAFTING_SETTINGS.lookup),
        );
      }
    }
  }

  async #speculative(): Promise<LoadedMethod> {
    const { lm, tokenizer } = this.#target;
    const { draft, artifact } = await loadDraftModel(this.#target, this.#options);
    this.#releases.push(() => draft.release());
    const measured = await this.#measured('speculative');
    if (measured) checkMeasuredOn(measured.file, artifact);
    const worth = measured && chainWorth(measured.file, measured.curve);
    const length = worth ? worth.first.length : DRAFTING_SETTINGS.chainLength;
    const proposer = new DraftModelProposer(draft, length, tokenizer.endTokenIds, worth);
    const strategy = new ProposeVerifyDecoding('speculative', lm, worthyOf({ proposer, worth }));
    return { strategy, artifact, ...rateOf(worth) };
  }

  async #withHeads(
    method: Method,
    kind: HeadsKind,
    mix: (heads: LoadedHeads) => Proposer,
  ): Promise<LoadedMethod> {
    const heads = await this.#headsOf(kind);
    const { artifact, tree, weighed, worth } = heads;
    const strategy = new ProposeVerifyDecoding(method, this.#target.lm, mix(heads));
    return { strategy, artifact, tree, weighed, ...rateOf(worth) };
  }

  async #headsOf(kind: HeadsKind): Promise<LoadedHeads> {
    const known = this.#heads.get(kind);
    if (known) return known;
    const loaded = await this.#openHeads(kind);
    this.#heads.set(kind, loaded);
    return loaded;
  }

  async #openHeads(kind: HeadsKind): Promise<LoadedHeads> {
    const measured = await this.#measured(kind);
    const worth = measured && treeWorth(measured.file, measured.curve);
    const own = measured ? treePool(measured.file) : DRAFTING_SETTINGS.trees[kind];
    const opened = await this.#openProposer(kind, own, worth);
    if (measured) checkMeasuredOn(measured.file, opened.artifact);
    return { ...opened, worth };
  }

  /** `own` is filled where no tree was asked for. */
  async #openProposer(
    kind: HeadsKind,
    own: NamedTree,
    worth: LevelWorth | null,
  ): Promise<Omit<LoadedHeads, 'worth'>> {
    const { width } = treeTemplate((this.#options.tree ?? own).paths);
    switch (kind) {
      case 'medusa': {
        const { heads, ngrams, artifact } = await loadMedusaHeads(this.#target, this.#options, width);
        this.#releases.push(() => heads.release());
        const tree = this.#fitting(own, heads.headCount);
        const proposer = new MedusaHeadsProposer(heads, treeTemplate(tree.paths), ngrams);
        return { proposer, artifact, tree, weighed: ngrams !== null };
      }
      case 'hydra': {
        const { heads, artifact } = await loadHydraHeads(this.#target, this.#options, width);
        this.#releases.push(() => heads.release());
        const tree = this.#fitting(own, heads.depths);
        const proposer = new HydraHeadsProposer(heads, treeTemplate(tree.paths), worth);
        return { proposer, artifact, tree, weighed: false };
      }
    }
  }

  /** The tree that was asked for, which must fit; else a method's own, cut to what the heads reach. */
  #fitting(own: NamedTree, depth: number): NamedTree {
    const { tree } = this.#options;
    if (!tree) return { ...own, paths: own.paths.filter(({ length }) => length <= depth) };
    checkTreeFits(tree, depth);
    return tree;
  }

  /** What copies go by where each step chooses; null where nobody asked for it, or where it was not measured. */
  async #copies(): Promise<LookupWorth | null> {
    const { dynamicCost: curve } = this.#options;
    if (!curve) return null;
    const { precision, sha256 } = this.#target;
    const file = await loadCopies(precision);
    // Any model can copy: of one that was not measured, the method's description says so.
    if (file?.modelSha256 !== sha256) return null;
    const { chance: copies, price } = copyWorth(file, curve);
    // Without heads no candidate has a probability.
    return { copies, price, chance: () => 0, headsKnow: false };
  }

  /** What choosing at each step goes by; null where nobody asked for it. */
  async #measured(method: AcceptanceMethod): Promise<Measured | null> {
    const { dynamicCost: curve } = this.#options;
    if (!curve) return null;
    const { precision } = this.#target;
    const file = await loadAcceptance(method, precision);
    if (file) return { file, curve };
    throw new EngineError(
      'file-not-found',
      `no acceptance of ${method} was measured at ${precision} (make it with "gorgon tree calibrate --method ${method} --precision ${precision}")`,
    );
  }
}

function worthyOf({ proposer, worth }: Pick<LoadedHeads, 'proposer' | 'worth'>): Proposer {
  return worth ? new WorthItsRowsProposer(proposer, worth) : proposer;
}

function rateOf(worth: Worth | null): { worth?: number } {
  return worth ? { worth: worth.price.rate } : {};
}

interface Measured {
  file: AcceptanceFile;
  curve: CostCurve;
}

/** Throws where the acceptance was measured on another draft. */
function checkMeasuredOn({ artifactSha256, method }: AcceptanceFile, { sha256 }: ArtifactFile): void {
  if (artifactSha256 === sha256) return;
  throw new EngineError(
    'unsupported-model',
    `the acceptance of ${method} was measured on the draft with sha256 ${artifactSha256}, not on ${sha256} (gorgon tree calibrate measures it anew)`,
  );
}
