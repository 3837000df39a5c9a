'use client';

import { Button } from '@mantine/core';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { useParams } from 'next/navigation';
import type { RunView } from '../data/api-schema.ts';
import { type QuestionRecord, useQuestion } from '../data/use-answers.ts';
import { useRun } from '../data/use-runs.ts';
import { decoded, inspectPath } from '../shell/addresses.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { PanelState, QueryPanel } from '../shell/panel-state.tsx';
import { Inspector } from './inspector.tsx';
import { neighboursOf } from './neighbours.ts';
import { UnknownQuestion } from './unknown-question.tsx';

/** Pixels that strip and panes take together, about. */
const HEIGHT = 760;

export function InspectPage() {
  const params = useParams<{ run: string; question: string }>();
  const [runId, questionId] = [decoded(params.run), decoded(params.question)];
  const run = useRun(runId);
  const question = useQuestion(runId, questionId);
  const ids = (run.data?.prompts ?? []).map((prompt) => String(prompt.questionId));
  const known =
    ids.length > 0 ? ids : [...new Set(run.data?.questions.map((one) => String(one.questionId)) ?? [])];
  const neighbours = neighboursOf(known, questionId);
  const category = question.data ? `, ${question.data.category}` : '';
  const missing = run.data !== undefined && question.isError && !known.includes(questionId);
  return (
    <>
      <PageHeader
        title={`Prompt ${questionId}${category}`}
        words="Step by step: what was proposed, what was accepted, and why."
      >
        <NeighbourLink runId={runId} id={neighbours.before} name="Previous prompt" />
        <NeighbourLink runId={runId} id={neighbours.after} name="Next prompt" />
      </PageHeader>
      {missing ? (
        <UnknownQuestion runId={runId} questionId={questionId} known={known} />
      ) : (
        <QueryPanel query={run} height={HEIGHT} what="The run">
          {({ manifest, prompts }) => (
            <QueryPanel query={question} height={HEIGHT} what={`Prompt ${questionId}`}>
              {(record) => (
                <>
                  <MissingTurns manifest={manifest} prompts={prompts} record={record} />
                  <Inspector
                    key={`${runId} ${questionId}`}
                    runId={runId}
                    record={record}
                    sampling={manifest.settings.sampling}
                    neighbours={neighbours}
                  />
                </>
              )}
            </QueryPanel>
          )}
        </QueryPanel>
      )}
    </>
  );
}

/** Of a run that runs still or was stopped, the turns and repeats of this prompt that are not there. */
function MissingTurns({
  manifest: { settings, status },
  prompts,
  record,
}: Pick<RunView, 'manifest' | 'prompts'> & { record: QuestionRecord }) {
  const asked = prompts.find(({ questionId }) => questionId === record.questionId)?.turns.length;
  const wanted = Math.min(settings.turns, asked ?? settings.turns) * settings.repeats;
  const { length } = record.groups;
  if (status === 'complete' || length >= wanted) return null;
  return (
    <PanelState
      kind="partial"
      text={`${length} of ${wanted} turns and repeats of this prompt are there; the run is ${status}.`}
    />
  );
}

function NeighbourLink({ runId, id, name }: { runId: string; id: string | null; name: string }) {
  const before = name.startsWith('Previous');
  const icon = before ? (
    <ChevronLeft size={14} aria-hidden="true" />
  ) : (
    <ChevronRight size={14} aria-hidden="true" />
  );
  if (id === null) return null;
  return (
    <Button
      component={Link}
      href={inspectPath(runId, id)}
      size="compact-sm"
      variant="default"
      leftSection={before ? icon : null}
      rightSection={before ? null : icon}
    >
      {name}
    </Button>
  );
}
