'use client';

import { useCallback, useLayoutEffect, useMemo, useRef } from 'react';
import type { StepRecord, TokenId } from '../../engine/protocol.ts';
import { type PictureKind, savePicture } from '../chart/save-picture.ts';
import { PanelState } from '../shell/panel-state.tsx';
import { sharedStepsOf } from '../tree/tree-overlay.ts';
import type { Slots } from '../tree/tree-slots.ts';
import { CandidateTable } from './candidate-table.tsx';
import { copyLink, copyStep } from './copy-place.ts';
import { LadderView } from './ladder-view.tsx';
import { OverlayPane } from './overlay-pane.tsx';
import { answersOf, type Place } from './place.ts';
import { StepActions } from './step-actions.tsx';
import { TreePane } from './tree-pane.tsx';
import type { PlaceState, View } from './use-place.ts';
import { ViewBar } from './view-bar.tsx';

interface StepPaneProps {
  runId: string;
  questionId: string | number;
  place: Place;
  step: StepRecord;
  view: View;
  state: PlaceState;
  slots: Slots | null;
  fit: boolean;
  onFit: (fit: boolean) => void;
  label: (tokenId: TokenId) => string;
  /** What became of the last copy or save. */
  said: string;
  onSaid: (said: string) => void;
}

/** The step itself: tree, ladder or table, or its tree over another method's. */
export function StepPane(props: StepPaneProps) {
  const { runId, questionId, place, step, view, state, slots, fit, onFit, label, said, onSaid } = props;
  const { result, group, node } = place;
  const { actions, shown, least, over } = state;
  const picture = useRef<SVGSVGElement>(null);
  const others = useMemo(() => {
    const drafted = answersOf(group).map(({ method }) => method);
    return result.method === 'vanilla'
      ? []
      : drafted.filter((method) => method !== result.method && method !== 'vanilla');
  }, [group, result]);
  const second = others.some((method) => method === over)
    ? group.results.find(({ method }) => method === over)
    : undefined;
  const shared = useMemo(() => (second ? sharedStepsOf(result, second) : []), [result, second]);
  const proposed = step.tree.tokenIds.length > 1;
  const drawn = second ? shared.some(({ own }) => own === step.index) : view === 'tree' && proposed;

  const source = useRef({ runId, questionId, place, step });
  useLayoutEffect(() => {
    source.current = { runId, questionId, place, step };
  });
  const onCopyLink = useCallback(async () => onSaid(await copyLink(source.current, label)), [onSaid, label]);
  const onCopyStep = useCallback(async () => onSaid(await copyStep(source.current)), [onSaid]);
  const onSave = useCallback(
    async (kind: PictureKind) => {
      if (!picture.current) return;
      const { questionId, place, step } = source.current;
      const name = `step-${place.result.method}-${questionId}-${step.index + 1}`;
      onSaid(await savePicture(picture.current, name, kind));
    },
    [onSaid],
  );
  return (
    <section className="pane pane-step" aria-label="Candidates">
      <ViewBar
        view={view}
        shown={shown}
        least={least}
        others={others}
        over={second?.method ?? null}
        actions={actions}
      />
      {second ? (
        <OverlayPane
          first={result}
          second={second}
          shared={shared}
          step={step}
          fit={fit}
          label={label}
          onStep={actions.toStep}
          onNode={actions.toNode}
          pictureRef={picture}
        />
      ) : !proposed ? (
        <NothingProposed vanilla={result.method === 'vanilla'} />
      ) : view === 'ladder' ? (
        <LadderView method={result.method} step={step} node={node} label={label} onNode={actions.toNode} />
      ) : view === 'table' ? (
        <CandidateTable
          method={result.method}
          step={step}
          node={node}
          label={label}
          onNode={actions.toNode}
        />
      ) : (
        <>
          <TreePane
            method={result.method}
            step={step}
            node={node}
            shown={shown}
            least={least}
            slots={slots}
            fit={fit}
            label={label}
            onNode={actions.toNode}
            pictureRef={picture}
          />
          <p className="quiet-note">
            Filled and solid: accepted. Hollow and dashed: refused; dotted: never reached. Diamond: the
            target's own token. Bars: the draft's probability, 0 to 1.{' '}
            {shown === 'all' && slots ? 'Every candidate keeps its place from step to step. ' : ''}
            Arrow keys walk the tree.
          </p>
        </>
      )}
      <StepActions
        drawn={drawn}
        fit={fit}
        onFit={onFit}
        onCopyLink={onCopyLink}
        onCopyStep={onCopyStep}
        onSave={onSave}
        said={said}
      />
    </section>
  );
}

function NothingProposed({ vanilla }: { vanilla: boolean }) {
  return (
    <PanelState kind="empty" title="Nothing was proposed in this step">
      {vanilla
        ? 'Vanilla takes one token of the target at a time.'
        : 'The pass gave the one token of the target, as vanilla does.'}
    </PanelState>
  );
}
