/** Which arithmetic, drafts and tree a race or a benchmark runs on: what is chosen, and how it is said. Pure. */
import type { EngineState } from '../engine/child/client.ts';
import { choosesByDefault } from '../engine/core/chooses-by-default.ts';
import { headsOf } from '../engine/core/heads-of.ts';
import { stepsChose } from '../engine/core/own-trees.ts';
import {
  DEFAULT_SETTINGS,
  DRAFTS,
  type DraftKind,
  type EngineInfo,
  METHODS,
  type Method,
  type MethodInfo,
  type Precision,
  SHIPPED_SET,
} from '../engine/protocol.ts';
import { METHOD_STYLES } from './methods.ts';

export interface EngineChoice {
  precision: Precision;
  /** By method: `shipped`, or the name of a set that was trained on this machine. */
  drafts: Readonly<Record<DraftKind, string>>;
  /** Name of a stored tree; null is each method's own. */
  tree: string | null;
  /** Each step keeps the candidates that are worth their cost. */
  dynamic: boolean;
}

export const DEFAULT_CHOICE: EngineChoice = {
  precision: DEFAULT_SETTINGS.precision,
  drafts: { medusa: SHIPPED_SET, hydra: SHIPPED_SET, speculative: SHIPPED_SET },
  tree: null,
  dynamic: false,
};

/** Whether steps choose under a choice that does not say; `cost`: whether the cost of a pass is measured anyway. */
export function choosesUnder(
  { precision, drafts, tree }: Omit<EngineChoice, 'dynamic'>,
  cost: boolean,
): boolean {
  const ownDrafts = DRAFTS.some((kind) => drafts[kind] !== SHIPPED_SET);
  return choosesByDefault({ precision, ownDrafts, tree, cost });
}

/** The default with one draft of one's own, at the arithmetic that it learnt from where that is known. */
export function choiceOf(kind: DraftKind, set: string, precision: Precision | null): EngineChoice {
  const { drafts } = DEFAULT_CHOICE;
  return {
    ...DEFAULT_CHOICE,
    precision: precision ?? DEFAULT_CHOICE.precision,
    drafts: { ...drafts, [kind]: set },
  };
}

/** The engine as GET /api/status tells of it: how far it is, and what it is opened with. */
export type EngineStatus = EngineState & { choice: EngineChoice };

/** As a page knows it, which may get no answer. */
export type EngineSeen = EngineStatus | { kind: 'unreachable' };

export function sameChoice(a: EngineChoice, b: EngineChoice): boolean {
  return (
    a.precision === b.precision &&
    a.tree === b.tree &&
    a.dynamic === b.dynamic &&
    DRAFTS.every((kind) => a.drafts[kind] === b.drafts[kind])
  );
}

/**
 * What the engine says of its methods; none where it is not open with this choice, and so has nothing to say of it. Which
 * methods there are does not depend on whether steps choose.
 */
export function methodsUnder(engine: EngineSeen | null, choice: EngineChoice): readonly MethodInfo[] {
  if (engine?.kind !== 'ready') return [];
  return sameChoice({ ...engine.choice, dynamic: choice.dynamic }, choice) ? engine.info.methods : [];
}

/** Methods that can be chosen: those that are there, and all of them while nothing is known. */
export function offeredMethods(infos: readonly MethodInfo[]): readonly Method[] {
  return infos.length === 0
    ? METHODS
    : infos.filter(({ available }) => available).map(({ method }) => method);
}

/** "fp32 · shipped drafts · built-in tree", "int8 · Medusa from my-heads · tree zephyr_stage2 · each step chooses". */
export function choiceWords({ precision, drafts, tree, dynamic }: EngineChoice): string {
  const own = DRAFTS.filter((kind) => drafts[kind] !== SHIPPED_SET).map(
    (kind) => `${METHOD_STYLES[kind].label} from ${drafts[kind]}`,
  );
  return [
    precision,
    own.length > 0 ? own.join(', ') : 'shipped drafts',
    ...(tree === null && dynamic ? [] : [tree === null ? 'built-in tree' : `tree ${tree}`]),
    ...(dynamic ? ['each step chooses'] : []),
  ].join(' · ');
}

/** The same of a record, which knows drafts by their hash: "int8 · tree zephyr_stage2 · each step chooses". */
export function recordedWords({ precision, methods }: Pick<EngineInfo, 'precision' | 'methods'>): string {
  const trees = new Set(methods.flatMap(({ tree }) => (tree ? [`tree ${tree.name}`] : [])));
  return [precision, ...trees, ...(stepsChose(methods) ? ['each step chooses'] : [])].join(' · ');
}

/** Options of the command line. */
export const DRAFT_OPTIONS = {
  medusa: '--medusa',
  hydra: '--hydra',
  speculative: '--draft',
} as const satisfies Record<DraftKind, string>;

/**
 * Arguments of the command; its defaults are left out, and so is a tree that none of the methods (null: all) would fill.
 * `cost`: whether it measures the cost of a pass.
 */
export function choiceArguments(
  choice: EngineChoice,
  methods: readonly Method[] | null,
  cost: boolean,
): string[] {
  const { precision, drafts, tree, dynamic } = choice;
  const fills = methods === null || methods.some((method) => headsOf(method) !== null);
  const filled = fills ? tree : null;
  return [
    ...(precision === DEFAULT_CHOICE.precision ? [] : ['--precision', precision]),
    ...DRAFTS.flatMap((kind) => (drafts[kind] === SHIPPED_SET ? [] : [DRAFT_OPTIONS[kind], drafts[kind]])),
    ...(filled === null ? [] : ['--tree', filled]),
    ...(dynamic === choosesUnder({ ...choice, tree: filled }, cost)
      ? []
      : [dynamic ? '--dynamic' : '--no-dynamic']),
  ];
}
