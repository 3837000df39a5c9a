import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resolveChoice } from '../../app/_lib/engine-choice.ts';
import { listTrained } from '../../app/_lib/trained.ts';
import { DEFAULT_CHOICE, type EngineChoice } from '../../components/engine-choice.ts';
import { loadAcceptance } from '../../engine/trees/acceptance-store.ts';
import { temporaryFolder } from '../records/temporary-folder.ts';

const MODEL = 'a'.repeat(64);

/** A cache folder with trained sets in it. */
async function homeWith(sets: Record<string, object>): Promise<string> {
  const home = await temporaryFolder();
  const before = process.env.GORGON_HOME;
  process.env.GORGON_HOME = home;
  onTestFinished(() => {
    if (before === undefined) delete process.env.GORGON_HOME;
    else process.env.GORGON_HOME = before;
  });
  for (const [set, change] of Object.entries(sets)) {
    const folder = path.join(home, 'trained', set);
    await mkdir(folder, { recursive: true });
    const card = {
      artifact: 'medusa.safetensors',
      sha256: 'b'.repeat(64),
      kind: 'medusa',
      modelSha256: MODEL,
      precision: 'fp32',
      steps: 10,
      seconds: 1,
      machine: 'test',
      heldOutAccuracy: [[0.5], [0.2]],
      ...change,
    };
    await writeFile(path.join(folder, 'medusa.card.json'), JSON.stringify(card));
    await writeFile(path.join(folder, 'medusa.safetensors'), '');
  }
  return home;
}

const withMedusa = (medusa: string, change: Partial<EngineChoice> = {}): EngineChoice => ({
  ...DEFAULT_CHOICE,
  drafts: { ...DEFAULT_CHOICE.drafts, medusa },
  ...change,
});

describe("an engine's choice", () => {
  it('is the shipped drafts unless a set is named, whose file it then finds', async () => {
    const home = await homeWith({ mine: {} });
    expect(await resolveChoice(DEFAULT_CHOICE, MODEL)).toEqual({
      setup: { precision: 'int8', tree: undefined, dynamic: false },
      artifacts: [],
    });
    expect(await resolveChoice(withMedusa('mine'), MODEL)).toEqual({
      setup: {
        precision: 'int8',
        tree: undefined,
        dynamic: false,
        medusaPath: path.join(home, 'trained', 'mine', 'medusa.safetensors'),
      },
      artifacts: ['b'.repeat(64)],
    });
  });

  it('refuses what is not there, with what is', async () => {
    await homeWith({ mine: {}, other: {} });
    const refused: [EngineChoice, string][] = [
      [withMedusa('none'), 'invalid trained set for medusa: "none" (allowed: shipped, mine, other)'],
      [withMedusa('../mine'), 'invalid trained set for medusa: "../mine" (allowed: shipped'],
      [{ ...DEFAULT_CHOICE, tree: 'oak' }, 'invalid tree: "oak" (allowed: null, mc_sim_7b_63, '],
      [{ ...DEFAULT_CHOICE, tree: '../trees/zephyr_stage2.json' }, 'invalid tree: '],
    ];
    for (const [choice, message] of refused)
      await expect(resolveChoice(choice, MODEL)).rejects.toThrow(message);
  });

  it('refuses drafts of another model, and a tree deeper than the heads reach', async () => {
    await homeWith({ mine: {} });
    await expect(resolveChoice(withMedusa('mine'), 'c'.repeat(64))).rejects.toThrow(
      `mine was trained on the model with sha256 ${MODEL}, not on ccc`,
    );
    expect(await resolveChoice(withMedusa('mine'), null)).toMatchObject({ artifacts: ['b'.repeat(64)] });
    await expect(resolveChoice(withMedusa('mine', { tree: 'zephyr_stage2' }), MODEL)).rejects.toThrow(
      /invalid path of tree zephyr_stage2: .* \(allowed: 1 to 2 ranks/,
    );
  });

  it('lets steps choose only by what was measured of the very drafts', async () => {
    const measured = await loadAcceptance('medusa', 'int8');
    if (!measured) throw new Error('the shipped acceptance is missing');
    await homeWith({ measured: { sha256: measured.artifactSha256 }, mine: {} });
    const at = (precision: 'fp32' | 'int8', medusa = 'shipped') =>
      resolveChoice(withMedusa(medusa, { precision, dynamic: true }), MODEL);
    await expect(at('fp32')).rejects.toThrow('invalid dynamic: true (allowed: false at fp32: no acceptance');
    await expect(at('int8', 'mine')).rejects.toThrow('allowed: false with these drafts of medusa');
    for (const set of ['shipped', 'measured'])
      expect(await at('int8', set)).toMatchObject({ setup: { dynamic: true } });
  });

  it('is offered from the list of what was trained', async () => {
    await homeWith({ mine: { precision: 'int8' }, old: { precision: undefined } });
    const own = (await listTrained()).filter(({ name }) => name !== 'shipped');
    expect(own.map(({ name, kind, precision }) => [name, kind, precision])).toEqual([
      ['mine', 'medusa', 'int8'],
      ['old', 'medusa', null],
    ]);
  });
});
