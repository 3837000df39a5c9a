'use client';

import { Badge, Button, Group, Slider, Stack, Text } from '@mantine/core';
import { type TreeCut, WHOLE_TREE, type WhatIf } from '../../engine/core/what-if.ts';
import { EDITOR_ID } from './editor-id.ts';
import { whatIfSentence } from './trees-text.ts';

export interface CutLimits {
  depth: number;
  width: number;
  nodes: number;
}

interface WhatIfPanelProps {
  limits: CutLimits;
  cut: TreeCut;
  /** Only what changed: sliders moved quickly one after another must not undo each other. */
  onCut: (change: Partial<TreeCut>) => void;
  whole: WhatIf;
  result: WhatIf;
  /** What can be done with what is left; null where the method drafts no tree. */
  onLeft: { draw: () => void; run: () => void } | null;
  /** Why it could not be run. */
  problem: string | null;
}

const NAMES: Readonly<Record<keyof CutLimits, { label: string; words: string }>> = {
  depth: { label: 'deepest candidate', words: 'depth' },
  width: { label: 'choices at a place', words: 'width' },
  nodes: { label: 'candidates, the most accepted first', words: 'nodes' },
};

/** Sliders that cut the recorded trees, and what the same steps would have accepted of what is left. */
export function WhatIfPanel({ limits, cut, onCut, whole, result, onLeft, problem }: WhatIfPanelProps) {
  const changed = cut.depth !== null || cut.width !== null || cut.nodes !== null;
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Text fw={600}>What if the tree were smaller?</Text>
        <Badge variant="outline" color="gray" tt="none">
          step-local estimate
        </Badge>
      </Group>
      {(Object.keys(NAMES) as (keyof CutLimits)[]).map((name) => (
        <div key={name}>
          <Group justify="space-between">
            <Text size="sm" id={`cut-${name}`}>
              {NAMES[name].label}
            </Text>
            <Text size="sm" className="figures">
              {cut[name] ?? limits[name]} of {limits[name]}
            </Text>
          </Group>
          <Slider
            aria-labelledby={`cut-${name}`}
            thumbLabel={NAMES[name].label}
            min={0}
            max={limits[name]}
            step={1}
            label={null}
            value={cut[name] ?? limits[name]}
            onChange={(value) => onCut({ [name]: value >= limits[name] ? null : value })}
          />
        </div>
      ))}
      <Text size="sm" aria-live="polite">
        {changed ? whatIfSentence(whole, result) : 'Move a slider: slots that go are drawn hollow.'}
      </Text>
      <Text size="xs" c="dimmed">
        Each recorded step is taken where it stood, and its accepted path is cut where the smaller tree ends.
        A run with that tree would have stood at other places afterwards, and the slots that stay were chosen
        on these very steps: only a run can tell. The cost curve of this run gives the predicted speedup.
      </Text>
      <Group gap="xs">
        <Button variant="default" size="xs" disabled={!changed} onClick={() => onCut(WHOLE_TREE)}>
          Whole tree again
        </Button>
        {onLeft && result.kept.size > 0 ? (
          <>
            <Button component="a" href={`#${EDITOR_ID}`} variant="default" size="xs" onClick={onLeft.draw}>
              Change it in the editor
            </Button>
            <Button size="xs" onClick={onLeft.run}>
              Run it for real
            </Button>
          </>
        ) : null}
      </Group>
      {problem === null ? null : (
        <Text size="sm" c="var(--bad)" role="alert">
          Not run: {problem}
        </Text>
      )}
    </Stack>
  );
}
