/** Runs a cost plan and boils it down to one figure each. */
import type { CostCurve, StepCost } from '../../engine/core/cost-curve.ts';
import { quantile } from '../../engine/core/statistics.ts';
import { EngineError } from '../../engine/errors.ts';
import type { CostProbe } from '../../engine/index.ts';
import { watchMachine } from '../machine-load.ts';
import { type CostSettings, type Measurement, planCost } from './plan.ts';

/**
 * The lower decile of the rounds: whatever else a machine does only makes a pass slower, so that a program beside it that
 * runs in eight rounds of ten does not bend the curve yet, where half of them bend medians (docs/experiments.md,
 * "a curve that a disturbance does not bend").
 */
const QUANTILE = 0.1;

export interface CostReport {
  model: string;
  precision: CostProbe['precision'];
  precisionNote?: string;
  threads: number;
  curve: CostCurve & Required<Pick<CostCurve, 'step' | 'repeats' | 'quantile' | 'load'>>;
  /** [rows][cachedTokens], t(n) / t(1); null where nothing was measured. */
  relative: (number | null)[][];
}

export async function measureCost(
  probe: CostProbe,
  settings: CostSettings,
  options: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal | undefined } = {},
): Promise<CostReport> {
  const rounds = planCost(settings, probe.drafts.length, probe.contextLength);
  const passes = new Map<string, number[]>();
  const drafts = probe.drafts.map((): number[] => []);
  const steps: StepCost[] = [];
  const add = async (measurement: Measurement): Promise<void> => {
    switch (measurement.kind) {
      case 'pass': {
        const { rows, cachedTokens } = measurement;
        const ms = await probe.passMs(rows, cachedTokens);
        passes.set(cell(rows, cachedTokens), [...(passes.get(cell(rows, cachedTokens)) ?? []), ms]);
        return;
      }
      case 'draft':
        drafts[measurement.draft]?.push((await probe.drafts[measurement.draft]?.passMs()) ?? 0);
        return;
      case 'step':
        steps.push(await probe.step());
    }
  };
  const total = (rounds.length + 1) * (rounds[0]?.length ?? 0);
  let done = 0;
  const watched = await watchMachine();
  // The first round warms caches and kernels and is thrown away.
  for (const [round, measurements] of [rounds[0] ?? [], ...rounds].entries()) {
    for (const measurement of measurements) {
      if (options.signal?.aborted) throw new EngineError('cancelled', 'measuring the cost was cancelled');
      await add(measurement);
      options.onProgress?.(++done, total);
    }
    if (round > 0) continue;
    passes.clear();
    for (const times of drafts) times.length = 0;
    steps.length = 0;
  }
  const load = await watched();
  const targetMs = settings.rows.map((rows) =>
    settings.cachedTokens.map((cached) => typical(passes.get(cell(rows, cached)) ?? [])),
  );
  const stepMs = typical(steps.map((step) => step.stepMs)) ?? 0;
  const outsideMs = typical(steps.map((step) => step.stepMs - step.runtimeMs)) ?? 0;
  return {
    model: probe.model,
    precision: probe.precision,
    ...(probe.precisionNote === undefined ? {} : { precisionNote: probe.precisionNote }),
    threads: probe.threads,
    curve: {
      rows: settings.rows,
      cachedTokens: settings.cachedTokens,
      targetMs,
      drafts: Object.fromEntries(
        probe.drafts.map(({ method, per }, i) => [method, { ms: typical(drafts[i] ?? []) ?? 0, per }]),
      ),
      step: { stepMs, runtimeMs: stepMs - outsideMs, outsideShare: outsideMs / stepMs },
      repeats: settings.repeats,
      quantile: QUANTILE,
      load,
    },
    relative: targetMs.map((line) =>
      line.map((ms, column) => {
        const one = targetMs[0]?.[column] ?? null;
        return ms === null || one === null ? null : ms / one;
      }),
    ),
  };
}

function cell(rows: number, cachedTokens: number): string {
  return `${rows} over ${cachedTokens}`;
}

function typical(values: readonly number[]): number | null {
  return quantile(values, QUANTILE);
}
