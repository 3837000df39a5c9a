'use client';

import { type KeyboardEvent, useRef, useState } from 'react';
import type { Method, StepRecord, TokenId } from '../../engine/protocol.ts';
import { visibleToken } from '../format.ts';
import { METHOD_STYLES } from '../methods.ts';
import { layoutTree, type PlacedNode } from './tree-layout.ts';
import { NODE, TreeNode } from './tree-node.tsx';
import { columnName, nodeName, ownName } from './tree-text.ts';

/** Pixels from node to node, and of the column headings above them. */
const COLUMN = 148;
const ROW = 46;
const HEADING = 20;
const MARGIN = 8;

interface TreeViewProps {
  method: Method;
  step: StepRecord;
  label: (tokenId: TokenId) => string;
  onSelect: (node: PlacedNode) => void;
}

/** A tree for the keyboard too: one tab stop, arrows to parent, first child and siblings. */
export function TreeView({ method, step, label, onSelect }: TreeViewProps) {
  const { color } = METHOD_STYLES[method];
  const layout = layoutTree(step);
  const [focused, setFocused] = useState(0);
  const elements = useRef<(SVGGElement | null)[]>([]);
  const current = Math.min(focused, layout.nodes.length - 1);

  const focus = (node: PlacedNode | undefined) => {
    if (!node) return;
    const index = layout.nodes.indexOf(node);
    setFocused(index);
    elements.current[index]?.focus();
    onSelect(node);
  };
  const onKeyDown = (event: KeyboardEvent, node: PlacedNode) => {
    const siblings = node.parent?.children ?? [node];
    const at = siblings.indexOf(node);
    const to: Record<string, PlacedNode | undefined> = {
      ArrowLeft: node.parent ?? undefined,
      ArrowRight: node.children[0],
      ArrowUp: siblings[at - 1],
      ArrowDown: siblings[at + 1],
      Home: layout.nodes[0],
      End: layout.nodes.at(-1),
      Enter: node,
      ' ': node,
    };
    if (!(event.key in to)) return;
    event.preventDefault();
    event.stopPropagation();
    focus(to[event.key]);
  };
  const x = (node: PlacedNode) => MARGIN + node.depth * COLUMN;
  const y = (node: PlacedNode) => HEADING + MARGIN + node.row * ROW;
  const width = 2 * MARGIN + (layout.columns - 1) * COLUMN + NODE.width;
  const height = HEADING + 2 * MARGIN + (layout.rows - 1) * ROW + NODE.height;
  return (
    <div className="scroll-x">
      <svg width={width} height={height} role="presentation">
        {layout.columnDepths.map((depth) => (
          <text key={depth} x={MARGIN + depth * COLUMN} y={14} fontSize={11} fill="var(--quiet)">
            {columnName(method, depth)}
          </text>
        ))}
        {layout.nodes.map((node) =>
          node.parent ? (
            <Edge
              key={`edge-${keyOf(node)}`}
              refused={node.kind === 'refused'}
              color={color}
              from={[x(node.parent) + NODE.width, y(node.parent) + NODE.height / 2]}
              to={[x(node), y(node) + NODE.height / 2]}
            />
          ) : null,
        )}
        <g role="tree" aria-label="Candidate tree of the selected step">
          {layout.nodes.map((node, index) => (
            <g
              key={keyOf(node)}
              ref={(element) => {
                elements.current[index] = element;
              }}
              className="tree-node"
              role="treeitem"
              aria-level={node.depth + 1}
              aria-label={nodeName(node, step, label)}
              aria-selected={index === current}
              tabIndex={index === current ? 0 : -1}
              transform={`translate(${x(node)},${y(node)})`}
              onKeyDown={(event) => onKeyDown(event, node)}
              onClick={() => focus(node)}
            >
              <TreeNode
                node={node}
                color={color}
                text={visibleToken(label(node.tokenId))}
                own={ownName(step)}
                current={index === current}
              />
            </g>
          ))}
        </g>
      </svg>
    </div>
  );
}

const keyOf = (node: PlacedNode) => (node.node === null ? 'own' : String(node.node));

type Point = readonly [x: number, y: number];

function Edge(props: { refused: boolean; color: string; from: Point; to: Point }) {
  const {
    refused,
    color,
    from: [fromX, fromY],
    to: [toX, toY],
  } = props;
  const middle = (fromX + toX) / 2;
  return (
    <path
      d={`M${fromX},${fromY} C${middle},${fromY} ${middle},${toY} ${toX},${toY}`}
      fill="none"
      stroke={refused ? 'var(--quiet)' : color}
      strokeWidth={refused ? 1 : 2.5}
      strokeDasharray={refused ? '4 3' : undefined}
    />
  );
}
