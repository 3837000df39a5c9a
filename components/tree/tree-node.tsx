'use client';

import { probability } from '../format.ts';
import type { PlacedNode } from './tree-layout.ts';

/** Pixels of one node's box. */
export const NODE = { width: 118, height: 34 };
const BAR = { x: 8, y: 23, width: 66, height: 4 };
const MOST_CHARACTERS = 12;

interface TreeNodeProps {
  node: PlacedNode;
  color: string;
  /** The token, white space made visible. */
  text: string;
  /** Name of the target's own token in this step. */
  own: string;
  current: boolean;
}

/** Accepted: filled and solid. Refused: hollow and dashed. The target's own token: a diamond. */
export function TreeNode({ node, color, text, own, current }: TreeNodeProps) {
  const shown = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
  if (node.kind === 'own') {
    return (
      <>
        <path
          d="M14,3 L28,17 L14,31 L0,17 Z"
          fill="var(--surface)"
          stroke={color}
          strokeWidth={current ? 3 : 2}
        />
        <text x={36} y={14} fontSize={12} fill="var(--mantine-color-text)">
          {shown}
        </text>
        <text x={36} y={28} fontSize={10} fill="var(--quiet)">
          {own}
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
        strokeWidth={current ? 3 : refused ? 1 : 1.5}
        strokeDasharray={refused ? '4 3' : undefined}
      />
      <text x={8} y={15} fontSize={12} fill="var(--mantine-color-text)">
        {node.kind === 'accepted' ? '✓ ' : ''}
        {shown}
      </text>
      <NodeFigure node={node} color={refused ? 'var(--quiet)' : color} />
    </>
  );
}

/** The draft's probability on a scale from 0 to 1, or where a token without one comes from. */
function NodeFigure({ node, color }: { node: PlacedNode; color: string }) {
  if (node.draftProb === null) {
    return (
      <text x={8} y={28} fontSize={10} fill="var(--quiet)">
        {node.kind === 'root' ? 'root' : 'copied'}
      </text>
    );
  }
  return (
    <>
      <rect {...BAR} rx={2} fill="var(--line)" />
      <rect {...BAR} rx={2} width={BAR.width * node.draftProb} fill={color} />
      <text x={NODE.width - 6} y={28} fontSize={10} textAnchor="end" fill="var(--quiet)">
        {probability(node.draftProb)}
      </text>
    </>
  );
}
