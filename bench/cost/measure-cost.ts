/** Runs a cost plan and boils it down to medians. */
import type { CostCurve, StepCost } from '../../engine/core/cost-curve.ts';
import { quantile } from '../../engine/core/statistics.ts';
import { EngineError } from '../../engine/errors.ts';
import type { CostProbe } from '../../engine/index.ts';
import { type CostSettings, type Measurement, planCost } from './plan.ts';

export interface CostReport {
  model: string;
  precision: CostProbe['precision'];
  precisionNote?: string;
  threads: number;
  curve: CostCurve & Required<Pick<CostCurve, 'step' | 'repeats'>>;
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
  const targetMs = settings.rows.map((rows) =>
    settings.cachedTokens.map((cached) => median(passes.get(cell(rows, cached)) ?? [])),
  );
  const stepMs = median(steps.map((step) => step.stepMs)) ?? 0;
  const outsideMs = median(steps.map((step) => step.stepMs - step.runtimeMs)) ?? 0;
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
        probe.drafts.map(({ method, per }, i) => [method, { ms: median(drafts[i] ?? []) ?? 0, per }]),
      ),
      step: { stepMs, runtimeMs: stepMs - outsideMs, outsideShare: outsideMs / stepMs },
      repeats: settings.repeats,
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

function median(values: readonly number[]): number | null {
  return quantile(values, 0.5);
}
