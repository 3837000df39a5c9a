'use client';

import { Stack } from '@mantine/core';
import { useMemo } from 'react';
import { questionRows } from '../../engine/core/question-rows.ts';
import { METHODS } from '../../engine/protocol.ts';
import type { AnswerRow, RunView } from '../data/api-schema.ts';
import { useAnswerRows } from '../data/use-answers.ts';
import { useRun } from '../data/use-runs.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { PanelState, QueryPanel } from '../shell/panel-state.tsx';
import { QuestionList } from './question-list.tsx';

/** Of the table with what stands above it, pixels. */
const HEIGHT = 640;

export function PromptsPage({ runId }: { runId: string }) {
  const run = useRun(runId);
  const answers = useAnswerRows(runId);
  return (
    <>
      <PageHeader
        title="Prompts"
        words="Every question of the run: where each method gains, and where it does not."
      />
      <QueryPanel query={run} height={HEIGHT} what="The run">
        {(view) => (
          <QueryPanel query={answers} height={HEIGHT} what="The list of answers">
            {(rows) => <Questions run={view} answers={rows} />}
          </QueryPanel>
        )}
      </QueryPanel>
    </>
  );
}

function Questions({ run, answers }: { run: RunView; answers: readonly AnswerRow[] }) {
  const { manifest } = run;
  const rows = useMemo(() => questionRows({ ...run, answers }), [run, answers]);
  const methods = useMemo(() => METHODS.filter((method) => rows.some((row) => row.methods[method])), [rows]);
  const wanted = manifest.settings.questionIds.length;
  if (rows.length === 0)
    return (
      <PanelState kind="empty" title="No question is answered yet">
        The run is {manifest.status}; the first answers appear when every method has answered the first
        question.
      </PanelState>
    );
  return (
    <Stack gap="xs">
      {manifest.status === 'complete' ? null : (
        <PanelState
          kind="partial"
          text={`${rows.length} of ${wanted} questions have answers; the run is ${manifest.status}.`}
        />
      )}
      {run.prompts.length === 0 ? (
        <PanelState
          kind="partial"
          text="This record is of version 1, which kept no prompts: questions are known by their numbers, and their words cannot be searched."
        />
      ) : null}
      <QuestionList runId={run.id} rows={rows} methods={methods} />
    </Stack>
  );
}
