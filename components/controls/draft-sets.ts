/** Sets of drafts that were trained here, by whose they are. Pure. */
import { DRAFTS, type DraftKind, type Precision, SHIPPED_SET } from '../../engine/protocol.ts';
import type { EngineChoice } from '../engine-choice.ts';
import { METHOD_STYLES } from '../methods.ts';
import type { TrainedCard } from '../training/events.ts';

export interface DraftSet {
  name: string;
  /** Arithmetic of the target that it learnt from; null where its card does not tell. */
  precision: Precision | null;
}

export type DraftSets = Readonly<Record<DraftKind, readonly DraftSet[]>>;

/** Whose draft a card's kind is; null for training data. */
export function draftOf(kind: string): DraftKind | null {
  const method = kind === 'draft' ? 'speculative' : kind;
  return DRAFTS.find((own) => own === method) ?? null;
}

/** The shipped ones are left out. */
export function draftSets(trained: readonly TrainedCard[]): DraftSets {
  const of = (method: DraftKind) =>
    trained
      .filter(({ name, kind }) => name !== SHIPPED_SET && draftOf(kind) === method)
      .map(({ name, precision }) => ({ name, precision }));
  return { medusa: of('medusa'), hydra: of('hydra'), speculative: of('speculative') };
}

/** A sentence a chosen set that learnt from the target at another precision. */
export function precisionNotes({ precision, drafts }: EngineChoice, sets: DraftSets): string[] {
  return DRAFTS.flatMap((kind) => {
    const set = sets[kind].find(({ name }) => name === drafts[kind]);
    if (!set?.precision || set.precision === precision) return [];
    return [
      `${METHOD_STYLES[kind].label} from ${set.name} learnt from the target at ${set.precision}: at ${precision} it may guess worse.`,
    ];
  });
}
