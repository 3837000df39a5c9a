'use client';

import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { ComparisonView } from './compare-schema.ts';
import { fetchJson } from './fetch-json.ts';

/** Runs held against a baseline; nothing is asked for without runs. */
export function useComparison(base: string, runs: readonly string[]): UseQueryResult<ComparisonView> {
  const query = new URLSearchParams({ base, runs: runs.join(',') });
  return useQuery({
    queryKey: ['compare', base, ...runs],
    queryFn: ({ signal }) => fetchJson<ComparisonView>(`/api/compare?${query}`, signal),
    enabled: base !== '' && runs.length > 0,
  });
}
