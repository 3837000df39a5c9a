'use client';

import { Select, Stack, Text, Textarea } from '@mantine/core';
import { firstLine, type Predictabilities, promptWords } from './suite-prompt.ts';
import type { SuiteQuestion } from './use-suite.ts';

export interface PromptChoice {
  /** Id of a suite question, null for text of the user's own. */
  questionId: string | null;
  prompt: string;
}

interface PromptFormProps {
  questions: readonly SuiteQuestion[];
  predictabilities: Predictabilities;
  /** What there is to say of the suite, null for nothing. */
  note: string | null;
  value: PromptChoice;
  onChange: (value: PromptChoice) => void;
}

/** A prompt of the suite, or text of one's own; typing makes it one's own. */
export function PromptForm({ questions, predictabilities, note, value, onChange }: PromptFormProps) {
  const byId = new Map(questions.map((question) => [String(question.questionId), question]));
  const categories = [...new Set(questions.map(({ category }) => category))];
  const data = categories.map((category) => ({
    group: category,
    items: questions
      .filter((question) => question.category === category)
      .map(({ questionId, turns }) => ({
        value: String(questionId),
        label: `${questionId}. ${firstLine(turns[0] ?? '')}`,
      })),
  }));
  const chosen = value.questionId === null ? undefined : byId.get(value.questionId);
  return (
    <Stack gap="sm">
      <Select
        label="Prompt from the suite"
        placeholder="your own text"
        data={data}
        value={value.questionId}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Take no prompt from the suite' }}
        nothingFoundMessage="No such prompt"
        description={note ?? (chosen ? promptWords(chosen, predictabilities) : null)}
        renderOption={({ option }) => {
          const question = byId.get(option.value);
          return (
            <div>
              <Text size="sm">{option.label}</Text>
              {question ? (
                <Text size="xs" c="var(--quiet)">
                  {promptWords(question, predictabilities)}
                </Text>
              ) : null}
            </div>
          );
        }}
        onChange={(questionId) => {
          const question = questionId === null ? undefined : byId.get(questionId);
          onChange({ questionId, prompt: question ? (question.turns[0] ?? '') : value.prompt });
        }}
      />
      <Textarea
        label="Prompt"
        value={value.prompt}
        autosize
        minRows={2}
        maxRows={8}
        error={value.prompt === '' ? 'A prompt needs at least one character.' : null}
        onChange={(event) => onChange({ prompt: event.currentTarget.value, questionId: null })}
      />
    </Stack>
  );
}
