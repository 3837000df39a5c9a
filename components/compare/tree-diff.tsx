'use client';

import { Anchor, Button, Group, Text, Title } from '@mantine/core';
import Link from 'next/link';
import { useCallback, useMemo } from 'react';
import type { TokenId } from '../../engine/protocol.ts';
import { ChartFrame } from '../chart/chart-frame.tsx';
import { METHOD_STYLES } from '../methods.ts';
import { inspectPath } from '../shell/addresses.ts';
import { PanelState } from '../shell/panel-state.tsx';
import { OverlayView } from '../tree/overlay-view.tsx';
import { tokenLabel } from '../tree/token-label.ts';
import type { AnswerDiffProps } from './answer-diff.tsx';
import { overlayTable } from './overlay-table.ts';
import { firstShown, treePlaces } from './tree-places.ts';

interface TreeDiffProps extends AnswerDiffProps {
  /** Step of the left in view, from 1; null leaves the choice to this panel. */
  at: number | null;
  onAt: (at: number) => void;
}

/** The candidates of both sides after the same text, laid over each other, place by place. */
export function TreeDiff({ question, turn, repeat, diff, left, right, at, onAt }: TreeDiffProps) {
  const places = useMemo(() => treePlaces(left.result, right.result), [left.result, right.result]);
  const place = places.find((one) => one.left + 1 === at) ?? firstShown(places, diff.position !== null);
  const sameMethod = left.method === right.method;
  const nameOf = ({ method, runId }: typeof left): string => {
    const { label } = METHOD_STYLES[method];
    return left.runId === right.runId ? label : sameMethod ? runId : `${label} of ${runId}`;
  };
  const [leftName, rightName] = [nameOf(left), nameOf(right)];
  const names = useMemo(() => [leftName, rightName] as const, [leftName, rightName]);
  const colors = useMemo(
    () =>
      [
        METHOD_STYLES[left.method].color,
        // One method's colour cannot tell its two runs apart.
        sameMethod ? 'var(--mantine-color-text)' : METHOD_STYLES[right.method].color,
      ] as const,
    [left.method, right.method, sameMethod],
  );
  // A run keeps the bytes of the tokens that it met.
  const [ownBytes, otherBytes] = [left.tokenBytes, right.tokenBytes];
  const label = useCallback(
    (tokenId: TokenId) => tokenLabel(tokenId, ownBytes.has(tokenId) ? ownBytes : otherBytes),
    [ownBytes, otherBytes],
  );
  const [first, second] = [left.result.steps[place?.left ?? -1], right.result.steps[place?.right ?? -1]];
  const drafts = [left, right].some(({ method }) => method !== 'vanilla');
  const differing = places.filter(({ differs }) => differs).length;
  const index = place ? places.indexOf(place) : -1;
  const to = (found: { left: number } | undefined) => found && (() => onAt(found.left + 1));
  const moves = [
    { words: 'Previous place', go: to(places[index - 1]) },
    { words: 'Next place', go: to(places[index + 1]) },
    { words: 'Next difference', go: to(places.slice(index + 1).find(({ differs }) => differs)) },
  ];
  return (
    <section aria-label="Trees after the same text">
      <Title order={3} size="h5" mt="md">
        Trees after the same text
      </Title>
      {!drafts || !place || !first || !second ? (
        <PanelState kind="empty" title={drafts ? 'No step begins at the same place' : 'No trees'}>
          {drafts
            ? 'Trees are compared after the same text, and the two answers never begin a step there.'
            : 'Vanilla proposes nothing: choose another method above.'}
        </PanelState>
      ) : (
        <>
          <Text size="sm" mb="xs" data-testid="tree-places">
            {places.length} of {left.result.steps.length} steps on the left begin where one on the right
            begins; {differing} of these have other candidates, or another number of them accepted.
          </Text>
          <Group gap="xs" mb="xs">
            {moves.map(({ words, go }) => (
              <Button key={words} size="compact-sm" variant="default" disabled={!go} onClick={go}>
                {words}
              </Button>
            ))}
            <Text size="sm" data-testid="tree-place">
              {(
                [
                  ['left', left, first.index],
                  ['right', right, second.index],
                ] as const
              ).map(([side, { runId, method }, step]) => (
                <span key={side}>
                  {side === 'right' ? ', ' : ''}
                  <Anchor
                    component={Link}
                    inherit
                    underline="always"
                    href={inspectPath(runId, question, {
                      method,
                      turn: turn + 1,
                      repeat: repeat + 1,
                      step: step + 1,
                    })}
                  >
                    step {step + 1} on the {side}
                  </Anchor>
                </span>
              ))}
            </Text>
          </Group>
          {at !== null && place.left + 1 !== at ? (
            <PanelState
              kind="stale"
              text={`Step ${at} on the left has no counterpart; step ${place.left + 1} is shown instead.`}
            />
          ) : null}
          <ChartFrame title="Candidates of both" table={overlayTable(first, second, names, label)}>
            <OverlayView
              first={first}
              second={second}
              names={names}
              colors={colors}
              fit={false}
              label={label}
            />
          </ChartFrame>
        </>
      )}
    </section>
  );
}
