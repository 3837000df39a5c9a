/** Runs a cost plan and boils it down to one figure each. */
import type { CostCurve, DraftCost, StepCost } from '../../engine/core/cost-curve.ts';
import { mean, quantile } from '../../engine/core/statistics.ts';
import { EngineError } from '../../engine/errors.ts';
import type { CostProbe, DraftProbe, Method } from '../../engine/index.ts';
import { watchMachine } from '../machine-load.ts';
import { type CostSettings, type Measurement, planCost } from './plan.ts';

/**
 * Every pass is told in passes of one row: a time over that of the quicker one right before and after it, and of that the
 * lower quartile over the rounds. What else a machine does comes and goes within seconds and slows neighbours alike, so
 * that this is repeated to two percent at rest and to four beside bursts of other work, where medians of times scatter by
 * ten (docs/experiments.md, "a curve that a disturbance does not bend").
 */
const QUARTILE = 0.25;
/** Of the passes of one row, which are many: a quiet one. */
const QUIET = 0.1;

export interface CostReport {
  model: string;
  precision: CostProbe['precision'];
  precisionNote?: string;
  threads: number;
  curve: CostCurve & Required<Pick<CostCurve, 'step' | 'repeats' | 'estimator' | 'load'>>;
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
  const drafts = probe.drafts.map(() => ({ first: [] as number[], later: [] as number[] }));
  const steps: StepCost[] = [];
  const shortest = settings.cachedTokens[0] as number;
  const neighbours = [await probe.passMs(1, shortest)];
  /** In passes of one row. */
  const inPasses = async (measure: () => Promise<number[]>): Promise<number[]> => {
    const before = neighbours.at(-1) as number;
    const times = await measure();
    const after = await probe.passMs(1, shortest);
    neighbours.push(after);
    return times.map((ms) => ms / Math.min(before, after));
  };
  const add = async (measurement: Measurement): Promise<void> => {
    switch (measurement.kind) {
      case 'pass': {
        const { rows, cachedTokens } = measurement;
        const times = await inPasses(async () => [await probe.passMs(rows, cachedTokens)]);
        passes.set(cell(rows, cachedTokens), [...(passes.get(cell(rows, cachedTokens)) ?? []), ...times]);
        return;
      }
      case 'draft': {
        const draft = probe.drafts[measurement.draft] as DraftProbe;
        const { first, later } = drafts[measurement.draft] as (typeof drafts)[number];
        const [root, ...others] = await inPasses(() => draft.levelsMs());
        first.push(root as number);
        if (others.length > 0) later.push(mean(others) as number);
        return;
      }
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
    for (const { first, later } of drafts) first.length = later.length = 0;
    neighbours.splice(0, neighbours.length - 1);
    steps.length = 0;
  }
  const load = await watched();
  const oneMs = quantile(neighbours, QUIET) as number;
  const msOf = (times: readonly number[]): number | null => {
    const typical = quantile(times, QUARTILE);
    return typical === null ? null : typical * oneMs;
  };
  const targetMs = settings.rows.map((rows) =>
    settings.cachedTokens.map((cached) => msOf(passes.get(cell(rows, cached)) ?? [])),
  );
  const quartile = (of: (step: StepCost) => number) => quantile(steps.map(of), QUARTILE) ?? 0;
  const stepMs = quartile((step) => step.stepMs);
  const outsideMs = quartile((step) => step.stepMs - step.runtimeMs);
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
        probe.drafts.map(({ method, per }, i): [Method, DraftCost] => {
          const { first, later } = drafts[i] as (typeof drafts)[number];
          const laterMs = msOf(later);
          return [method, { ms: msOf(first) as number, per, ...(laterMs === null ? {} : { laterMs }) }];
        }),
      ),
      step: { stepMs, runtimeMs: stepMs - outsideMs, outsideShare: outsideMs / stepMs },
      repeats: settings.repeats,
      estimator: 'neighbour-quartile',
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
