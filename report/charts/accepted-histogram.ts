/** How many nodes a step accepted: bars from zero, one panel a method. */
import type { Method } from '../../engine/protocol.ts';
import { type ChartInput, cellOf, draftingMethods, OVERALL } from '../input.ts';
import type { Markup } from '../markup.ts';
import { box, type Chart, labelOf, line, text } from './chart.ts';
import { percent } from './depth-lines.ts';
import { type PanelBox, panels } from './panels.ts';
import { linearScale } from './scale.ts';

interface Bin {
  length: number;
  steps: number;
  share: number;
}

export function acceptedHistogram(input: ChartInput): Chart {
  const bins = new Map<Method, Bin[]>();
  for (const method of draftingMethods(input)) {
    const counts = cellOf(input, method, OVERALL)?.acceptedHistogram ?? [];
    const all = counts.reduce((sum, count) => sum + count, 0);
    if (all > 0)
      bins.set(
        method,
        counts.map((steps, length) => ({ length, steps, share: steps / all })),
      );
  }
  const head = { id: 'accepted-length', title: 'Accepted length of steps' };
  const most = Math.max(0, ...[...bins.values()].flat().map(({ share }) => share));
  const longest = Math.max(0, ...[...bins.values()].map((list) => list.length));
  return {
    ...head,
    finding:
      bins.size === 0
        ? 'This run has no steps of a drafting method.'
        : 'Share of steps by the number of nodes they accepted; every step adds one token of its own to that.',
    draw:
      bins.size === 0
        ? null
        : (width) =>
            panels(head, [...bins.keys()], width, { height: 130, left: 46, below: 46 }, (method, place) =>
              drawPanel(method, bins.get(method) ?? [], place, { most, longest }),
            ),
    table: {
      id: 'accepted-length-table',
      caption: 'Steps by the number of nodes they accepted',
      columns: [
        { name: 'method' },
        { name: 'accepted nodes', numeric: true },
        { name: 'steps', numeric: true },
        { name: 'share', numeric: true },
      ],
      rows: [...bins].flatMap(([method, list]) =>
        list.map(({ length, steps, share }) => [
          labelOf(method),
          String(length),
          String(steps),
          percent(share),
        ]),
      ),
    },
  };
}

function drawPanel(
  method: Method,
  bins: readonly Bin[],
  { left, right, top, bottom }: PanelBox,
  { most, longest }: { most: number; longest: number },
): Markup[] {
  const y = linearScale(most, [bottom, top + 12], 4);
  const slot = (right - left) / longest;
  const crowded = longest > 7;
  return [
    ...y.ticks.flatMap((tick) => [
      line(left, y.at(tick), right, y.at(tick), 'axis'),
      text(left - 6, y.at(tick) + 4, `${(100 * tick).toFixed(0)} %`, { class: 'small quiet', anchor: 'end' }),
    ]),
    ...bins.flatMap(({ length, share }) => {
      const x = left + length * slot;
      return [
        box(x + slot * 0.15, x + slot * 0.85, y.at(share), bottom - y.at(share), method),
        text(x + slot / 2, y.at(share) - 4, (100 * share).toFixed(0) + (crowded ? '' : ' %'), {
          class: `small ${method}`,
          anchor: 'middle',
        }),
        text(x + slot / 2, bottom + 15, String(length), { class: 'quiet', anchor: 'middle' }),
      ];
    }),
    text((left + right) / 2, bottom + 31, 'accepted nodes', { class: 'small quiet', anchor: 'middle' }),
  ];
}
