/** Small multiples: one panel a method, side by side where there is room, all on the same scales. */
import type { Method } from '../../engine/protocol.ts';
import type { Markup } from '../markup.ts';
import { type Chart, isNarrow, labelOf, mark, svg, text } from './chart.ts';

export interface PanelBox {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const HEADING = 22;
const GAP = 26;

/** `below` is what a panel needs under its axis, for labels. */
export function panels(
  head: Pick<Chart, 'id' | 'title'>,
  methods: readonly Method[],
  width: number,
  size: { height: number; left: number; below: number },
  drawPanel: (method: Method, box: PanelBox) => Markup[],
): Markup {
  const columns = isNarrow(width) ? 1 : Math.min(3, methods.length);
  const column = (width - (columns - 1) * GAP) / columns;
  const row = HEADING + size.height + size.below;
  const content = methods.map((method, i) => {
    const x = (i % columns) * (column + GAP);
    const y = Math.floor(i / columns) * row;
    const top = y + HEADING;
    return [
      mark(method, x + 7, y + 9, 4),
      text(x + 16, y + 13, labelOf(method), { class: 'strong' }),
      ...drawPanel(method, {
        left: x + size.left,
        right: x + Math.min(column, 400) - 8,
        top,
        bottom: top + size.height,
      }),
    ];
  });
  return svg(width, Math.ceil(methods.length / columns) * row, head, content);
}
