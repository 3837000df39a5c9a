/** The strips of a race as one picture of their own, and every step of it as a table. Pure. */
import { box, line, mark, px, svg, text } from '../../report/charts/chart.ts';
import { el, type Markup } from '../../report/markup.ts';
import type { Cell, Table } from '../../report/table.ts';
import { METHOD_STYLES } from '../methods.ts';
import type { Lane } from './race-state.ts';
import { measured, placeText, stepEnds } from './replay.ts';
import { type StripScale, stripBlocks } from './step-strip-layout.ts';

export const STRIPS_TITLE = 'Steps on one clock';
const ID = 'race-steps';

/** Marks on the axis, as shares of it. */
export const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** Units of the picture: where strips begin, how high one is, from strip to strip. */
const LEFT = 152;
const HEIGHT = 40;
const PITCH = 52;
const TOP = 6;

/** Every lane whole, whatever moment is looked at. */
export function drawStrips(lanes: readonly Lane[], scale: StripScale): (width: number) => Markup {
  return (width) => {
    const span = width - LEFT - 4;
    const base = TOP + lanes.length * PITCH;
    const rows = lanes.map((lane, i) => {
      const top = TOP + i * PITCH;
      const blocks = stripBlocks(measured(lane), scale).map((block) => {
        const from = LEFT + block.x * span;
        // A gap parts it from the next block.
        const to = from + Math.max(block.width * span - 0.8, 0.5);
        const form = block.accepted > 0 ? lane.method : `${lane.method} soft`;
        return box(from, to, top + block.y * HEIGHT, block.height * HEIGHT, form);
      });
      return el(
        'g',
        {},
        mark(lane.method, 9, top + HEIGHT / 2, 4),
        text(20, top + HEIGHT / 2 + 4, METHOD_STYLES[lane.method].label, { class: 'strong' }),
        line(LEFT, top + HEIGHT, LEFT + span, top + HEIGHT, 'axis'),
        ...blocks,
      );
    });
    const ticks = TICKS.map((share) =>
      text(px(LEFT + share * span), base + 10, placeText(scale.align, share * scale.span), {
        class: 'small quiet',
        anchor: share === 0 ? 'start' : share === 1 ? 'end' : 'middle',
      }),
    );
    return svg(width, base + 18, { id: ID, title: STRIPS_TITLE }, ...rows, ...ticks);
  };
}

/** One row a step. Milliseconds count from the lane's first token. */
export function stripsTable(lanes: readonly Lane[]): Table {
  return {
    id: `${ID}-table`,
    caption: "Every step of the race; milliseconds and tokens count from each lane's first token on",
    columns: [
      { name: 'method' },
      { name: 'step', numeric: true },
      { name: 'begins, ms', numeric: true },
      { name: 'takes, ms', numeric: true },
      { name: 'candidates', numeric: true },
      { name: 'accepted', numeric: true },
      { name: 'tokens gained', numeric: true },
      { name: 'tokens so far', numeric: true },
    ],
    rows: lanes.flatMap((lane) => {
      const own = measured(lane);
      const tokens = stepEnds(own, 'token');
      return lane.steps.map((step, i): (string | Cell)[] => [
        METHOD_STYLES[lane.method].label,
        String(step.index + 1),
        (step.startMs - own.originMs).toFixed(1),
        step.stepMs.toFixed(1),
        String(step.tree.tokenIds.length - 1),
        String(step.acceptedPath.length),
        String(step.emitted.length),
        String(tokens[i]),
      ]);
    }),
  };
}
