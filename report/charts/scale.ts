/** From a value to a place on an axis, with the ticks that fit. Pure. */

export interface Scale {
  kind: 'linear' | 'log';
  /** Values at its ends. */
  domain: readonly [from: number, to: number];
  at: (value: number) => number;
  ticks: number[];
}

type Span = readonly [from: number, to: number];

/** From zero to a round number at or above `max`. */
export function linearScale(max: number, [from, to]: Span, wantedTicks = 5): Scale {
  const top = max > 0 ? max : 1;
  const step = roundStep(top / wantedTicks);
  const count = Math.max(1, Math.ceil(top / step - 1e-9));
  const end = count * step;
  return {
    kind: 'linear',
    domain: [0, end],
    at: (value) => from + (value / end) * (to - from),
    // Products of the step, not sums: sums gather rounding.
    ticks: Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12))),
  };
}

/** 1, 2 or 5 times a power of ten, at or above `step`. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= step * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Ticks of a logarithmic axis of ratios. */
const RATIOS = [
  0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 4, 5, 6, 8,
  10, 15, 20, 30, 50, 100,
];

/** Covers all values and 1, with a margin; values must be above 0. Ticks keep `gap` apart, and 1 is always one. */
export function logScale(values: readonly number[], [from, to]: Span, gap = 34): Scale {
  const low = Math.log(Math.min(1, ...values) / 1.06);
  const high = Math.log(Math.max(1, ...values) * 1.06);
  const at = (value: number) => from + ((Math.log(value) - low) / (high - low)) * (to - from);
  const ticks: number[] = [1];
  const apart = (value: number) => ticks.every((tick) => Math.abs(at(tick) - at(value)) >= gap);
  const inside = RATIOS.filter((value) => Math.log(value) >= low && Math.log(value) <= high);
  // From 1 outwards, so that its neighbours are the ones that stay.
  for (const value of inside.toSorted((a, b) => Math.abs(Math.log(a)) - Math.abs(Math.log(b))))
    if (apart(value)) ticks.push(value);
  const domain = [Math.exp(low), Math.exp(high)] as const;
  return { kind: 'log', domain, at, ticks: ticks.sort((a, b) => a - b) };
}
