'use client';

import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { AnswerGroup } from '../../engine/core/run-summary.ts';
import { GroupDecoder } from '../../engine/records/group-codec.ts';
import type { AnswerRow, QuestionAnswers } from './api-schema.ts';
import { fetchJson } from './fetch-json.ts';

/** A row a question, turn, repeat and method of a run, in the order they were made. */
export function useAnswerRows(runId: string): UseQueryResult<AnswerRow[]> {
  return useQuery({
    queryKey: ['answers', runId],
    queryFn: async ({ signal }) =>
      (await fetchJson<{ rows: AnswerRow[] }>(`/api/runs/${encodeURIComponent(runId)}/answers`, signal)).rows,
  });
}

export interface QuestionRecord extends Omit<QuestionAnswers, 'groups'> {
  /** One a turn and repeat, every method in it, with all steps. */
  groups: AnswerGroup[];
  /** Bytes of every token that occurs. */
  tokenBytes: ReadonlyMap<number, Uint8Array>;
}

/** Every answer of a run to one question, with all steps. Nothing is asked where one of the two is null. */
export function useQuestion(
  runId: string | null,
  questionId: string | number | null,
): UseQueryResult<QuestionRecord> {
  return useQuery({
    queryKey: ['question', runId, String(questionId)],
    enabled: runId !== null && questionId !== null,
    queryFn: async ({ signal }) => {
      const path = `/api/runs/${encodeURIComponent(runId ?? '')}/answers/${encodeURIComponent(questionId ?? '')}`;
      const { groups, ...rest } = await fetchJson<QuestionAnswers>(path, signal);
      const decoder = new GroupDecoder();
      return {
        ...rest,
        groups: groups.map((group) => decoder.decode(group)),
        tokenBytes: decoder.tokenBytes,
      };
    },
  });
}
