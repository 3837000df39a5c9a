'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { Precision } from '../../engine/protocol.ts';
import { pathWithEngine } from '../controls/engine-address.ts';
import { DEFAULT_CHOICE } from '../engine-choice.ts';
import type { Paths } from './edit-tree.ts';

export interface TreeToRun {
  name: string;
  /** Where its shape comes from, in words. */
  source: string;
  paths: Paths;
}

/** Keeps a tree under its name and opens the page of benchmarks with it; `problem` is the server's own line. */
export function useRunTree(precision: Precision): {
  run: (tree: TreeToRun) => void;
  problem: string | null;
} {
  const router = useRouter();
  const queries = useQueryClient();
  const [problem, setProblem] = useState<string | null>(null);
  const run = async (tree: TreeToRun) => {
    setProblem(null);
    try {
      await keep(tree);
      await queries.invalidateQueries({ queryKey: ['tree-library'] });
      router.push(pathWithEngine('/bench', { ...DEFAULT_CHOICE, precision, tree: tree.name }));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return { run, problem };
}

async function keep(tree: TreeToRun): Promise<void> {
  const response = await fetch('/api/trees', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(tree),
  });
  if (response.ok) return;
  const told = (await response.json().catch(() => null)) as { error?: string } | null;
  throw new Error(told?.error ?? `the server answered ${response.status}`);
}
