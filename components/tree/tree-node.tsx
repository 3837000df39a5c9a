'use client';

import { probability } from '../format.ts';
import type { NodeSize } from './tree-canvas.tsx';
import type { PlacedNode } from './tree-layout.ts';

/** A line for the token and one for its figure. */
export const ROOMY: NodeSize = { column: 148, row: 46, width: 118, height: 34 };
/** Both on one line, for trees of many rows. */
export const DENSE: NodeSize = { column: 142, row: 22, width: 120, height: 18 };

interface NodeProps {
  node: PlacedNode;
  size: NodeSize;
  color: string;
  /** The token, white space made visible. */
  text: string;
  /** Name of the target's own token in this step. */
  own: string;
  current: boolean;
}

/**
 * Accepted: filled and solid. Refused: hollow and dashed. The target's own token: a diamond. Functions, not components: every
 * node changes with every step, and each component of each of 64 nodes is work of its own.
 */
export function drawNode(props: NodeProps) {
  const { node, size } = props;
  const dense = size.height < ROOMY.height;
  if (node.kind === 'own') return drawOwn({ ...props, dense });
  if (node.kind === 'folded') return drawFolded({ ...props, dense });
  return drawCandidate({ ...props, dense });
}

type KindProps = NodeProps & { dense: boolean };

function drawCandidate({ node, size, color, text, current, dense }: KindProps) {
  const refused = node.kind === 'refused';
  const words = `${node.kind === 'accepted' ? '✓ ' : ''}${cut(text, dense ? 10 : 12)}`;
  return (
    <>
      <rect
        width={size.width}
        height={size.height}
        rx={dense ? 4 : 6}
        fill={refused ? 'var(--surface)' : `color-mix(in srgb, ${color} 16%, var(--surface))`}
        stroke={refused ? 'var(--quiet)' : color}
        strokeWidth={current ? 3 : refused ? (node.reached ? 1 : 0.75) : 1.5}
        strokeDasharray={refused ? (node.reached ? '4 3' : '1 3') : undefined}
      />
      <text x={dense ? 6 : 8} y={dense ? 12 : 15} fontSize={dense ? 11 : 12} fill="var(--mantine-color-text)">
        {words}
      </text>
      {drawFigure({ node, size, dense, color: refused ? 'var(--quiet)' : color })}
    </>
  );
}

function drawOwn({ size, color, text, own, current, dense }: KindProps) {
  const half = size.height / 2;
  const reach = half - (dense ? 1 : 3);
  return (
    <>
      <path
        d={`M${reach},${half - reach} l${reach},${reach} l${-reach},${reach} l${-reach},${-reach} Z`}
        fill="var(--surface)"
        stroke={color}
        strokeWidth={current ? 3 : 2}
      />
      <text x={2 * reach + 8} y={dense ? 13 : 14} fontSize={dense ? 11 : 12} fill="var(--mantine-color-text)">
        {cut(text, 12)}
      </text>
      {dense ? null : (
        <text x={2 * reach + 8} y={28} fontSize={10} fill="var(--quiet)">
          {own}
        </text>
      )}
    </>
  );
}

function drawFolded({ node, size, current, dense }: KindProps) {
  if (!node.folded) return null;
  const { count, best } = node.folded;
  const most = best === null ? '' : `best p ${probability(best)}`;
  return (
    <>
      <rect
        width={size.width}
        height={size.height}
        rx={size.height / 2}
        fill="var(--page)"
        stroke="var(--line)"
        strokeWidth={current ? 3 : 1}
      />
      <text x={10} y={dense ? 12.5 : 15} fontSize={dense ? 10 : 12} fill="var(--mantine-color-text)">
        {dense ? `+${count} ${most}` : `+${count} more`}
      </text>
      {dense ? null : (
        <text x={10} y={28} fontSize={10} fill="var(--quiet)">
          {most}
        </text>
      )}
    </>
  );
}

/** The draft's probability on a scale from 0 to 1, or where a token without one comes from. */
function drawFigure({ node, size, color, dense }: Pick<KindProps, 'node' | 'size' | 'color' | 'dense'>) {
  const words = node.kind === 'root' ? 'root' : 'copied';
  if (node.draftProb === null && !dense)
    return (
      <text x={8} y={28} fontSize={10} fill="var(--quiet)">
        {words}
      </text>
    );
  const bar = dense
    ? { x: 6, y: 14.5, width: size.width - 12, height: 2 }
    : { x: 8, y: 23, width: 66, height: 4 };
  return (
    <>
      {node.draftProb === null ? null : (
        <>
          <rect {...bar} rx={bar.height / 2} fill="var(--line)" />
          <rect {...bar} rx={bar.height / 2} width={bar.width * node.draftProb} fill={color} />
        </>
      )}
      <text x={size.width - 6} y={dense ? 11.5 : 28} fontSize={10} textAnchor="end" fill="var(--quiet)">
        {node.draftProb === null ? words : probability(node.draftProb)}
      </text>
    </>
  );
}

function cut(text: string, most: number): string {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : text;
}
