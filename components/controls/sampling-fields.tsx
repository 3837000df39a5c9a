'use client';

import { Group, NumberInput, SegmentedControl, Switch } from '@mantine/core';
import { SAMPLING_RANGES } from '../../engine/core/sampling-settings.ts';
import { FIELD_LABELS, fieldsInUse, type SamplingForm } from './sampling-form.ts';

interface SamplingFieldsProps {
  value: SamplingForm;
  onChange: (value: SamplingForm) => void;
}

/** Only the fields that the chosen way of sampling reads. */
export function SamplingFields({ value, onChange }: SamplingFieldsProps) {
  return (
    <Group align="flex-end" gap="sm">
      <SegmentedControl
        aria-label="How tokens are chosen"
        data={[
          { value: 'greedy', label: 'Greedy' },
          { value: 'sample', label: 'Drawn' },
        ]}
        value={value.kind}
        onChange={(kind) => onChange({ ...value, kind })}
      />
      {fieldsInUse(value).map((name) => (
        <NumberInput
          key={name}
          label={FIELD_LABELS[name]}
          title={`Allowed: ${SAMPLING_RANGES[name].allowed}`}
          value={value[name] ?? ''}
          onChange={(next) => onChange({ ...value, [name]: next === '' ? null : Number(next) })}
          error={value[name] !== null && !SAMPLING_RANGES[name].has(value[name])}
          step={name === 'topK' || name === 'seed' ? 1 : 0.05}
          hideControls
          w={name === 'repetitionPenalty' ? 150 : 112}
        />
      ))}
      {value.kind === 'sample' ? (
        <Switch
          label="Typical acceptance (lossy)"
          checked={value.typical}
          onChange={(event) => onChange({ ...value, typical: event.currentTarget.checked })}
          pb={6}
        />
      ) : null}
    </Group>
  );
}
