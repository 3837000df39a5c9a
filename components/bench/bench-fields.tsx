'use client';

import { Button, Checkbox, FileButton, Group, MultiSelect, NumberInput, Stack, Text } from '@mantine/core';
import { Upload } from 'lucide-react';
import type { MethodInfo } from '../../engine/protocol.ts';
import { MOST_REPEATS, MOST_SUITE_BYTES, MOST_TURNS } from '../bench-events.ts';
import { EngineFields } from '../controls/engine-fields.tsx';
import { MethodChecks } from '../controls/method-checks.tsx';
import { SamplingFields } from '../controls/sampling-fields.tsx';
import { firstLine } from '../controls/suite-prompt.ts';
import type { SuiteQuestion } from '../controls/use-suite.ts';
import { type EngineChoice, offeredMethods } from '../engine-choice.ts';
import { megabytes } from '../format.ts';
import { MOST_NEW_TOKENS } from '../race-events.ts';
import { readSuite } from './bench-api.ts';
import { type BenchForm, questionsLeft } from './bench-form.ts';

interface BenchFieldsProps {
  form: BenchForm;
  onChange: (form: BenchForm) => void;
  choice: EngineChoice;
  onChoice: (choice: EngineChoice) => void;
  /** Of the form's suite. */
  questions: readonly SuiteQuestion[];
  infos: readonly MethodInfo[];
  fileProblem: string | null;
  onFileProblem: (problem: string | null) => void;
}

type CountField = 'prompts' | 'turns' | 'repeats' | 'maxNewTokens';

export function BenchFields(props: BenchFieldsProps) {
  const { form, onChange, questions, infos } = props;
  const left = questionsLeft(form, questions).length;
  const count = (name: CountField, label: string, most: number, all: string | null) => (
    <NumberInput
      label={label}
      placeholder={all ?? ''}
      value={form[name] ?? ''}
      min={1}
      max={most}
      clampBehavior="none"
      allowDecimal={false}
      w={120}
      onChange={(value) => onChange({ ...form, [name]: value === '' ? null : Number(value) })}
    />
  );
  return (
    <Stack gap="sm">
      <SuiteChoice {...props} />
      <Group gap="sm" align="flex-start">
        <MultiSelect
          label="Categories"
          placeholder={form.categories.length === 0 ? 'all' : ''}
          data={[...new Set(questions.map(({ category }) => category))]}
          value={form.categories}
          onChange={(categories) => onChange({ ...form, categories })}
          clearable
          clearButtonProps={{ 'aria-label': 'All categories' }}
          flex="1 1 220px"
        />
        <MultiSelect
          label="Only these prompts"
          placeholder={form.questionIds.length === 0 ? 'all' : ''}
          data={questions.map(({ questionId, turns }) => ({
            value: String(questionId),
            label: `${questionId}. ${firstLine(turns[0] ?? '')}`,
          }))}
          value={form.questionIds}
          // Prompts that were named are meant, all of them.
          onChange={(questionIds) => onChange({ ...form, questionIds, prompts: null })}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': 'All prompts' }}
          flex="2 1 300px"
        />
      </Group>
      <MethodChecks
        infos={infos}
        chosen={form.methods ?? offeredMethods(infos)}
        always={['vanilla']}
        onChange={(methods) => onChange({ ...form, methods })}
      />
      <Group gap="sm" align="flex-end">
        {count('prompts', 'Prompts', Math.max(1, left), questions.length > 0 ? `all ${left}` : 'all')}
        {count('turns', 'Turns', MOST_TURNS, 'all')}
        {count('repeats', 'Repeats', MOST_REPEATS, null)}
        {count('maxNewTokens', 'Most tokens', MOST_NEW_TOKENS, null)}
        <SamplingFields value={form.sampling} onChange={(sampling) => onChange({ ...form, sampling })} />
      </Group>
      <EngineFields value={props.choice} onChange={props.onChoice} />
      <Group gap="lg">
        <Checkbox
          label="Measure the cost of a pass first (predicted speedups need it)"
          checked={form.cost}
          onChange={(event) => onChange({ ...form, cost: event.currentTarget.checked })}
        />
        <Checkbox
          label="Full trace (costs time)"
          checked={form.fullTrace}
          onChange={(event) => onChange({ ...form, fullTrace: event.currentTarget.checked })}
        />
      </Group>
    </Stack>
  );
}

/** The built-in suite, or a file read by the server's own reader: its faults are told with their line. */
function SuiteChoice({ form, onChange, questions, fileProblem, onFileProblem }: BenchFieldsProps) {
  const all = { categories: [], questionIds: [], prompts: null };
  const take = async (file: File | null) => {
    if (!file) return;
    try {
      if (file.size > MOST_SUITE_BYTES)
        throw new Error(`${file.name} has ${megabytes(file.size)} (allowed: ${megabytes(MOST_SUITE_BYTES)})`);
      const text = await file.text();
      onChange({ ...form, ...all, file: { name: file.name, text, questions: await readSuite(text) } });
      onFileProblem(null);
    } catch (error) {
      onFileProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <div>
      <Group gap="sm">
        <Text size="sm">
          <b>Suite:</b> {form.file?.name ?? 'built-in'}
          {questions.length > 0 ? `, ${questions.length} prompts` : ''}
        </Text>
        <FileButton
          onChange={take}
          accept=".jsonl,.ndjson,.json,.txt"
          inputProps={{ 'aria-label': 'Suite file' }}
        >
          {(button) => (
            <Button
              {...button}
              size="compact-sm"
              variant="default"
              title="JSON lines of the form of MT-bench and Spec-Bench: question_id, category, turns"
              leftSection={<Upload size={14} aria-hidden="true" />}
            >
              Use a file
            </Button>
          )}
        </FileButton>
        {form.file ? (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => {
              onChange({ ...form, ...all, file: null, prompts: 8 });
              onFileProblem(null);
            }}
          >
            Back to the built-in suite
          </Button>
        ) : null}
      </Group>
      {fileProblem ? (
        <Text size="sm" c="var(--bad)" role="alert">
          The file was not taken: {fileProblem}
        </Text>
      ) : null}
    </div>
  );
}
