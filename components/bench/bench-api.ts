/** What the page asks of the server's benchmarks. Every function throws an Error fit to be shown. */
import type { BenchHead, BenchRequest } from '../bench-events.ts';
import type { SuiteQuestion } from '../controls/use-suite.ts';

async function ask(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, init);
  if (response.ok) return response;
  const told = (await response.json().catch(() => null)) as { error?: string } | null;
  throw new Error(told?.error ?? `the server answered ${response.status}`);
}

/** Gives the id of the benchmark. */
export async function startBench(request: BenchRequest): Promise<string> {
  const response = await ask('/api/benches', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  return ((await response.json()) as { id: string }).id;
}

export async function cancelBench(id: string): Promise<void> {
  await ask(`/api/benches/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

/** The newest benchmark that runs or waits; null where none does. */
export async function openBench(): Promise<BenchHead | null> {
  const heads = (await (await ask('/api/benches', {})).json()) as BenchHead[];
  return heads.find(({ over }) => !over) ?? null;
}

/** The questions of a file of MT-bench form. */
export async function readSuite(text: string): Promise<SuiteQuestion[]> {
  const response = await ask('/api/suite', { method: 'POST', body: text });
  return ((await response.json()) as { questions: SuiteQuestion[] }).questions;
}
