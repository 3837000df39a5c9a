'use client';

import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { TreeFindings } from '../../engine/core/tree-findings.ts';
import type { Method } from '../../engine/protocol.ts';
import { fetchJson } from './fetch-json.ts';

/** What the trees of a method came to, in a category or in all; the last answer stays while the next one comes. */
export function useTrees(
  runId: string,
  method: Method | null,
  category: string | null,
): UseQueryResult<TreeFindings> {
  return useQuery({
    queryKey: ['trees', runId, method, category],
    enabled: method !== null,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({
        m: String(method),
        ...(category === null ? {} : { cat: category }),
      });
      return fetchJson<TreeFindings>(`/api/runs/${encodeURIComponent(runId)}/trees?${query}`, signal);
    },
  });
}
