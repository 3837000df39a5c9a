'use client';

import { Group, SegmentedControl, Select, Stack, Switch, Text } from '@mantine/core';
import { DRAFTS, type DraftKind, PRECISIONS, SHIPPED_SET } from '../../engine/protocol.ts';
import { useTreeLibrary } from '../data/tree-library.ts';
import { choiceWords, type EngineChoice } from '../engine-choice.ts';
import { METHOD_STYLES } from '../methods.ts';
import { PanelState, QueryPanel } from '../shell/panel-state.tsx';
import { useTrainings } from '../training/use-trainings.ts';
import { type DraftSet, draftSets, precisionNotes } from './draft-sets.ts';

interface EngineFieldsProps {
  value: EngineChoice;
  onChange: (value: EngineChoice) => void;
}

const BUILT_IN = 'built-in';

/** What the engine works with, in a line that unfolds into its controls. */
export function EngineFields({ value, onChange }: EngineFieldsProps) {
  const trainings = useTrainings();
  const library = useTreeLibrary();
  const sets = draftSets(trainings.data?.trained ?? []);
  const trees = library.data?.trees.map(({ name }) => name) ?? [];
  const measured = library.data?.acceptance.some(({ precision }) => precision === value.precision) ?? false;
  return (
    <details>
      <summary>
        <Text span size="sm">
          <b>Engine:</b> {choiceWords(value)}
        </Text>
      </summary>
      <Stack gap="xs" mt="xs">
        <Group gap="sm" align="flex-end">
          <SegmentedControl
            aria-label="Precision"
            data={[...PRECISIONS]}
            value={value.precision}
            onChange={(precision) => onChange({ ...value, precision })}
          />
          {DRAFTS.map((kind) => (
            <SetSelect
              key={kind}
              kind={kind}
              sets={sets[kind]}
              value={value.drafts[kind]}
              onChange={(set) => onChange({ ...value, drafts: { ...value.drafts, [kind]: set } })}
            />
          ))}
          <Select
            label="Tree"
            w={190}
            value={value.tree ?? BUILT_IN}
            allowDeselect={false}
            data={[BUILT_IN, ...withOwn(trees, value.tree)]}
            onChange={(tree) => onChange({ ...value, tree: tree === BUILT_IN ? null : tree })}
          />
          <Switch
            label="Each step chooses (dynamic)"
            checked={value.dynamic}
            disabled={!measured && !value.dynamic}
            onChange={(event) => onChange({ ...value, dynamic: event.currentTarget.checked })}
            pb={6}
          />
        </Group>
        <QueryPanel query={library} height={20} what="The library of trees">
          {() => (
            <Text size="sm" c="var(--quiet)">
              {measured
                ? 'Where each step chooses, the cost of a pass is measured first, which takes some thirty seconds.'
                : `Steps cannot choose at ${value.precision}: no acceptance was measured there.`}
            </Text>
          )}
        </QueryPanel>
        {trainings.isError ? (
          <PanelState
            kind="partial"
            text={`Sets that were trained here cannot be listed: ${trainings.error.message}`}
          />
        ) : null}
        {precisionNotes(value, sets).map((note) => (
          <Text key={note} size="sm" role="note">
            {note}
          </Text>
        ))}
      </Stack>
    </details>
  );
}

interface SetSelectProps {
  kind: DraftKind;
  /** Those that were trained here. */
  sets: readonly DraftSet[];
  value: string;
  onChange: (set: string) => void;
}

/** Nothing where only the shipped one is there. */
function SetSelect({ kind, sets, value, onChange }: SetSelectProps) {
  const names = withOwn([SHIPPED_SET, ...sets.map(({ name }) => name)], value);
  if (names.length === 1) return null;
  return (
    <Select
      label={`${METHOD_STYLES[kind].label}, trained set`}
      w={190}
      value={value}
      allowDeselect={false}
      data={names}
      onChange={(set) => set !== null && onChange(set)}
    />
  );
}

/** What the address names is shown even where it is not there: the server then says so. */
function withOwn(names: readonly string[], own: string | null): string[] {
  return own === null || names.includes(own) ? [...names] : [...names, own];
}
