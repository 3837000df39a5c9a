/**
 * The strip of a lane as numbers: one block a step, on the axis that the lanes share. By time and by step a block's
 * height is the tokens it gained; by token its width is those, and its height the milliseconds they cost. Pure.
 */
import { type Align, axisEnd, type Measured, stepEnds } from './replay.ts';

export interface StripScale {
  align: Align;
  /** End of the axis: milliseconds, tokens or steps. */
  span: number;
  /** Top of the heights: tokens, or milliseconds where blocks are aligned by token. */
  high: number;
}

export interface StripBlock {
  step: number;
  /** Shares of width and height, 0 to 1; y from the top. */
  x: number;
  y: number;
  width: number;
  height: number;
  accepted: number;
}

/** The scale of a race that has only begun: its first block is not drawn as wide and as high as the whole strip. */
const LEAST: Readonly<Record<Align, { span: number; high: number }>> = {
  time: { span: 500, high: 4 },
  token: { span: 8, high: 20 },
  step: { span: 8, high: 4 },
};

/** One scale for lanes shown together. */
export function stripScale(lanes: readonly Measured[], align: Align): StripScale {
  const { span, high } = LEAST[align];
  const heights = lanes.flatMap(({ steps }) => steps.map((step) => heightOf(step, align)));
  return {
    align,
    span: Math.max(span, axisEnd(lanes, align)),
    high: heights.reduce((most, height) => Math.max(most, height), high),
  };
}

export function stripBlocks(lane: Measured, { align, span, high }: StripScale): StripBlock[] {
  const ends = stepEnds(lane, align);
  return lane.steps.map((step, i) => {
    const width = widthOf(step, align);
    const height = heightOf(step, align) / high;
    return {
      step: i,
      x: ((ends[i] as number) - width) / span,
      y: 1 - height,
      width: width / span,
      height,
      accepted: step.acceptedPath.length,
    };
  });
}

type Sized = Measured['steps'][number];

function widthOf(step: Sized, align: Align): number {
  if (align === 'time') return step.stepMs;
  return align === 'token' ? step.emitted.length : 1;
}

function heightOf(step: Sized, align: Align): number {
  return align === 'token' ? step.stepMs : step.emitted.length;
}

/**
 * The step under a place of the strip (share of its width): the last that begins at or before it, since blocks may be
 * narrower than a finger; the first step for places before that. Null without steps.
 */
export function stepAt(blocks: readonly StripBlock[], share: number): number | null {
  return (blocks.findLast((block) => block.x <= share) ?? blocks[0])?.step ?? null;
}
