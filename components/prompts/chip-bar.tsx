'use client';

import { Group, UnstyledButton } from '@mantine/core';
import type { Method } from '../../engine/protocol.ts';
import { METHOD_STYLES } from '../methods.ts';
import type { Chip } from './filter-chips.ts';
import classes from './prompts.module.css';

interface ChipBarProps {
  chips: readonly Chip[];
  onToggle: (chip: Chip, add: boolean) => void;
}

/** Filters with the number of questions each would leave. Ctrl or Cmd with the click adds to its kind. */
export function ChipBar({ chips, onToggle }: ChipBarProps) {
  return (
    <Group gap={6} role="group" aria-label="Filters">
      {chips.map((chip) => (
        <UnstyledButton
          key={chip.id}
          className={classes.chip}
          aria-pressed={chip.active}
          data-empty={chip.count === 0 || undefined}
          title={`${chip.id}; Ctrl-click adds it to the others of its kind`}
          onClick={(event) => onToggle(chip, event.ctrlKey || event.metaKey)}
        >
          {chip.label} <span className={classes.count}>{chip.count}</span>
        </UnstyledButton>
      ))}
    </Group>
  );
}

interface MethodBarProps {
  methods: readonly Method[];
  meant: Method;
  onChoose: (method: Method) => void;
}

/** Whose figures the columns of one method show. */
export function MethodBar({ methods, meant, onChoose }: MethodBarProps) {
  return (
    <Group gap={6} role="group" aria-label="Figures of">
      <span className={classes.label}>Figures of</span>
      {methods.map((method) => {
        const { label, mark, color } = METHOD_STYLES[method];
        return (
          <UnstyledButton
            key={method}
            className={classes.chip}
            aria-pressed={method === meant}
            onClick={() => onChoose(method)}
          >
            <span aria-hidden="true" style={{ color }}>
              {mark}
            </span>{' '}
            {label}
          </UnstyledButton>
        );
      })}
    </Group>
  );
}
