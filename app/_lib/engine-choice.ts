/** An engine's choice in a request, and what it comes to: names become files and shapes, checked before anything runs. */
import { z } from 'zod';
import { DEFAULT_CHOICE, type EngineChoice } from '../../components/engine-choice.ts';
import type { EngineSetup } from '../../engine/child/messages.ts';
import { EngineError, invalidArgument } from '../../engine/errors.ts';
import { DRAFT_FILES, DRAFT_PATHS, trainedFile, trainedFolder } from '../../engine/models/trained-drafts.ts';
import { DRAFTS, type DraftKind, HEADS, PRECISIONS } from '../../engine/protocol.ts';
import { loadAcceptance } from '../../engine/trees/acceptance-store.ts';
import { checkTreeFits } from '../../engine/trees/tree-format.ts';
import { loadTree, treeNames } from '../../engine/trees/tree-store.ts';
import { readCard, type TrainingCard } from './trained.ts';

const name = z.string().min(1).max(80);

/** Shapes only; which names there are is `resolveChoice`'s to say. */
export const engineChoiceBody = z
  .strictObject({
    precision: z.enum(PRECISIONS).default(DEFAULT_CHOICE.precision),
    drafts: z
      .strictObject({
        medusa: name.default(DEFAULT_CHOICE.drafts.medusa),
        hydra: name.default(DEFAULT_CHOICE.drafts.hydra),
        speculative: name.default(DEFAULT_CHOICE.drafts.speculative),
      })
      .default(DEFAULT_CHOICE.drafts),
    tree: name.nullable().default(DEFAULT_CHOICE.tree),
    dynamic: z.boolean().default(DEFAULT_CHOICE.dynamic),
  })
  .default(DEFAULT_CHOICE);

export const ENGINE_ALLOWED = `an object of precision (${PRECISIONS.join(', ')}), drafts (names of trained sets by ${DRAFTS.join(', ')}), tree (a name or null) and dynamic (true or false)`;

export interface ResolvedChoice {
  setup: EngineSetup;
  /** sha256 of the own drafts: trained anew under the same name, they are others. */
  artifacts: string[];
}

/**
 * `modelSha256` is the target's, null where that is not known yet: drafts of another model then fail when they are
 * opened. Throws an EngineError whose message is fit to be shown.
 */
export async function resolveChoice(
  { precision, drafts, tree, dynamic }: EngineChoice,
  modelSha256: string | null,
): Promise<ResolvedChoice> {
  const shape = tree === null ? undefined : await storedTree(tree);
  const setup: EngineSetup = { precision, tree: shape, dynamic };
  const cards: Partial<Record<DraftKind, TrainingCard>> = {};
  for (const kind of DRAFTS) {
    const set = drafts[kind];
    const file = await trainedFile(kind, set);
    if (file === undefined) continue;
    const card = await readCard(trainedFolder(set), `${DRAFT_FILES[kind]}.card.json`);
    if (!card) throw new EngineError('file-corrupt', `the card of ${set}, ${kind}, cannot be read`);
    checkModel(set, card, modelSha256);
    const depth = card.heldOutAccuracy?.length;
    if (shape && depth !== undefined && HEADS.some((heads) => heads === kind)) checkTreeFits(shape, depth);
    cards[kind] = card;
    setup[DRAFT_PATHS[kind]] = file;
  }
  if (dynamic) await checkMeasured(precision, cards);
  return { setup, artifacts: Object.values(cards).map(({ sha256 }) => sha256) };
}

async function storedTree(choice: string) {
  const names = await treeNames();
  if (!names.includes(choice)) throw invalidArgument('tree', choice, `null, ${names.join(', ')}`);
  const { name, paths } = await loadTree(choice);
  return { name, paths };
}

function checkModel(set: string, card: TrainingCard, modelSha256: string | null): void {
  if (modelSha256 === null || card.modelSha256 === modelSha256) return;
  throw new EngineError(
    'unsupported-model',
    `${set} was trained on the model with sha256 ${card.modelSha256}, not on ${modelSha256}`,
  );
}

/** Each step chooses by the acceptance that was measured of the very draft at the precision. */
async function checkMeasured(
  precision: EngineChoice['precision'],
  cards: Partial<Record<DraftKind, TrainingCard>>,
): Promise<void> {
  const measured = await Promise.all(
    DRAFTS.map(async (kind) => ({ kind, file: await loadAcceptance(kind, precision) })),
  );
  if (measured.every(({ file }) => file === null))
    throw invalidArgument('dynamic', true, `false at ${precision}: no acceptance was measured there`);
  for (const { kind, file } of measured) {
    const card = cards[kind];
    if (card && card.sha256 !== file?.artifactSha256)
      throw invalidArgument(
        'dynamic',
        true,
        `false with these drafts of ${kind}: their acceptance was not measured`,
      );
  }
}
