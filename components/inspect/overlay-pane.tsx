'use client';

import { Button, Group, Switch, Text } from '@mantine/core';
import { memo, type Ref, useCallback, useMemo, useState } from 'react';
import { stepPositions } from '../../engine/core/bookmarks.ts';
import type { DecodeResult, NodeIndex, StepRecord, TokenId } from '../../engine/protocol.ts';
import { probability, visibleToken } from '../format.ts';
import { METHOD_STYLES } from '../methods.ts';
import { PanelState } from '../shell/panel-state.tsx';
import { TreeCanvas } from '../tree/tree-canvas.tsx';
import { DENSE } from '../tree/tree-node.tsx';
import { type OverlayNode, overlayTrees, sharedSteps } from '../tree/tree-overlay.ts';

interface OverlayPaneProps {
  first: DecodeResult;
  second: DecodeResult;
  /** Of the first, in view. */
  step: StepRecord;
  fit: boolean;
  label: (tokenId: TokenId) => string;
  /** To another step of the first. */
  onStep: (step: number) => void;
  /** A node of the first was chosen. */
  onNode: (node: NodeIndex | null) => void;
  pictureRef: Ref<SVGSVGElement>;
}

/** What one method drafted and the other missed, from the same place of the same text. */
export const OverlayPane = memo(function OverlayPane({ first, second, step, ...rest }: OverlayPaneProps) {
  const shared = useMemo(
    () =>
      sharedSteps(
        { tokenIds: first.tokenIds, positions: stepPositions(first.steps) },
        { tokenIds: second.tokenIds, positions: stepPositions(second.steps) },
      ),
    [first, second],
  );
  const other = shared.find(({ own }) => own === step.index);
  const there = other && second.steps[other.other];
  const names = useMemo(
    () => [METHOD_STYLES[first.method].label, METHOD_STYLES[second.method].label] as const,
    [first.method, second.method],
  );
  if (there)
    return <Overlay first={first} second={second} step={step} there={there} names={names} {...rest} />;
  const nearest = shared.reduce<(typeof shared)[number] | null>(
    (best, one) =>
      best === null || Math.abs(one.own - step.index) < Math.abs(best.own - step.index) ? one : best,
    null,
  );
  return (
    <PanelState kind="empty" title={`No step of ${names[1]} begins where this one begins`}>
      Trees are compared after the same text.{' '}
      {nearest === null
        ? 'The two answers never begin a step at the same place.'
        : `${shared.length} of the ${first.steps.length} steps of ${names[0]} have a counterpart.`}
      {nearest === null ? null : (
        <div>
          <Button size="xs" mt="sm" variant="default" onClick={() => rest.onStep(nearest.own)}>
            Go to the nearest, step {nearest.own + 1}
          </Button>
        </div>
      )}
    </PanelState>
  );
});

interface OverlayProps extends OverlayPaneProps {
  there: StepRecord;
  names: readonly [string, string];
}

function Overlay({ first, second, step, there, names, fit, label, onNode, pictureRef }: OverlayProps) {
  const [all, setAll] = useState(false);
  const overlay = useMemo(() => overlayTrees(step, there, all), [step, there, all]);
  const { counts } = overlay;
  const colors = useMemo(
    () => [METHOD_STYLES[first.method].color, METHOD_STYLES[second.method].color] as const,
    [first.method, second.method],
  );
  const probs = useCallback(
    ({ first: a, second: b }: OverlayNode) =>
      [
        a === null ? null : (step.tree.draftProbs[a] ?? null),
        b === null ? null : (there.tree.draftProbs[b] ?? null),
      ] as const,
    [step, there],
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
        text={node.folded ? foldedWords(node, names) : visibleToken(label(node.tokenId))}
        probs={probs(node)}
      />
    ),
    [colors, names, label, probs],
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
      if (node.own) onNode(null);
      else if (node.first !== null) onNode(node.first);
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
          {names[0]} only, {counts.second} by {names[1]} only. {names[0]} accepted {step.acceptedPath.length},{' '}
          {names[1]} {there.acceptedPath.length} (its step {there.index + 1}).
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
  const most = node.folded ? 18 : 10;
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
      {node.folded || node.owner === 'second' ? null : (
        <rect x={2} y={2} width={4} height={7} fill={colors[0]} />
      )}
      {node.folded || node.owner === 'first' ? null : (
        <rect x={2} y={9} width={4} height={7} fill={colors[1]} />
      )}
      <text x={10} y={12.5} fontSize={11} fill="var(--mantine-color-text)">
        {shown}
      </text>
      <text x={width - 5} y={12.5} fontSize={9.5} textAnchor="end" fill="var(--quiet)">
        {figure.join(' ')}
      </text>
    </>
  );
}
