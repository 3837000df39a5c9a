'use client';

import { type KeyboardEvent, useRef, useState } from 'react';
import type { StepRecord, TokenId } from '../../engine/protocol.ts';
import { probability, visibleToken } from '../format.ts';
import { layoutTree, type PlacedNode } from './tree-layout.ts';

const COLUMN = 148;
const ROW = 46;
const NODE = { width: 118, height: 34 };
const MARGIN = 8;

interface TreeViewProps {
  step: StepRecord;
  color: string;
  label: (tokenId: TokenId) => string;
  onSelect: (node: PlacedNode) => void;
}

/** A tree for the keyboard too: one tab stop, arrows to parent, first child and siblings. */
export function TreeView({ step, color, label, onSelect }: TreeViewProps) {
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
  const y = (node: PlacedNode) => MARGIN + node.row * ROW;
  const width = 2 * MARGIN + (layout.columns - 1) * COLUMN + NODE.width;
  const height = 2 * MARGIN + (layout.rows - 1) * ROW + NODE.height;
  return (
    <div className="tree-scroll" role="tree" aria-label="Candidate tree of the selected step">
      <svg width={width} height={height} role="presentation">
        {layout.nodes.map((node) =>
          node.parent ? (
            <Edge
              key={`edge-${keyOf(node)}`}
              node={node}
              color={color}
              from={[x(node.parent), y(node.parent)]}
              to={[x(node), y(node)]}
            />
          ) : null,
        )}
        {layout.nodes.map((node, index) => (
          <g
            key={keyOf(node)}
            ref={(element) => {
              elements.current[index] = element;
            }}
            className="tree-node"
            role="treeitem"
            aria-level={node.depth + 1}
            aria-label={nodeText(node, label)}
            aria-selected={index === current}
            tabIndex={index === current ? 0 : -1}
            transform={`translate(${x(node)},${y(node)})`}
            onKeyDown={(event) => onKeyDown(event, node)}
            onClick={() => focus(node)}
          >
            <NodeShape
              node={node}
              color={color}
              text={visibleToken(label(node.tokenId))}
              focused={index === current}
            />
          </g>
        ))}
      </svg>
    </div>
  );
}

const keyOf = (node: PlacedNode) => (node.node === null ? 'own' : String(node.node));

function Edge({
  node,
  color,
  from,
  to,
}: {
  node: PlacedNode;
  color: string;
  from: [number, number];
  to: [number, number];
}) {
  const start = [from[0] + NODE.width, from[1] + NODE.height / 2] as const;
  const end = [to[0], to[1] + NODE.height / 2] as const;
  const middle = (start[0] + end[0]) / 2;
  const refused = node.kind === 'refused';
  return (
    <path
      d={`M${start[0]},${start[1]} C${middle},${start[1]} ${middle},${end[1]} ${end[0]},${end[1]}`}
      fill="none"
      stroke={refused ? 'var(--quiet)' : color}
      strokeWidth={refused ? 1 : 2.5}
      strokeDasharray={refused ? '4 3' : undefined}
    />
  );
}

/** Accepted: filled and solid. Refused: hollow and dashed. The target's own token: a diamond. */
function NodeShape({
  node,
  color,
  text,
  focused,
}: {
  node: PlacedNode;
  color: string;
  text: string;
  focused: boolean;
}) {
  const shown = text.length > 12 ? `${text.slice(0, 11)}…` : text;
  if (node.kind === 'own') {
    return (
      <>
        <path
          d="M14,3 L28,17 L14,31 L0,17 Z"
          fill="var(--surface)"
          stroke={color}
          strokeWidth={focused ? 3 : 2}
        />
        <text x={34} y={14} fontSize={12} fill="var(--mantine-color-text)">
          {shown}
        </text>
        <text x={34} y={28} fontSize={10} fill="var(--quiet)">
          target
        </text>
      </>
    );
  }
  const refused = node.kind === 'refused';
  return (
    <>
      <rect
        width={NODE.width}
        height={NODE.height}
        rx={6}
        fill={refused ? 'var(--surface)' : `color-mix(in srgb, ${color} 16%, var(--surface))`}
        stroke={refused ? 'var(--quiet)' : color}
        strokeWidth={focused ? 3 : refused ? 1 : 1.5}
        strokeDasharray={refused ? '4 3' : undefined}
      />
      <text x={8} y={15} fontSize={12} fill="var(--mantine-color-text)">
        {node.kind === 'accepted' ? '✓ ' : ''}
        {shown}
      </text>
      {node.draftProb === null ? (
        <text x={8} y={28} fontSize={10} fill="var(--quiet)">
          {node.kind === 'root' ? 'root' : 'copied'}
        </text>
      ) : (
        <>
          <rect x={8} y={23} width={66} height={4} rx={2} fill="var(--line)" />
          <rect
            x={8}
            y={23}
            width={66 * node.draftProb}
            height={4}
            rx={2}
            fill={refused ? 'var(--quiet)' : color}
          />
          <text x={NODE.width - 6} y={28} fontSize={10} textAnchor="end" fill="var(--quiet)">
            {probability(node.draftProb)}
          </text>
        </>
      )}
    </>
  );
}

function nodeText(node: PlacedNode, label: (tokenId: TokenId) => string): string {
  const token = JSON.stringify(label(node.tokenId));
  if (node.kind === 'own') return `${token}, the target's own token`;
  if (node.kind === 'root') return `${token}, root`;
  const draft =
    node.draftProb === null ? 'copied from the text' : `draft probability ${probability(node.draftProb)}`;
  return `${token}, ${node.kind}, choice ${node.rank + 1} of the draft, ${draft}`;
}
