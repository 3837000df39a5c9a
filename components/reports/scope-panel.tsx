'use client';

import { Card, Chip, Group, MultiSelect, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { TREE_CHOICES, type TreeChoice } from '../../report/trees/bookmarks.ts';
import type { RunView } from '../data/api-schema.ts';
import { METHOD_STYLES } from '../methods.ts';
import styles from './reports.module.css';
import type { Scope } from './scope.ts';

interface ScopePanelProps {
  run: RunView;
  scope: Scope;
  onScope: (change: Partial<Scope>) => void;
  trees: TreeChoice;
  onTrees: (trees: TreeChoice) => void;
  /** Under the choice of trees. */
  pictures: string;
}

const TREE_WORDS: Readonly<Record<TreeChoice, string>> = {
  all: 'every step',
  bookmarks: 'steps that tell most',
  none: 'none',
};

/** Which methods, categories and questions go into the files, and which trees are drawn. */
export function ScopePanel({ run, scope, onScope, trees, onTrees, pictures }: ScopePanelProps) {
  const { methods, questionIds } = run.manifest.settings;
  const categories = [...new Set(run.questions.map(({ category }) => category))];
  const drafting = methods.filter((method) => method !== 'vanilla');
  return (
    <Card withBorder padding="md" component="section" aria-label="What goes in">
      <Title order={2} size="h4" mb="xs">
        What goes in
      </Title>
      <Stack gap="sm">
        <Chips
          label="Methods, beside vanilla"
          all={drafting}
          chosen={scope.m}
          name={(method) => METHOD_STYLES[method].label}
          onChange={(m) => onScope({ m })}
        />
        <Chips label="Categories" all={categories} chosen={scope.cat} onChange={(cat) => onScope({ cat })} />
        <MultiSelect
          label="Questions"
          placeholder={scope.q === null ? `all ${questionIds.length}` : undefined}
          searchable
          clearable
          maxDropdownHeight={260}
          data={questionIds.map(String)}
          value={[...(scope.q ?? [])]}
          onChange={(q) => onScope({ q: q.length > 0 ? q : null })}
        />
        <div>
          <Text size="sm" fw={500} id="trees-choice">
            Candidate trees, in HTML and PDF
          </Text>
          <SegmentedControl
            aria-labelledby="trees-choice"
            size="xs"
            value={trees}
            onChange={(value) => onTrees(value as TreeChoice)}
            data={TREE_CHOICES.map((value) => ({ value, label: TREE_WORDS[value] }))}
          />
          <Text size="xs" c="dimmed">
            {pictures}
          </Text>
        </div>
      </Stack>
    </Card>
  );
}

interface ChipsProps<T extends string> {
  label: string;
  all: readonly T[];
  /** Null: all. */
  chosen: readonly T[] | null;
  name?: (value: T) => string;
  onChange: (chosen: T[] | null) => void;
}

function Chips<T extends string>({ label, all, chosen, name = (value) => value, onChange }: ChipsProps<T>) {
  const on = chosen ?? all;
  const toggle = (value: T) => {
    const next = all.filter((other) => (other === value ? !on.includes(other) : on.includes(other)));
    onChange(next.length === 0 || next.length === all.length ? null : next);
  };
  return (
    <fieldset className={styles.plain}>
      <Text component="legend" size="sm" fw={500}>
        {label}
      </Text>
      <Group gap={6}>
        {all.map((value) => (
          <Chip
            key={value}
            size="xs"
            variant="outline"
            checked={on.includes(value)}
            onChange={() => toggle(value)}
          >
            {name(value)}
          </Chip>
        ))}
      </Group>
    </fieldset>
  );
}
