/**
 * From gain to cost: what the accepted tokens would be worth if a step cost no more than vanilla's, and what each part
 * of the step takes away from that, down to the measured speedup (speculative.md calls it MAT / overhead).
 */
import { formatFigure } from '../../engine/core/figure-catalog.ts';
import type { MethodFigures } from '../../engine/core/method-figures.ts';
import type { Method } from '../../engine/protocol.ts';
import { type ChartInput, cellOf, draftingMethods, OVERALL } from '../input.ts';
import { isNarrow, labelOf } from './chart.ts';
import {
  axisName,
  axisOf,
  NONE_HIDDEN,
  type PlotBar,
  type PlotOf,
  type PlottedChart,
  plotted,
  ruleName,
} from './plot.ts';
import { linearScale } from './scale.ts';

export interface Stage {
  name: string;
  /** What the value before is multiplied by; null at the two ends, which are measured, not derived. */
  factor: number | null;
  /** Speedup from here on, if nothing else cost anything. */
  value: number;
}

/**
 * Ideal: tokens per step / 1. Then the step overhead O is handed out by the shares of the stages: first the target's
 * pass (O * verify), then drafting, then all the rest. What remains to the measured speedup comes from averaging: a
 * geometric mean over questions on one side, means over steps on the other. Null where a part is not known.
 */
export function waterfallOf(figures: MethodFigures): Stage[] | null {
  const { tokensPerStep: ideal, stepOverhead, stageShares: shares, speedup } = figures;
  if (ideal === null || stepOverhead === null || shares === null || speedup === null) return null;
  const verify = stepOverhead * shares.verify;
  const drafted = verify + stepOverhead * shares.draft;
  if (!(verify > 0)) return null;
  return [
    { name: 'tokens per step', factor: null, value: ideal },
    { name: "target's pass", factor: 1 / verify, value: ideal / verify },
    { name: 'drafting', factor: verify / drafted, value: ideal / drafted },
    { name: 'the rest of a step', factor: drafted / stepOverhead, value: ideal / stepOverhead },
    { name: 'averaging', factor: (speedup * stepOverhead) / ideal, value: speedup },
    { name: 'speedup', factor: null, value: speedup },
  ];
}

export function waterfall(input: ChartInput): PlottedChart {
  const found = draftingMethods(input).flatMap((method) => {
    const figures = cellOf(input, method, OVERALL);
    const stages = figures ? waterfallOf(figures) : null;
    return stages ? [{ method, stages }] : [];
  });
  const head = { id: 'gain-against-cost', title: 'From gain to cost' };
  const plot = found.length === 0 ? null : plotOf(found);
  return {
    // Every method's name stands above its bars.
    ...plotted(
      head,
      plot,
      found.map(({ method }) => method),
      [],
    ),
    finding:
      found.length === 0
        ? 'Not known: it needs steps with times of every stage, and a paired speedup.'
        : `${found.map(({ method, stages }) => sentence(method, stages)).join(' ')} The top bar is what a method would gain if its steps cost no more than vanilla's; each bar below takes a cost away; averaging is what lies between means over steps and the geometric mean over questions.`,
    table: {
      id: 'gain-against-cost-table',
      caption: 'From tokens per step to the measured speedup, factor by factor',
      columns: [
        { name: 'method' },
        { name: 'part' },
        { name: 'factor', numeric: true },
        { name: 'speedup from here', numeric: true },
      ],
      rows: found.flatMap(({ method, stages }) =>
        stages.map(({ name, factor, value }) => [
          labelOf(method),
          name,
          factor === null ? 'measured' : `x ${factor.toFixed(3)}`,
          formatFigure('speedup', value),
        ]),
      ),
    },
  };
}

function sentence(method: Method, stages: readonly Stage[]): string {
  const [first, last] = [stages[0] as Stage, stages.at(-1) as Stage];
  const costs = stages.filter(({ name, factor }) => factor !== null && name !== 'averaging');
  const dearest = costs.reduce((a, b) => ((a.factor ?? 1) <= (b.factor ?? 1) ? a : b));
  return `${labelOf(method)}: ${formatFigure('tokensPerStep', first.value)} tokens per step become ${formatFigure('speedup', last.value)} times vanilla's speed; most of it goes to ${dearest.name === "target's pass" ? "the target's pass" : dearest.name} (x ${(dearest.factor ?? 1).toFixed(2)}).`;
}

const ROW = 19;

function plotOf(found: readonly { method: Method; stages: Stage[] }[]): PlotOf {
  return (width, { link, hidden = NONE_HIDDEN } = {}) => {
    const narrow = isNarrow(width);
    const [left, right] = [narrow ? 116 : 140, width - (narrow ? 58 : 120)];
    const most = Math.max(1, ...found.flatMap(({ stages }) => stages.map(({ value }) => value)));
    const scale = linearScale(most, [left, right], narrow ? 3 : 6);
    const top = 16;
    const rows: (PlotBar | null)[] = [];
    const texts = [ruleName('vanilla = 1.0', scale.at(1), top - 4, width)];
    const baseline = () => top + rows.length * ROW + 14;
    for (const { method, stages } of found.filter((one) => !hidden.has(one.method))) {
      if (rows.length > 0) rows.push(null);
      texts.push({ x: 6, y: baseline(), words: labelOf(method), class: 'strong', mark: method });
      rows.push(null);
      let before = 0;
      for (const { name, factor, value } of stages) {
        const whole = factor === null;
        texts.push(
          { x: left - 8, y: baseline(), words: name, anchor: 'end', class: whole ? 'strong' : 'plain' },
          {
            x: scale.at(Math.max(before, value)) + 6,
            y: baseline(),
            words: label(factor, value, narrow),
            class: whole ? `strong ${method}` : 'small quiet',
          },
        );
        rows.push({
          method,
          from: whole ? 0 : before,
          to: value,
          soft: !whole,
          words: `${labelOf(method)}, ${name}: ${label(factor, value, false)}`,
          href: link?.({ method }) ?? null,
          one: false,
        });
        before = value;
      }
    }
    const bottom = top + rows.length * ROW + 6;
    const box = { left, right, top, bottom };
    texts.push(axisName(box, "times vanilla's speed"));
    return {
      kind: 'bars',
      width,
      height: bottom + 38,
      box,
      x: axisOf(scale),
      rule: 1,
      texts,
      row: ROW,
      thickness: ROW - 5,
      rows,
    };
  };
}

function label(factor: number | null, value: number, narrow: boolean): string {
  const now = formatFigure('speedup', value);
  if (factor === null) return now;
  return narrow ? `x ${factor.toFixed(2)}` : `x ${factor.toFixed(2)}, leaves ${now}`;
}
