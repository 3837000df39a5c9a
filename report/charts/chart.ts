/** What every chart is: numbers laid out by a pure function for a width, with the same numbers as a table. */
import { METHOD_STYLES } from '../../components/methods.ts';
import type { Method } from '../../engine/protocol.ts';
import { type Content, el, Markup, render } from '../markup.ts';
import type { Table } from '../table.ts';

export interface Chart {
  /** Name of its file, and of its place in a page. */
  id: string;
  title: string;
  /** What it shows in this run, in a sentence or two. */
  finding: string;
  /** Draws it `width` units wide. Null where the run has nothing to draw; the finding then says why. */
  draw: ((width: number, link?: LinkOf) => Markup) | null;
  table: Table;
}

/** The answers that a mark was made from. */
export interface Behind {
  method: Method;
  /** Absent for all of the run's. */
  category?: string;
  /** Absent for several questions. */
  questionId?: string | number;
}

/** Where a mark leads to; null for nowhere. */
export type LinkOf = (behind: Behind) => string | null;

/** Wide for paper and desks, narrow for telephones: drawn anew, not shrunk, so that letters keep their size. */
export const WIDE = 760;
export const NARROW = 340;
export const isNarrow = (width: number) => width < 500;

export const labelOf = (method: Method) => METHOD_STYLES[method].label;

/** Coordinates to a tenth: finer is not seen, and other machines' logarithms agree that far. */
export const px = (value: number) => Math.round(value * 10) / 10;

export function svg(
  width: number,
  height: number,
  { id, title }: Pick<Chart, 'id' | 'title'>,
  ...content: readonly Content[]
): Markup {
  const name = `${id}-${width}`;
  return el(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${px(height)}`,
      class: 'chart',
      role: 'img',
      'aria-labelledby': name,
    },
    el('title', { id: name }, `${title}. The table holds the same numbers.`),
    ...content,
  );
}

/** Distance from a mark's middle at which a pointer still meets it, units; single questions lie close together. */
const REACH = 9;
const QUESTION_REACH = 5;

/**
 * A mark as a link to what is behind it, named by `words`; the mark itself where it leads nowhere. Marks of single
 * questions are many: the tabulator passes them by, the table has them all. `at` is the middle of a small mark.
 */
export function markLink(
  { href, words, one }: { href: string | null; words: string; one: boolean },
  at: { x: number; y: number } | null,
  ...content: readonly Markup[]
): Markup {
  if (href === null) return new Markup(render(content));
  return el(
    'a',
    { href, 'aria-label': words, tabindex: one ? -1 : null },
    at ? el('circle', { cx: px(at.x), cy: px(at.y), r: reachOf(one), class: 'reach' }) : null,
    ...content,
  );
}

export const reachOf = (one: boolean) => (one ? QUESTION_REACH : REACH);

interface TextStyle {
  class?: string;
  anchor?: 'start' | 'middle' | 'end';
}

export function text(x: number, y: number, content: string, style: TextStyle = {}): Markup {
  const { anchor = 'start' } = style;
  return el(
    'text',
    {
      x: px(x),
      y: px(y),
      class: style.class ?? null,
      'text-anchor': anchor === 'start' ? null : anchor,
    },
    content,
  );
}

/** A category's name as far as the column beside a chart holds it; the table has the whole of it. */
export function shortName(name: string): string {
  const letters = [...name];
  return letters.length > 15 ? `${letters.slice(0, 14).join('')}…` : name;
}

export function line(x1: number, y1: number, x2: number, y2: number, name: string, width = 1): Markup {
  return el('path', {
    d: `M${px(x1)} ${px(y1)}L${px(x2)} ${px(y2)}`,
    class: name,
    'stroke-width': width === 1 ? null : width,
  });
}

export function box(x1: number, x2: number, y: number, height: number, name: string): Markup {
  const [left, right] = [Math.min(x1, x2), Math.max(x1, x2)];
  return el('rect', {
    x: px(left),
    y: px(y),
    width: px(Math.max(right - left, 0.5)),
    height: px(height),
    class: name,
  });
}

/** Corners of a method's mark, in radii around its middle; Medusa's is a disc. */
const CORNERS = {
  vanilla: ring([-1, -1], [1, -1], [1, 1], [-1, 1]),
  speculative: ring([0, -1.2], [1.15, 0.9], [-1.15, 0.9]),
  lookup: ring([0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]),
  hydra: ring([0, 1.2], [1.15, -0.9], [-1.15, -0.9]),
  'medusa-lookup': cross(0),
  'hydra-lookup': cross(Math.PI / 4),
};

type Corner = readonly [x: number, y: number];

function ring(...corners: Corner[]): Corner[] {
  return corners;
}

/** Four arms, turned by `angle` radians. */
function cross(angle: number): Corner[] {
  const [arm, half] = [1.3, 0.45];
  const quarter: Corner[] = [
    [half, -half],
    [arm, -half],
    [arm, half],
  ];
  return [0, 1, 2, 3].flatMap((turn) => {
    const [cos, sin] = [Math.cos(angle + (turn * Math.PI) / 2), Math.sin(angle + (turn * Math.PI) / 2)];
    return quarter.map(([x, y]): Corner => [x * cos - y * sin, x * sin + y * cos]);
  });
}

/** The method's mark: square, triangle, diamond, disc, triangle on its head, cross, cross on its side. */
export function mark(method: Method, x: number, y: number, radius: number, form = ''): Markup {
  const name = form ? `${method} ${form}` : method;
  const d = markPath(method, x, y, radius);
  return d === null
    ? el('circle', { cx: px(x), cy: px(y), r: radius, class: name })
    : el('path', { d, class: name });
}

/** Outline of a method's mark; null for the disc. */
export function markPath(method: Method, x: number, y: number, radius: number): string | null {
  if (method === 'medusa') return null;
  const points = CORNERS[method].map(([dx, dy]) => `${px(x + radius * dx)} ${px(y + radius * dy)}`);
  return `M${points.join('L')}Z`;
}

const LETTER = 6.6;

/** Marks and names in a row, broken where the width ends. Returns the height it took. */
export function legend(methods: readonly Method[], width: number): { content: Markup[]; height: number } {
  let [x, y] = [6, 12];
  const content = methods.flatMap((method) => {
    const name = labelOf(method);
    const needed = 22 + name.length * LETTER;
    if (x > 6 && x + needed > width) [x, y] = [6, y + 18];
    const own = [mark(method, x + 4, y - 4, 4), text(x + 13, y, name)];
    x += needed + 8;
    return own;
  });
  return { content, height: y + 12 };
}
