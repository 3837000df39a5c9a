/** `gorgon tree calibrate`: acceptance of a draft's candidates, or of copies, on held-out answers of the target, as one file. */
import { availableParallelism, cpus } from 'node:os';
import { type ArtifactFile, loadDraftModel, loadHydraHeads, loadMedusaHeads } from './artifacts.ts';
import { CopyCounter } from './core/copy-chance.ts';
import { type LoadedTarget, type LoadTargetOptions, loadTarget } from './load-target.ts';
import type { ArtifactPaths } from './models/trained-drafts.ts';
import { loadAnswers, shippedAnswers } from './training/answers.ts';
import { loadTrainingPrompts } from './training/prompts.ts';
import { splitSequences } from './training/sequences.ts';
import { ACCEPTANCE_FORMAT, type AcceptanceFile, type AcceptanceMethod } from './trees/acceptance-format.ts';
import { askedDraftModel, askedHeads, askedHydra } from './trees/asked-drafts.ts';
import { COPIES_FORMAT, type CopiesFile } from './trees/copies.ts';
import { type AskedDraft, measureAcceptance } from './trees/measure-acceptance.ts';

/** Candidates of a list, as many as Medusa's own trees use. */
const WIDTH = 10;

export interface AcceptanceSettings {
  method: AcceptanceMethod;
  /** Most held-out answers to read; all when absent. */
  prompts?: number | undefined;
}

export async function calibrateAcceptance(
  options: Partial<LoadTargetOptions> & ArtifactPaths,
  settings: AcceptanceSettings,
  onProgress: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<AcceptanceFile> {
  const beganMs = performance.now();
  const threads = options.threads ?? availableParallelism();
  const target = await loadTarget({ ...options, threads });
  try {
    const { heldOut, answersSha256 } = await heldOutAnswers(target, settings.prompts);
    const { draft, artifact, release } = await openDraft(settings.method, target, options);
    try {
      const measured = await measureAcceptance(target.lm, draft, heldOut, { onProgress, signal });
      return {
        format: ACCEPTANCE_FORMAT,
        method: settings.method,
        precision: target.precision,
        modelSha256: target.sha256,
        artifactSha256: artifact.sha256,
        answersSha256,
        prompts: heldOut.length,
        machine: `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores`,
        seconds: Math.round((performance.now() - beganMs) / 1000),
        ...measured,
      };
    } finally {
      await release();
    }
  } finally {
    await target.release();
  }
}

/** The worth of copies: the answers say it all, no pass is needed. */
export async function calibrateCopies(
  options: Partial<LoadTargetOptions>,
  settings: Pick<AcceptanceSettings, 'prompts'>,
): Promise<CopiesFile> {
  const threads = options.threads ?? availableParallelism();
  const target = await loadTarget({ ...options, threads });
  try {
    const { heldOut, answersSha256 } = await heldOutAnswers(target, settings.prompts);
    const counter = new CopyCounter();
    for (const { promptTokenIds, answerTokenIds } of heldOut) counter.add(promptTokenIds, answerTokenIds);
    return {
      format: COPIES_FORMAT,
      precision: target.precision,
      modelSha256: target.sha256,
      answersSha256,
      prompts: heldOut.length,
      counts: counter.counts(),
    };
  } finally {
    await target.release();
  }
}

async function heldOutAnswers(target: LoadedTarget, most: number | undefined) {
  const { manifest, answers } = await loadAnswers(shippedAnswers(target.precision));
  const { prompts } = await loadTrainingPrompts();
  const { heldOut } = splitSequences(answers, prompts, target.tokenizer);
  return { heldOut: heldOut.slice(0, most), answersSha256: manifest.tokensSha256 };
}

interface OpenDraft {
  draft: AskedDraft;
  artifact: ArtifactFile;
  release(): Promise<void>;
}

async function openDraft(
  method: AcceptanceMethod,
  target: LoadedTarget,
  paths: ArtifactPaths,
): Promise<OpenDraft> {
  switch (method) {
    case 'medusa': {
      const { heads, ngrams, artifact } = await loadMedusaHeads(target, paths, WIDTH);
      return { draft: askedHeads(heads, ngrams, WIDTH), artifact, release: () => heads.release() };
    }
    case 'hydra': {
      const { heads, artifact } = await loadHydraHeads(target, paths, WIDTH);
      return { draft: askedHydra(heads), artifact, release: () => heads.release() };
    }
    case 'speculative': {
      const { draft, artifact } = await loadDraftModel(target, paths);
      return { draft: askedDraftModel(draft), artifact, release: () => draft.release() };
    }
  }
}
