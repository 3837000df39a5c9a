'use client';

import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { AcceptanceFile } from '../../engine/trees/acceptance-format.ts';
import type { TreeFile } from '../../engine/trees/tree-format.ts';
import { fetchJson } from './fetch-json.ts';

export interface TreeLibrary {
  /** The product's own, then those that were stored here. */
  trees: TreeFile[];
  /** One a method and precision, where it was measured. */
  acceptance: AcceptanceFile[];
}

export function useTreeLibrary(): UseQueryResult<TreeLibrary> {
  return useQuery({
    queryKey: ['tree-library'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => fetchJson<TreeLibrary>('/api/trees', signal),
  });
}
