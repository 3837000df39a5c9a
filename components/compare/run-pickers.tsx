'use client';

import { Group, MultiSelect, Select } from '@mantine/core';
import type { RunListEntry } from '../data/api-schema.ts';
import { MOST_COMPARED } from '../data/compare-schema.ts';
import { runDate, runWords } from '../data/run-words.ts';
import type { Chosen } from './choose-runs.ts';
import { letterOf } from './run-letters.ts';

interface RunPickersProps {
  known: readonly RunListEntry[];
  chosen: Chosen;
  onChoose: (chosen: Chosen) => void;
}

/** The baseline and what is held against it, by their names. */
export function RunPickers({ known, chosen, onChoose }: RunPickersProps) {
  const { base, runs } = chosen;
  const ids = [...new Set([base, ...runs, ...known.filter((run) => run.hasFigures).map(({ id }) => id)])];
  const words = new Map(known.map((run) => [run.id, run]));
  const label = (id: string) => {
    const run = words.get(id);
    return run ? `${id}${run.sample ? ' (sample)' : ''}` : id;
  };
  const data = ids.filter((id) => id !== '').map((value) => ({ value, label: label(value) }));
  const option = ({ option: { value } }: { option: { value: string } }) => {
    const run = words.get(value);
    return (
      <div>
        <div>{label(value)}</div>
        <div className="legend">
          {run
            ? `${runDate(run.createdAt)}, ${runWords(run)}${run.status === 'complete' ? '' : `, ${run.status}`}`
            : 'not on this machine'}
        </div>
      </div>
    );
  };
  return (
    <Group align="flex-start" gap="sm" grow preventGrowOverflow={false} wrap="wrap">
      <Select
        label="Baseline (A)"
        data={data}
        value={base || null}
        renderOption={option}
        searchable
        allowDeselect={false}
        miw={220}
        nothingFoundMessage="No run of that name"
        onChange={(id) => id && onChoose({ base: id, runs: runs.filter((run) => run !== id) })}
      />
      <MultiSelect
        label={`Held against it (${runs.map((_, i) => letterOf(i + 1)).join(', ') || 'none'})`}
        data={data.filter(({ value }) => value !== base)}
        value={runs}
        renderOption={option}
        searchable
        maxValues={MOST_COMPARED}
        miw={260}
        placeholder={runs.length === 0 ? 'Choose runs' : undefined}
        nothingFoundMessage="No run of that name"
        onChange={(next) => onChoose({ base, runs: next })}
      />
    </Group>
  );
}
