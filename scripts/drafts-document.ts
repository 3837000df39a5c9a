/** docs/drafts.md out of the cards of the shipped artifacts: `npm run docs` writes it, a test holds it against them. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { PRECISIONS } from '../engine/protocol.ts';
import { type AnswersManifest, loadAnswers, shippedAnswers } from '../engine/training/answers.ts';

export const DRAFTS_DOCUMENT = fileURLToPath(new URL('../docs/drafts.md', import.meta.url));

const ARTIFACTS = new URL('../artifacts/', import.meta.url);

/** Method and card of each shipped artifact. */
const SHIPPED = [
  ['speculative', 'draft'],
  ['medusa', 'medusa'],
  ['hydra', 'hydra'],
] as const;

const cardSchema = z.object({
  artifact: z.string(),
  seconds: z.number(),
  answersSha256: z.string(),
  steps: z.number(),
  machine: z.string(),
  positions: z.object({ training: z.number(), heldOut: z.number() }),
  heldOutCoverage: z.number(),
  heldOutAccuracy: z.array(z.array(z.number())),
});

export async function draftsDocument(): Promise<string> {
  const loaded = await Promise.all(PRECISIONS.map((precision) => loadAnswers(shippedAnswers(precision))));
  const manifests = loaded.map(({ manifest }) => manifest);
  const rows = await Promise.all(SHIPPED.map(([method, name]) => row(method, name, manifests)));
  return `# What a draft costs to have

Written out of the cards under \`artifacts/\` (\`npm run docs\`).

The page that made Medusa known (README of FasterDecoding/Medusa, Introduction) holds three things against two-model
drafting: one needs a good draft model, the system grows complicated, and sampling gets inefficient. Its answer is heads
on the same model. The first two can be put in figures here, since all drafts learn from the target's own
answers and run on the same engine. (The third concerns typical acceptance, which is not lossless: docs/sampling.md.)

| method | trained for | its answers made in | file | training positions | held-out right at 1, 2, 3 | made on |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

Right for Hydra and the draft model: given that the guesses before were right; for Medusa's heads, which do not know
them: whatever they were. A token outside the draft vocabulary counts as wrong.

- **A second model to find**: the target is the smallest of its family, so the draft is made of the target's own layers. Heads need no such choice.
- **To train**: the draft model needs whole texts in order, with attention, and its own cache; heads need single states
  of the target, which can be stored once and shuffled.
- **To serve**: the draft model keeps a cache of its own in step with the target's, is run again for every token it
  drafts, and must share cores with the target; Medusa's heads are one small product on a state that is there already,
  Hydra's one a depth. What that costs a step is in every report ("From gain to cost").
`;
}

async function row(method: string, name: string, manifests: readonly AnswersManifest[]): Promise<string> {
  const card = cardSchema.parse(JSON.parse(await readFile(new URL(`${name}.card.json`, ARTIFACTS), 'utf8')));
  const answers = manifests.find(({ tokensSha256 }) => tokensSha256 === card.answersSha256);
  const { size } = await stat(new URL(card.artifact, ARTIFACTS));
  const right = card.heldOutAccuracy.slice(0, 3).map(([first = 0]) => first.toFixed(3));
  return `| \`${method}\` | ${hours(card.seconds)} | ${hours(answers?.seconds ?? null)} | ${(size / 1e6).toFixed(1)} MB | ${card.positions.training.toLocaleString('en')} | ${right.join(', ')} | ${card.machine} |`;
}

function hours(seconds: number | null): string {
  return seconds === null ? 'n/a' : `${(seconds / 3600).toFixed(1)} h`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await writeFile(DRAFTS_DOCUMENT, await draftsDocument());
