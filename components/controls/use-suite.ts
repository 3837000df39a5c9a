'use client';

import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { fetchJson } from '../data/fetch-json.ts';

export interface SuiteQuestion {
  questionId: number | string;
  category: string;
  turns: string[];
}

/** The built-in prompts. */
export function useSuite(): UseQueryResult<SuiteQuestion[]> {
  return useQuery({
    queryKey: ['suite'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) =>
      (await fetchJson<{ questions: SuiteQuestion[] }>('/api/suite', signal)).questions,
  });
}

/** What stands for the suite while it is on its way, or where it cannot be had. */
export const NO_QUESTIONS: readonly SuiteQuestion[] = [];
