/** `gorgon tree calibrate`: acceptance of the heads' candidates on held-out answers of the target, as one file. */
import { availableParallelism, cpus } from 'node:os';
import { type ArtifactFile, type ArtifactPaths, loadHydraHeads, loadMedusaHeads } from './artifacts.ts';
import { type LoadedTarget, type LoadTargetOptions, loadTarget } from './load-target.ts';
import type { HeadsKind, TokenId } from './protocol.ts';
import type { Candidates, GroundedHeads } from './runtime/draft-lm.ts';
import { loadAnswers } from './training/answers.ts';
import { loadTrainingPrompts } from './training/prompts.ts';
import { splitSequences } from './training/sequences.ts';
import { ACCEPTANCE_FORMAT, type AcceptanceFile } from './trees/acceptance-format.ts';
import { type AskedDraft, measureAcceptance } from './trees/measure-acceptance.ts';

/** Candidates of a list, as many as Medusa's own trees use. */
const WIDTH = 10;

export interface AcceptanceSettings {
  method: HeadsKind;
  /** Most held-out answers to read; all when absent. */
  prompts?: number | undefined;
}

export async function calibrateHeads(
  options: Partial<LoadTargetOptions> & ArtifactPaths,
  settings: AcceptanceSettings,
  onProgress: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<AcceptanceFile> {
  const beganMs = performance.now();
  const threads = options.threads ?? availableParallelism();
  const target = await loadTarget({ ...options, threads });
  try {
    const { manifest, answers } = await loadAnswers();
    const { prompts } = await loadTrainingPrompts();
    const heldOut = splitSequences(answers, prompts, target.tokenizer).heldOut.slice(0, settings.prompts);
    const { draft, artifact, release } = await openHeads(settings.method, target, options);
    try {
      const measured = await measureAcceptance(target.lm, draft, heldOut, { onProgress, signal });
      return {
        format: ACCEPTANCE_FORMAT,
        method: settings.method,
        precision: target.precision,
        modelSha256: target.sha256,
        artifactSha256: artifact.sha256,
        answersSha256: manifest.tokensSha256,
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

interface OpenHeads {
  draft: AskedDraft;
  artifact: ArtifactFile;
  release(): Promise<void>;
}

async function openHeads(method: HeadsKind, target: LoadedTarget, paths: ArtifactPaths): Promise<OpenHeads> {
  switch (method) {
    case 'medusa': {
      const { heads, artifact } = await loadMedusaHeads(target, paths, WIDTH);
      const lists = (hidden: Float32Array) => heads.propose(hidden);
      return { draft: { width: WIDTH, lists }, artifact, release: () => heads.release() };
    }
    case 'hydra': {
      const { heads, artifact } = await loadHydraHeads(target, paths, WIDTH);
      const lists: AskedDraft['lists'] = (hidden, root, following) =>
        groundedLists(heads, hidden, root, following);
      return { draft: { width: WIDTH, lists }, artifact, release: () => heads.release() };
    }
  }
}

/** What the heads say along the text: each depth is told the true token before it. */
async function groundedLists(
  heads: GroundedHeads,
  hidden: Float32Array,
  root: TokenId,
  following: readonly TokenId[],
): Promise<Candidates[]> {
  const lists: Candidates[] = [];
  let states = hidden;
  for (const [depth, token] of [root, ...following].slice(0, heads.depths).entries()) {
    const step = await heads.step(depth, states, [token]);
    lists.push(step.candidates[0] as Candidates);
    states = step.states;
  }
  return lists;
}
