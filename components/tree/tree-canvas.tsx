'use client';

import {
  type KeyboardEvent,
  memo,
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';

/** What a picture needs to know of a placed node. */
export interface CanvasNode {
  key: string;
  depth: number;
  row: number;
  parent: CanvasNode | null;
  children: CanvasNode[];
}

/** Pixels: from node to node, and of one node. */
export interface NodeSize {
  column: number;
  row: number;
  width: number;
  height: number;
}

export interface EdgeStyle {
  color: string;
  width: number;
  dash?: string;
}

interface TreeCanvasProps<T extends CanvasNode> {
  /** Of the tree, for screen readers. */
  name: string;
  /** In reading order; parents and children are among them. */
  nodes: readonly T[];
  rows: number;
  columns: number;
  /** Words above the columns. */
  headings: readonly { depth: number; words: string }[];
  size: NodeSize;
  /** Key of the node in view; left out where the focus alone says it. */
  selected?: string;
  /** Where the keys or a click have come to. */
  onSelect: (node: T) => void;
  /** Enter, Space or a click on it. */
  onPress?: (node: T) => void;
  /** These functions stay the same while what they draw does: nodes are drawn again when one changes. */
  label: (node: T) => string;
  draw: (node: T, current: boolean) => ReactNode;
  edge: (node: T) => EdgeStyle;
  /** Shrinks the picture to the width there is. */
  fit?: boolean;
  pictureRef?: React.Ref<SVGSVGElement>;
}

const HEADING = 20;
const MARGIN = 8;

/** A tree for the keyboard too: one tab stop, arrows to parent, first child and siblings, Home and End. */
export function TreeCanvas<T extends CanvasNode>(props: TreeCanvasProps<T>) {
  const {
    name,
    nodes,
    rows,
    columns,
    headings,
    size,
    selected,
    onSelect,
    onPress,
    label,
    draw,
    edge,
    fit,
    pictureRef,
  } = props;
  const [focused, setFocused] = useState('');
  const tree = useRef<SVGGElement>(null);
  const wanted = selected ?? focused;
  const current = nodes.some(({ key }) => key === wanted) ? wanted : (nodes[0]?.key ?? '');

  const focus = useCallback(
    (node: CanvasNode | undefined) => {
      if (!node) return;
      setFocused(node.key);
      tree.current?.querySelector<SVGGElement>(`[data-key="${CSS.escape(node.key)}"]`)?.focus();
      onSelect(node as T);
    },
    [onSelect],
  );
  const press = useCallback(
    (node: CanvasNode) => {
      focus(node);
      onPress?.(node as T);
    },
    [focus, onPress],
  );
  const ends = useRef<{ first?: CanvasNode; last?: CanvasNode }>({});
  useEffect(() => {
    ends.current = { first: nodes[0], last: nodes.at(-1) };
  }, [nodes]);
  const onKey = useCallback(
    (event: KeyboardEvent, node: CanvasNode) => {
      const siblings = node.parent?.children ?? [node];
      const at = siblings.indexOf(node);
      const to: Record<string, CanvasNode | undefined> = {
        ArrowLeft: node.parent ?? undefined,
        ArrowRight: node.children[0],
        ArrowUp: siblings[at - 1],
        ArrowDown: siblings[at + 1],
        Home: ends.current.first,
        End: ends.current.last,
      };
      const pressed = event.key === 'Enter' || event.key === ' ';
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      if (!pressed && !(event.key in to)) return;
      event.preventDefault();
      event.stopPropagation();
      if (pressed) press(node);
      else focus(to[event.key]);
    },
    [focus, press],
  );
  const width = 2 * MARGIN + (columns - 1) * size.column + size.width;
  const height = HEADING + 2 * MARGIN + (rows - 1) * size.row + size.height;
  const edges = useMemo(
    () =>
      nodes.map((node) => {
        if (!node.parent) return null;
        const { color, width, dash } = edge(node);
        const d = edgePath(node, node.parent, size);
        return (
          <path key={node.key} d={d} fill="none" stroke={color} strokeWidth={width} strokeDasharray={dash} />
        );
      }),
    [nodes, edge, size],
  );
  return (
    <div className="scroll-x">
      <svg
        ref={pictureRef}
        data-picture
        viewBox={`0 0 ${width} ${height}`}
        role="presentation"
        style={{ display: 'block', width: fit ? '100%' : width, maxWidth: width, height: 'auto' }}
      >
        {headings.map(({ depth, words }) => (
          <text key={depth} x={MARGIN + depth * size.column} y={14} fontSize={11} fill="var(--quiet)">
            {words}
          </text>
        ))}
        <g>{edges}</g>
        <g ref={tree} role="tree" aria-label={name}>
          {nodes.map((node) => (
            <Item
              key={node.key}
              node={node}
              size={size}
              current={node.key === current}
              label={label as (node: CanvasNode) => string}
              draw={draw as (node: CanvasNode, current: boolean) => ReactNode}
              onKey={onKey}
              onPress={press}
            />
          ))}
        </g>
      </svg>
    </div>
  );
}

const xOf = ({ depth }: CanvasNode, size: NodeSize) => MARGIN + depth * size.column;
const yOf = ({ row }: CanvasNode, size: NodeSize) => HEADING + MARGIN + row * size.row;

interface ItemProps {
  node: CanvasNode;
  size: NodeSize;
  current: boolean;
  label: (node: CanvasNode) => string;
  draw: (node: CanvasNode, current: boolean) => ReactNode;
  onKey: (event: KeyboardEvent, node: CanvasNode) => void;
  onPress: (node: CanvasNode) => void;
}

const Item = memo(function Item({ node, size, current, label, draw, onKey, onPress }: ItemProps) {
  const name = label(node);
  return (
    <g
      data-key={node.key}
      className="tree-node"
      role="treeitem"
      aria-level={node.depth + 1}
      aria-label={name}
      aria-selected={current}
      tabIndex={current ? 0 : -1}
      transform={`translate(${xOf(node, size)},${yOf(node, size)})`}
      onKeyDown={(event) => onKey(event, node)}
      onClick={() => onPress(node)}
    >
      <title>{name}</title>
      {draw(node, current)}
    </g>
  );
});

function edgePath(node: CanvasNode, parent: CanvasNode, size: NodeSize): string {
  const [fromX, fromY] = [xOf(parent, size) + size.width, yOf(parent, size) + size.height / 2];
  const [toX, toY] = [xOf(node, size), yOf(node, size) + size.height / 2];
  const middle = (fromX + toX) / 2;
  return `M${fromX},${fromY} C${middle},${fromY} ${middle},${toY} ${toX},${toY}`;
}
