/** Acceptance by depth: of the steps that came so far, and of all steps. */
import type { DepthAcceptance } from '../../engine/core/metrics.ts';
import type { Method } from '../../engine/protocol.ts';
import { type ChartInput, cellOf, draftingMethods, OVERALL } from '../input.ts';
import type { Markup } from '../markup.ts';
import { el } from '../markup.ts';
import { type Chart, labelOf, line, mark, px, text } from './chart.ts';
import { type PanelBox, panels } from './panels.ts';
import { linearScale } from './scale.ts';

export function depthLines(input: ChartInput): Chart {
  const depths = new Map<Method, DepthAcceptance[]>();
  for (const method of draftingMethods(input)) {
    const own = cellOf(input, method, OVERALL)?.acceptanceByDepth ?? [];
    if (own.length > 0) depths.set(method, own);
  }
  const head = { id: 'acceptance-by-depth', title: 'Acceptance by depth' };
  return {
    ...head,
    finding:
      depths.size === 0
        ? 'No step of this run proposed anything.'
        : 'Solid line, filled marks: of the steps whose path had come so far and had proposals there (conditional). Dashed line, hollow marks: of all steps (unconditional). n counts the steps that came so far.',
    draw:
      depths.size === 0
        ? null
        : (width) =>
            panels(head, [...depths.keys()], width, { height: 150, left: 46, below: 62 }, (method, box) =>
              drawPanel(method, depths.get(method) ?? [], box),
            ),
    table: {
      id: 'acceptance-by-depth-table',
      caption: 'Acceptance by depth; depth 1 is the token right after the root',
      columns: [
        { name: 'method' },
        { name: 'depth', numeric: true },
        { name: 'steps that came so far', numeric: true },
        { name: 'accepted', numeric: true },
        { name: 'conditional', numeric: true },
        { name: 'unconditional', numeric: true },
      ],
      rows: [...depths].flatMap(([method, list]) =>
        list.map(({ depth, reached, accepted, conditional, unconditional }) => [
          labelOf(method),
          String(depth),
          String(reached),
          String(accepted),
          percent(conditional),
          percent(unconditional),
        ]),
      ),
    },
  };
}

/** A share as every table shows it: 63.1 %. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function drawPanel(method: Method, list: readonly DepthAcceptance[], box: PanelBox): Markup[] {
  const { left, right, top, bottom } = box;
  const y = linearScale(1, [bottom, top], 5);
  const x = (depth: number) => left + ((depth - 0.5) / list.length) * (right - left);
  const path = (of: (d: DepthAcceptance) => number, dashed: boolean) =>
    el('path', {
      d: `M${list.map((d) => `${px(x(d.depth))} ${px(y.at(of(d)))}`).join('L')}`,
      class: `${method} open`,
      'stroke-width': 2,
      'stroke-dasharray': dashed ? '5 3' : null,
    });
  const crowded = list.length > 4;
  const value = (share: number) => (crowded ? (100 * share).toFixed(0) : `${(100 * share).toFixed(0)} %`);
  return [
    ...y.ticks.flatMap((tick) => [
      line(left, y.at(tick), right, y.at(tick), 'axis'),
      text(left - 6, y.at(tick) + 4, `${(100 * tick).toFixed(0)} %`, { class: 'small quiet', anchor: 'end' }),
    ]),
    path((d) => d.unconditional, true),
    path((d) => d.conditional, false),
    ...list.flatMap((d) => [
      mark(method, x(d.depth), y.at(d.unconditional), 3.5, 'hollow'),
      mark(method, x(d.depth), y.at(d.conditional), 4),
      text(x(d.depth), y.at(d.conditional) - 9, value(d.conditional), {
        class: `small ${method}`,
        anchor: 'middle',
      }),
      // At depth 1 both are mostly the same number.
      ...(value(d.conditional) === value(d.unconditional)
        ? []
        : [
            text(x(d.depth), labelPlace(y.at(d.unconditional), bottom), value(d.unconditional), {
              class: 'small quiet',
              anchor: 'middle',
            }),
          ]),
      text(x(d.depth), bottom + 15, String(d.depth), { class: 'quiet', anchor: 'middle' }),
      text(x(d.depth), bottom + 30, `${crowded ? '' : 'n '}${d.reached}`, {
        class: 'small quiet',
        anchor: 'middle',
      }),
    ]),
    text((left + right) / 2, bottom + 46, crowded ? 'depth, and n below' : 'depth', {
      class: 'small quiet',
      anchor: 'middle',
    }),
  ];
}

/** Below its mark, or above it where the axis is too near. */
function labelPlace(y: number, bottom: number): number {
  return y + 20 > bottom ? y - 8 : y + 16;
}
