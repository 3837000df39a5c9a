'use client';

import { Button, Checkbox, Group, NumberInput, Select, Stack, Text, Textarea } from '@mantine/core';
import { Play, Square } from 'lucide-react';
import { METHODS, type Method, type MethodInfo } from '../../engine/protocol.ts';
import { METHOD_STYLES } from '../methods.ts';
import { MOST_NEW_TOKENS } from '../race-events.ts';
import type { SuiteQuestion } from './use-suite.ts';

export interface FormState {
  /** Id of a suite question, null for text of the user's own. */
  questionId: string | null;
  prompt: string;
  methods: Method[];
  /** Null while the field is empty. */
  maxNewTokens: number | null;
}

interface PromptFormProps {
  questions: SuiteQuestion[];
  /** What there is to say of the suite, null for nothing. */
  note: string | null;
  state: FormState;
  onChange: (state: FormState) => void;
  methods: MethodInfo[];
  /** Why Run is not possible now; null when it is. */
  blocked: string | null;
  running: boolean;
  onRun: () => void;
  onStop: () => void;
}

export function PromptForm({
  questions,
  note,
  state,
  onChange,
  methods,
  blocked,
  running,
  onRun,
  onStop,
}: PromptFormProps) {
  const categories = [...new Set(questions.map((question) => question.category))];
  const data = categories.map((category) => ({
    group: category,
    items: questions
      .filter((question) => question.category === category)
      .map((question) => ({
        value: String(question.questionId),
        label: `${question.questionId}. ${firstLine(question.turns[0] ?? '')}`,
      })),
  }));
  const empty = state.prompt === '';
  return (
    <Stack gap="sm">
      <Select
        label="Prompt from the suite"
        placeholder="your own text"
        data={data}
        value={state.questionId}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Take no prompt from the suite' }}
        nothingFoundMessage="No such prompt"
        description={note}
        onChange={(questionId) => {
          const question = questions.find((q) => String(q.questionId) === questionId);
          onChange({ ...state, questionId, prompt: question ? (question.turns[0] ?? '') : state.prompt });
        }}
      />
      <Textarea
        label="Prompt"
        value={state.prompt}
        autosize
        minRows={2}
        maxRows={8}
        error={empty ? 'A prompt needs at least one character.' : null}
        onChange={(event) => onChange({ ...state, prompt: event.currentTarget.value, questionId: null })}
      />
      <Group align="flex-end" justify="space-between" gap="md">
        <Checkbox.Group
          label="Methods"
          value={state.methods.filter(
            (method) => methods.find((m) => m.method === method)?.available !== false,
          )}
          onChange={(chosen) =>
            onChange({ ...state, methods: METHODS.filter((method) => chosen.includes(method)) })
          }
        >
          <Group mt={6} gap="md">
            {METHODS.map((method) => {
              const info = methods.find((m) => m.method === method);
              const missing = info !== undefined && !info.available;
              return (
                <Checkbox
                  key={method}
                  value={method}
                  disabled={missing}
                  label={missing ? `${METHOD_STYLES[method].label} (not there)` : METHOD_STYLES[method].label}
                  title={missing ? info.reason : undefined}
                />
              );
            })}
          </Group>
        </Checkbox.Group>
        <Group align="flex-end" gap="sm">
          <NumberInput
            label="Most tokens"
            value={state.maxNewTokens ?? ''}
            min={1}
            max={MOST_NEW_TOKENS}
            clampBehavior="none"
            allowDecimal={false}
            w={120}
            onChange={(value) => onChange({ ...state, maxNewTokens: value === '' ? null : Number(value) })}
          />
          {running ? (
            <Button onClick={onStop} color="red" leftSection={<Square size={16} aria-hidden="true" />}>
              Stop
            </Button>
          ) : (
            <Button
              onClick={onRun}
              disabled={blocked !== null}
              leftSection={<Play size={16} aria-hidden="true" />}
            >
              Run
            </Button>
          )}
        </Group>
      </Group>
      {blocked !== null && !running && !empty ? (
        <Text size="sm" c="var(--quiet)">
          {blocked}
        </Text>
      ) : null}
    </Stack>
  );
}

function firstLine(text: string): string {
  const line = text.split('\n')[0] ?? '';
  return line.length > 90 ? `${line.slice(0, 89)}…` : line;
}
