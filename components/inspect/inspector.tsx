'use client';

import './inspect.css';
import { Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useCallback, useMemo, useState } from 'react';
import { notableSteps, stepAtPosition, stepPositions } from '../../engine/core/bookmarks.ts';
import { shownOwnTokenOf } from '../../engine/core/choice-identities.ts';
import { figuresOf } from '../../engine/core/metrics.ts';
import type { Sampling, StepRecord, TokenId } from '../../engine/protocol.ts';
import type { QuestionRecord } from '../data/use-answers.ts';
import { METHOD_STYLES } from '../methods.ts';
import { PanelState } from '../shell/panel-state.tsx';
import { narrate } from '../tree/narrate.ts';
import { Narration } from '../tree/narration.tsx';
import { tokenLabel } from '../tree/token-label.ts';
import { slotsOf } from '../tree/tree-slots.ts';
import { AnswerLegend, AnswerPane } from './answer-pane.tsx';
import { answerRuns } from './answer-runs.ts';
import { Bookmarks } from './bookmarks.tsx';
import { copyLink } from './copy-place.ts';
import { InspectKeys } from './inspect-keys.tsx';
import { NodeDetails } from './node-details.tsx';
import type { Place } from './place.ts';
import { PlaceBar } from './place-bar.tsx';
import { Playback } from './playback.tsx';
import { StageStack } from './stage-stack.tsx';
import { StepPane } from './step-pane.tsx';
import { StepStrip } from './step-strip.tsx';
import type { StepWindow } from './strip-layout.ts';
import { type PlaceState, usePlace } from './use-place.ts';
import { usePlayback } from './use-playback.ts';

interface InspectorProps {
  runId: string;
  record: QuestionRecord;
  sampling: Sampling;
  /** Questions of the run before and after this one. */
  neighbours: { before: string | null; after: string | null };
}

/** One question of a run: an answer, a step, a node, and all that the record says of them. */
export function Inspector(props: InspectorProps) {
  const state = usePlace(props.record.groups);
  const { place } = state;
  if (!place) return <PanelState kind="empty" title="No answer to this question was recorded" />;
  return (
    <>
      {place.notices.map((notice) => (
        <Text key={notice} size="sm" className="panel-note" role="note">
          {notice}
        </Text>
      ))}
      <PlaceBar
        record={props.record}
        group={place.group}
        method={place.result.method}
        actions={state.actions}
      />
      {place.step ? (
        <Answer {...props} state={state} place={place} step={place.step} />
      ) : (
        <PanelState kind="empty" title="No steps">
          The answer is one token long. It came from the prompt pass, so there is no step to look at.
        </PanelState>
      )}
    </>
  );
}

interface AnswerProps extends InspectorProps {
  state: PlaceState;
  place: Place;
  step: StepRecord;
}

function Answer({ runId, record, sampling, neighbours, state, place, step }: AnswerProps) {
  const { group, result, node } = place;
  const { actions } = state;
  const { steps, method } = result;
  const { color } = METHOD_STYLES[method];
  const { tokenBytes } = record;
  const [window, setWindow] = useState<StepWindow | null>(null);
  const [fit, setFit] = useState(true);
  const [said, setSaid] = useState('');
  const narrow = useMediaQuery('(max-width: 40em)') ?? false;
  const label = useCallback((tokenId: TokenId) => tokenLabel(tokenId, tokenBytes), [tokenBytes]);
  const runs = useMemo(() => answerRuns(result, tokenBytes), [result, tokenBytes]);
  const slots = useMemo(() => slotsOf(steps), [steps]);
  const positions = useMemo(() => stepPositions(steps), [steps]);
  const bookmarks = useMemo(() => {
    const difference = record.ledger.find(
      (entry) => entry.method === method && entry.turn === group.turn && entry.repeat === group.repeat,
    )?.comparison;
    const at = difference && 'position' in difference ? stepAtPosition(steps, difference.position) : null;
    const found = notableSteps(steps);
    return at === null ? found : [...found, { at, kind: 'first-difference' as const }];
  }, [record.ledger, steps, method, group]);
  const marked = useMemo(() => new Set(bookmarks.map(({ at }) => at)), [bookmarks]);
  const vanillaMs = useMemo(() => {
    const vanilla = group.results.find((one) => one.method === 'vanilla');
    return vanilla && method !== 'vanilla' ? figuresOf(vanilla).tpotMs : null;
  }, [group, method]);
  const playback = usePlayback(step.index, steps.length - 1, actions.toStep);
  const view = state.view ?? (narrow ? 'ladder' : 'tree');
  return (
    <>
      <InspectKeys
        runId={runId}
        neighbours={neighbours}
        place={place}
        step={step}
        bookmarks={bookmarks}
        actions={actions}
        playback={playback}
        onFit={() => setFit(!fit)}
        onCopy={async () =>
          setSaid(await copyLink({ runId, questionId: record.questionId, place, step }, label))
        }
      />
      <section className="pane" aria-label="Steps">
        <StepStrip
          name={`${method}-${record.questionId}`}
          steps={steps}
          step={step.index}
          color={color}
          marked={marked}
          window={window}
          onWindow={setWindow}
          onStep={actions.toStep}
        />
        <div className="strip-controls">
          <Playback
            playback={playback}
            first={step.index === 0}
            last={step.index === steps.length - 1}
            onBy={actions.by}
          />
          <Bookmarks
            bookmarks={bookmarks}
            current={marked.has(step.index) ? step.index : null}
            onStep={actions.toStep}
          />
        </div>
        <p className="step-sentence" data-testid="narration" aria-live="polite">
          <Narration parts={narrate(step)} label={label} />
        </p>
      </section>
      <div className="inspect-panes">
        <section className="pane pane-text" aria-label="Text">
          <AnswerPane
            runs={runs}
            color={color}
            step={step.index}
            position={tokenPosition(step, node, positions)}
            onPosition={actions.toPosition}
          />
          <AnswerLegend color={color} own={method === 'vanilla'} />
        </section>
        <StepPane
          runId={runId}
          questionId={record.questionId}
          place={place}
          step={step}
          view={view}
          state={state}
          slots={slots}
          fit={fit}
          onFit={setFit}
          label={label}
          said={said}
          onSaid={setSaid}
        />
        <section className="pane pane-details" aria-label="Details">
          <NodeDetails
            step={step}
            node={node}
            method={method}
            sampling={sampling}
            traceLevel={result.traceLevel}
            tokenId={node === null ? shownOwnTokenOf(step) : (step.tree.tokenIds[node] as TokenId)}
            label={label}
          />
          <StageStack times={step} color={color} vanillaMs={vanillaMs} gained={step.emitted.length} />
        </section>
      </div>
    </>
  );
}

/** Position in the answer of the node's token; null where the token is not in it. */
function tokenPosition(step: StepRecord, node: number | null, positions: readonly number[]): number | null {
  const first = positions[step.index] ?? 1;
  if (node === 0) return first - 1;
  if (node === null) return step.ownToken === null ? null : first + step.emitted.length - 1;
  const at = step.acceptedPath.indexOf(node);
  return at >= 0 && at < step.emitted.length ? first + at : null;
}
