'use client';

import { Group, Switch, Text } from '@mantine/core';
import { memo, type Ref, useCallback, useMemo, useState } from 'react';
import type { NodeIndex, StepRecord, TokenId } from '../../engine/protocol.ts';
import { probability, visibleToken } from '../format.ts';
import { TreeCanvas } from './tree-canvas.tsx';
import { DENSE } from './tree-node.tsx';
import { type OverlayNode, overlayTrees } from './tree-overlay.ts';

export interface OverlayViewProps {
  /** Two steps that begin at the same place of the same text. */
  first: StepRecord;
  second: StepRecord;
  /** Of whose they are; these stay the same while the two do. */
  names: readonly [string, string];
  colors: readonly [string, string];
  fit: boolean;
  label: (tokenId: TokenId) => string;
  /** A node of the first was chosen. */
  onNode?: (node: NodeIndex | null) => void;
  pictureRef?: Ref<SVGSVGElement>;
}

/** Two trees as one picture: what both proposed stands once, a stripe says who proposed it. */
export const OverlayView = memo(function OverlayView(props: OverlayViewProps) {
  const { first, second, names, colors, fit, label, onNode, pictureRef } = props;
  const [all, setAll] = useState(false);
  const overlay = useMemo(() => overlayTrees(first, second, all), [first, second, all]);
  const { counts } = overlay;
  const probs = useCallback(
    (node: OverlayNode) =>
      [
        node.first === null ? null : (first.tree.draftProbs[node.first] ?? null),
        node.second === null ? null : (second.tree.draftProbs[node.second] ?? null),
      ] as const,
    [first, second],
  );
  const name = useCallback(
    (node: OverlayNode) => {
      if (node.folded) return `${foldedWords(node, names)} left out`;
      const token = JSON.stringify(label(node.tokenId));
      if (node.own) return `${token}, the target's own token`;
      if (node.parent === null) return `${token}, root of both`;
      const by =
        node.owner === 'both'
          ? 'proposed by both'
          : `proposed by ${names[node.owner === 'first' ? 0 : 1]} only`;
      const [a, b] = probs(node);
      const ps = [a, b].flatMap((p, i) => (p === null ? [] : `${names[i]} ${probability(p)}`));
      return `${token}, ${node.accepted ? 'accepted' : 'not taken'}, ${by}${ps.length > 0 ? `, draft probability ${ps.join(', ')}` : ''}`;
    },
    [label, names, probs],
  );
  const draw = useCallback(
    (node: OverlayNode, current: boolean) => (
      <OverlayMark
        node={node}
        current={current}
        colors={colors}
        text={node.folded ? `+${total(node.folded)} left out` : visibleToken(label(node.tokenId))}
        probs={probs(node)}
      />
    ),
    [colors, label, probs],
  );
  const edge = useCallback(
    (node: OverlayNode) => {
      const taken = node.accepted || node.own;
      const color = node.owner === 'second' ? colors[1] : colors[0];
      return taken ? { color, width: 2.5 } : { color: 'var(--quiet)', width: 1, dash: '4 3' };
    },
    [colors],
  );
  const select = useCallback(
    (node: OverlayNode) => {
      if (node.own) onNode?.(null);
      else if (node.first !== null) onNode?.(node.first);
    },
    [onNode],
  );
  const headings = useMemo(
    () =>
      Array.from({ length: overlay.columns }, (_, depth) => ({
        depth,
        words: depth === 0 ? 'last token' : `depth ${depth}`,
      })),
    [overlay],
  );
  return (
    <>
      <Group justify="space-between" mb="xs" gap="sm">
        <Text size="sm" data-testid="overlay-words">
          {counts.both} {counts.both === 1 ? 'candidate' : 'candidates'} proposed by both, {counts.first} by{' '}
          {names[0]} only, {counts.second} by {names[1]} only. {names[0]} accepted {first.acceptedPath.length}
          , {names[1]} {second.acceptedPath.length} (its step {second.index + 1}).
        </Text>
        <Switch
          size="xs"
          label="every candidate"
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
      </Group>
      <TreeCanvas
        name={`Candidates of ${names[0]} and ${names[1]}`}
        nodes={overlay.nodes}
        rows={overlay.rows}
        columns={overlay.columns}
        headings={headings}
        size={DENSE}
        onSelect={select}
        label={name}
        draw={draw}
        edge={edge}
        fit={fit}
        pictureRef={pictureRef}
      />
      <Text size="xs" c="var(--quiet)" mt="xs">
        The stripe at the left of a candidate is who proposed it: upper {names[0]}, lower {names[1]}. Filled:
        accepted.
      </Text>
    </>
  );
});

function total({ first, second, both }: NonNullable<OverlayNode['folded']>): number {
  return first + second + both;
}

function foldedWords({ folded }: OverlayNode, names: readonly [string, string]): string {
  if (!folded) return '';
  const parts = [
    folded.first > 0 ? `${folded.first} ${names[0]}` : '',
    folded.second > 0 ? `${folded.second} ${names[1]}` : '',
    folded.both > 0 ? `${folded.both} both` : '',
  ];
  return `+${parts.filter((part) => part !== '').join(', ')}`;
}

interface OverlayMarkProps {
  node: OverlayNode;
  current: boolean;
  colors: readonly [string, string];
  text: string;
  probs: readonly [number | null, number | null];
}

function OverlayMark({ node, current, colors, text, probs }: OverlayMarkProps) {
  const { width, height } = DENSE;
  const most = node.folded ? 16 : 10;
  const letters = [...text];
  const shown = letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : text;
  if (node.own)
    return (
      <>
        <path
          d="M8,1 l8,8 l-8,8 l-8,-8 Z"
          fill="var(--surface)"
          stroke={colors[0]}
          strokeWidth={current ? 3 : 2}
        />
        <text x={24} y={13} fontSize={11} fill="var(--mantine-color-text)">
          {shown}
        </text>
      </>
    );
  const solid = node.accepted || node.parent === null;
  const color = node.owner === 'second' ? colors[1] : colors[0];
  const byFirst = node.folded ? node.folded.first + node.folded.both > 0 : node.owner !== 'second';
  const bySecond = node.folded ? node.folded.second + node.folded.both > 0 : node.owner !== 'first';
  // The round end of a folded mark would cut the stripe.
  const inset = node.folded ? 8 : 2;
  const figure = probs
    .map((p) => (p === null ? '' : probability(p).replace('0.', '.')))
    .filter((p) => p !== '');
  return (
    <>
      <rect
        width={width}
        height={height}
        rx={node.folded ? height / 2 : 4}
        fill={solid ? `color-mix(in srgb, ${color} 16%, var(--surface))` : 'var(--surface)'}
        stroke={solid ? color : 'var(--quiet)'}
        strokeWidth={current ? 3 : 1}
        strokeDasharray={solid || node.folded ? undefined : '4 3'}
      />
      {byFirst ? <rect x={inset} y={2} width={4} height={7} fill={colors[0]} /> : null}
      {bySecond ? <rect x={inset} y={9} width={4} height={7} fill={colors[1]} /> : null}
      <text x={inset + 8} y={12.5} fontSize={11} fill="var(--mantine-color-text)">
        {shown}
      </text>
      <text x={width - 5} y={12.5} fontSize={9.5} textAnchor="end" fill="var(--quiet)">
        {figure.join(' ')}
      </text>
    </>
  );
}
