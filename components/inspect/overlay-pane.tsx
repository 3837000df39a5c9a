'use client';

import { Button } from '@mantine/core';
import { memo, type Ref, useMemo } from 'react';
import type { DecodeResult, NodeIndex, StepRecord, TokenId } from '../../engine/protocol.ts';
import { METHOD_STYLES } from '../methods.ts';
import { PanelState } from '../shell/panel-state.tsx';
import { OverlayView } from '../tree/overlay-view.tsx';
import type { sharedStepsOf } from '../tree/tree-overlay.ts';

interface OverlayPaneProps {
  first: DecodeResult;
  second: DecodeResult;
  /** Steps that begin after the same text. */
  shared: ReturnType<typeof sharedStepsOf>;
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
export const OverlayPane = memo(function OverlayPane(props: OverlayPaneProps) {
  const { first, second, shared, step, onStep, ...rest } = props;
  const other = shared.find(({ own }) => own === step.index);
  const there = other && second.steps[other.other];
  const names = useMemo(
    () => [METHOD_STYLES[first.method].label, METHOD_STYLES[second.method].label] as const,
    [first.method, second.method],
  );
  const colors = useMemo(
    () => [METHOD_STYLES[first.method].color, METHOD_STYLES[second.method].color] as const,
    [first.method, second.method],
  );
  if (there) return <OverlayView first={step} second={there} names={names} colors={colors} {...rest} />;
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
          <Button size="xs" mt="sm" variant="default" onClick={() => onStep(nearest.own)}>
            Go to the nearest, step {nearest.own + 1}
          </Button>
        </div>
      )}
    </PanelState>
  );
});
