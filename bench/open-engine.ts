/** An engine from its setup, with the cost of a pass measured before where something goes by it. */
import { availableParallelism } from 'node:os';
import type { EngineSetup } from '../engine/child/messages.ts';
import type { CostCurve } from '../engine/core/cost-curve.ts';
import type { Engine } from '../engine/index.ts';
import type { ArtifactPaths } from '../engine/models/trained-drafts.ts';
import type { Method } from '../engine/protocol.ts';
import { widestPass } from '../engine/trees/widest-pass.ts';
import { measureCost } from './cost/measure-cost.ts';
import { runCost } from './cost/plan.ts';

/** As the engine tells of its preparation. */
export interface Preparing {
  phase: string;
  receivedBytes?: number;
  totalBytes?: number;
}

export interface OpenOptions {
  /** Whether the cost of a pass is measured; a dynamic setup needs it. */
  cost: boolean;
  /** Inside an operator; all cores when absent. */
  threads?: number | undefined;
  /** Methods to load; all when absent. */
  methods?: readonly Method[] | undefined;
  /** Tokens that a text may come to; those of a short chat when absent. */
  longest?: number | undefined;
  onPreparing?: ((progress: Preparing) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export async function openWithCost(
  setup: EngineSetup,
  options: OpenOptions,
): Promise<{ engine: Engine; cost: CostCurve | null }> {
  const { methods, onPreparing, threads = availableParallelism() } = options;
  const cost = options.cost ? await costOfPass(setup, { ...options, threads }) : null;
  const { openEngine } = await import('../engine/index.ts');
  const engine = await openEngine({
    precision: setup.precision,
    ...pathsOf(setup),
    threads,
    methods,
    tree: setup.tree,
    dynamicCost: (setup.dynamic && cost) || undefined,
    onProgress: (progress) => onPreparing?.(progress),
  });
  return { engine, cost };
}

const pathsOf = ({ medusaPath, hydraPath, draftPath }: EngineSetup): ArtifactPaths => ({
  medusaPath,
  hydraPath,
  draftPath,
});

/** On a model of its own, closed before the engine opens: what is measured is the pass, not what stands beside it. */
async function costOfPass(
  { tree, ...setup }: EngineSetup,
  { threads, methods, longest, onPreparing, signal }: OpenOptions & { threads: number },
): Promise<CostCurve> {
  const { openCostProbe } = await import('../engine/index.ts');
  const probe = await openCostProbe({
    precision: setup.precision,
    ...pathsOf(setup),
    threads,
    onProgress: (progress) => onPreparing?.(progress),
  });
  try {
    const onProgress = (done: number, total: number) =>
      onPreparing?.({ phase: `cost of a pass: ${done} of ${total}` });
    const plan = runCost(widestPass(tree, methods), longest);
    return (await measureCost(probe, plan, { onProgress, signal })).curve;
  } finally {
    await probe.close();
  }
}
