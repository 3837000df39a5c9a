/** One step's candidates as a picture: the accepted path straight on top, all else below it. */
import { probability } from '../../components/format.ts';
import { narrate } from '../../components/tree/narrate.ts';
import { layoutTree, type PlacedNode } from '../../components/tree/tree-layout.ts';
import { columnName } from '../../components/tree/tree-text.ts';
import type { Method, StepRecord } from '../../engine/protocol.ts';
import { line, mark, px, text } from '../charts/chart.ts';
import { el, type Markup } from '../markup.ts';
import { tokenText } from '../token-text.ts';

const ROW = 17;
const COLUMN = 118;
const LEFT = 10;
const TOP = 30;
/** Letters of a token that fit into a column beside its probability. */
const LETTERS = 9;
/** Width of a letter, rather too wide than too narrow. */
const LETTER = 6.9;

type TokenBytes = ReadonlyMap<number, Uint8Array>;

/** The step in one sentence, with tokens as text. */
export function stepSentence(step: StepRecord, tokenBytes: TokenBytes): string {
  return narrate(step)
    .map((part) => (typeof part === 'string' ? part : `"${tokenText(part.tokenId, tokenBytes)}"`))
    .join('');
}

/** Form is the outcome: filled and thick is accepted, hollow and dashed refused, a diamond the target's own token. */
export function treePicture(method: Method, step: StepRecord, tokenBytes: TokenBytes): Markup {
  const { nodes, rows, columns, columnDepths } = layoutTree(step);
  const width = LEFT + columns * COLUMN;
  const height = TOP + rows * ROW;
  const x = ({ depth }: PlacedNode) => LEFT + depth * COLUMN;
  const y = ({ row }: PlacedNode) => TOP + row * ROW;
  const edge = (parent: PlacedNode, node: PlacedNode) => {
    if (y(parent) !== y(node)) return `M${px(x(parent))} ${px(y(parent))}V${px(y(node))}H${px(x(node))}`;
    // Straight on, behind the parent's words.
    const from = x(parent) + 12 + nodeWords(parent, tokenBytes).length * LETTER;
    return from < x(node) ? `M${px(from)} ${px(y(node))}H${px(x(node))}` : '';
  };
  const edges = (refused: boolean) =>
    nodes
      .filter((node) => (node.kind === 'refused') === refused)
      .map((node) => (node.parent ? edge(node.parent, node) : ''))
      .join('');
  return el(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      class: 'chart',
      role: 'img',
      'aria-label': stepSentence(step, tokenBytes),
    },
    columnDepths.map((depth) =>
      text(LEFT + depth * COLUMN, 12, columnName(method, depth), { class: 'small quiet' }),
    ),
    line(0, 17, width, 17, 'axis'),
    path(edges(true), method, 1, true),
    path(edges(false), method, 2.5, false),
    nodes.map((node) => [
      nodeMark(method, node, x(node), y(node)),
      text(x(node) + 8, y(node) + 4, nodeWords(node, tokenBytes), {
        class: node.kind === 'refused' ? 'small quiet' : 'small strong',
      }),
    ]),
  );
}

function path(d: string, method: Method, width: number, dashed: boolean): Markup | null {
  if (d === '') return null;
  return el('path', {
    d,
    class: `${method} open`,
    'stroke-width': width,
    'stroke-dasharray': dashed ? '3 3' : null,
  });
}

function nodeMark(method: Method, { kind }: PlacedNode, x: number, y: number): Markup {
  // The lookup mark is a diamond, whatever the method.
  if (kind === 'own') return el('path', { d: `M${px(x - 5)} ${px(y)}l5 -5l5 5l-5 5Z`, class: method });
  if (kind === 'refused') return el('circle', { cx: px(x), cy: px(y), r: 3, class: `${method} hollow` });
  return kind === 'root'
    ? mark('vanilla', x, y, 3.5)
    : el('circle', { cx: px(x), cy: px(y), r: 4, class: method });
}

function nodeWords({ kind, tokenId, draftProb }: PlacedNode, tokenBytes: TokenBytes): string {
  const whole = [...tokenText(tokenId, tokenBytes)];
  const token = whole.length > LETTERS ? `${whole.slice(0, LETTERS - 1).join('')}…` : whole.join('');
  const parts = [
    ...(kind === 'accepted' ? ['✓'] : []),
    token,
    ...(draftProb === null ? [] : [probability(draftProb)]),
  ];
  return parts.join(' ');
}
