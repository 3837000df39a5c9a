'use client';

import { Button, Card, Group, NativeSelect, SegmentedControl, Text } from '@mantine/core';
import { Braces, Download, Link2, Maximize2 } from 'lucide-react';
import { useRef } from 'react';
import type { Method, StepRecord, TokenId } from '../../engine/protocol.ts';
import { saveFile, svgText } from '../chart/save-picture.ts';
import { METHOD_STYLES } from '../methods.ts';
import type { Slots } from '../tree/tree-slots.ts';
import { CandidateTable } from './candidate-table.tsx';
import { copyLink, copyStep } from './copy-place.ts';
import { LadderView } from './ladder-view.tsx';
import { OverlayPane } from './overlay-pane.tsx';
import { answersOf, type Place } from './place.ts';
import { ShownControl } from './shown-control.tsx';
import { TreePane } from './tree-pane.tsx';
import { type PlaceState, VIEWS, type View } from './use-place.ts';

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
  const pictureRef = useRef<SVGSVGElement>(null);
  const others = answersOf(group).filter(({ method }) => method !== result.method && method !== 'vanilla');
  const second = others.find(({ method }) => method === over);
  const proposed = step.tree.tokenIds.length > 1;
  const drawn = second !== undefined || (view === 'tree' && proposed);
  const source = { runId, questionId, place, step };
  const save = () => {
    if (!pictureRef.current) return;
    const name = `step-${result.method}-${questionId}-${step.index + 1}.svg`;
    saveFile(name, new Blob([svgText(pictureRef.current)], { type: 'image/svg+xml' }));
    onSaid(`Saved ${name}`);
  };
  return (
    <Card withBorder padding="md" component="section" aria-label="Candidates" className="pane-step">
      <Group gap="xs" mb="sm">
        <SegmentedControl
          size="xs"
          aria-label="View"
          value={second ? '' : view}
          onChange={(value) => actions.toView(value as View)}
          data={[...VIEWS]}
        />
        {view === 'tree' && !second ? (
          <ShownControl shown={shown} least={least} onShow={actions.show} />
        ) : null}
        {others.length > 0 && result.method !== 'vanilla' ? (
          <NativeSelect
            size="xs"
            aria-label="Compare trees with"
            value={second?.method ?? ''}
            onChange={(event) =>
              actions.layOver(event.currentTarget.value === '' ? null : (event.currentTarget.value as Method))
            }
            data={[
              { value: '', label: 'compare with…' },
              ...others.map(({ method }) => ({
                value: method,
                label: `with ${METHOD_STYLES[method].label}`,
              })),
            ]}
          />
        ) : null}
      </Group>
      <div className="step-view">
        {second ? (
          <OverlayPane
            first={result}
            second={second}
            step={step}
            fit={fit}
            label={label}
            onStep={actions.toStep}
            onNode={actions.toNode}
            pictureRef={pictureRef}
          />
        ) : !proposed ? (
          <div className="panel-empty">
            <Text fw={600}>Nothing was proposed in this step</Text>
            <Text size="sm" c="var(--quiet)">
              {result.method === 'vanilla'
                ? 'Vanilla takes one token of the target at a time.'
                : 'The pass gave the one token of the target, as vanilla does.'}
            </Text>
          </div>
        ) : view === 'ladder' ? (
          <LadderView method={result.method} step={step} node={node} label={label} onNode={actions.toNode} />
        ) : view === 'table' ? (
          <CandidateTable step={step} node={node} label={label} onNode={actions.toNode} />
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
              pictureRef={pictureRef}
            />
            <Text size="xs" c="var(--quiet)" mt="xs">
              Filled and solid: accepted. Hollow and dashed: refused; dotted: never reached. Diamond: the
              target's own token. Bars: the draft's probability, 0 to 1.{' '}
              {shown === 'all' && slots ? 'Every candidate keeps its place from step to step. ' : ''}
              Arrow keys walk the tree.
            </Text>
          </>
        )}
      </div>
      <Group gap="xs" mt="sm">
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<Link2 size={14} aria-hidden="true" />}
          onClick={async () => onSaid(await copyLink(source, label))}
        >
          Copy link
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<Braces size={14} aria-hidden="true" />}
          onClick={async () => onSaid(await copyStep(source))}
        >
          Copy step as JSON
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          disabled={!drawn}
          leftSection={<Download size={14} aria-hidden="true" />}
          onClick={save}
        >
          Save SVG
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          disabled={!drawn}
          aria-pressed={fit}
          leftSection={<Maximize2 size={14} aria-hidden="true" />}
          onClick={() => onFit(!fit)}
        >
          Fit
        </Button>
        <Text size="xs" c="var(--quiet)" role="status">
          {said}
        </Text>
      </Group>
    </Card>
  );
}
