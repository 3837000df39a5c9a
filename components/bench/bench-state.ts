/** A benchmark as the page knows it: events in, state out. Pure. */
import type { BenchResults } from '../../bench/child/messages.ts';
import type { BenchEvent, BenchTold } from '../bench-events.ts';

export interface BenchState {
  /** Null where no benchmark is known. */
  request: BenchTold | null;
  /** Jobs that had the engine when it began to wait. */
  ahead: string[];
  /** What it does before its first prompt; null from then on. */
  preparing: { phase: string; receivedBytes: number | null; totalBytes: number | null } | null;
  notes: string[];
  /** Name of its record; null before that is there. */
  run: string | null;
  progress: { text: string; done: number; total: number } | null;
  /** When each count of groups was first told, milliseconds on the benchmark's clock. */
  ticks: { done: number; atMs: number }[];
  results: BenchResults | null;
  end: { status: 'complete' | 'partial' | 'failed'; groups: number; message: string | null } | null;
}

export const NO_BENCH: BenchState = {
  request: null,
  ahead: [],
  preparing: null,
  notes: [],
  run: null,
  progress: null,
  ticks: [],
  results: null,
  end: null,
};

export function applyBenchEvents(state: BenchState, events: readonly BenchEvent[]): BenchState {
  return events.reduce(after, state);
}

function after(state: BenchState, event: BenchEvent): BenchState {
  switch (event.type) {
    case 'bench-start':
      return { ...NO_BENCH, request: event.request };
    case 'waiting':
      return { ...state, ahead: event.ahead };
    case 'preparing': {
      const { phase, receivedBytes, totalBytes } = event;
      return { ...state, ahead: [], preparing: { phase, receivedBytes, totalBytes } };
    }
    case 'note':
      return { ...state, notes: [...state.notes, event.text] };
    case 'run':
      return { ...state, ahead: [], run: event.run };
    case 'progress': {
      const { text, done, total, atMs } = event;
      const fresh = done > (state.ticks.at(-1)?.done ?? -1);
      const ticks = fresh ? [...state.ticks, { done, atMs }] : state.ticks;
      return { ...state, preparing: null, progress: { text, done, total }, ticks };
    }
    case 'results':
      return { ...state, results: event.results };
    case 'bench-end': {
      const { status, groups, message } = event;
      return { ...state, ahead: [], preparing: null, end: { status, groups, message } };
    }
  }
}

/**
 * Milliseconds that the rest will take at the pace so far. Null until two groups are done: before that the warm-up and
 * the first prompt say nothing of the pace.
 */
export function timeLeftMs({ ticks, progress }: Pick<BenchState, 'ticks' | 'progress'>): number | null {
  const first = ticks.find(({ done }) => done >= 1);
  const last = ticks.at(-1);
  if (!first || !last || !progress || last.done <= first.done) return null;
  const perGroup = (last.atMs - first.atMs) / (last.done - first.done);
  return perGroup * (progress.total - last.done);
}

/** "under a minute", "about 12 minutes", "about 1 h 5 min"; n/a where it is not known. */
export function timeLeftWords(ms: number | null): string {
  if (ms === null) return 'time left n/a';
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return 'under a minute left';
  if (minutes < 60) return `about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} left`;
  return `about ${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}
