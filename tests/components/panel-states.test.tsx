import { QueryClient, type UseQueryOptions, useQuery } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { BenchProgress } from '../../components/bench/bench-progress.tsx';
import { applyBenchEvents, NO_BENCH } from '../../components/bench/bench-state.ts';
import type { BenchTold } from '../../components/bench-events.ts';
import { EngineLine } from '../../components/controls/engine-line.tsx';
import { MethodChecks } from '../../components/controls/method-checks.tsx';
import { DEFAULT_CHOICE } from '../../components/engine-choice.ts';
import { RaceNotices } from '../../components/race/race-notices.tsx';
import { applyEvents, NO_RACE, startRace } from '../../components/race/race-state.ts';
import type { RaceRequest } from '../../components/race-events.ts';
import { PanelState, QueryPanel } from '../../components/shell/panel-state.tsx';
import { TrainedTable } from '../../components/training/trained-table.tsx';
import { DEFAULT_GREEDY } from '../../engine/protocol.ts';
import { markupOf, textOf } from './rendered.tsx';

describe('the state of a panel', () => {
  it('on its way: is busy, keeps the height, and is told politely', () => {
    const markup = markupOf(<PanelState kind="loading" height={640} label="The run is loading" />);
    expect(markup).toContain('aria-busy="true"');
    expect(markup).toMatch(/role="status"[^>]*>The run is loading/);
    expect(markup).toMatch(/640|40rem/);
  });
  it('failed: what, why, what is kept and what to do, as an alert', () => {
    const markup = markupOf(
      <PanelState
        kind="error"
        title="It failed"
        message="no such file"
        kept="The rest."
        onRetry={() => {}}
      />,
    );
    expect(markup).toContain('role="alert"');
    for (const words of ['It failed', 'no such file', 'The rest.', 'Try again'])
      expect(markup).toContain(words);
    expect(textOf(<PanelState kind="error" title="It failed" message="m" />)).not.toContain('Try again');
  });
  it('partial and stale: a note with its word first, no alert', () => {
    for (const kind of ['partial', 'stale'] as const) {
      const markup = markupOf(<PanelState kind={kind} text="7 of 20 prompts." />);
      expect(markup).toContain('role="note"');
      expect(markup).not.toContain('role="alert"');
      expect(textOf(<PanelState kind={kind} text="7 of 20 prompts." />)).toMatch(
        kind === 'partial' ? /^Partial\. 7 of 20/ : /^Stale\. 7 of 20/,
      );
    }
  });
});

const KEY = ['words'];
function Probe(options: Pick<UseQueryOptions<string>, 'placeholderData' | 'queryFn'>) {
  const query = useQuery<string>({ queryKey: KEY, retry: false, retryOnMount: false, ...options });
  return (
    <QueryPanel query={query} height={10} what="The run">
      {(words) => <b>{words}</b>}
    </QueryPanel>
  );
}

describe('the panel of a query', () => {
  const never = () => new Promise<string>(() => {});
  const failing = () => Promise.reject(new Error('the server answered 500'));

  it('tells loading, content, and what was chosen before', () => {
    expect(textOf(<Probe queryFn={never} />)).toBe('The run is loading');
    const client = new QueryClient();
    client.setQueryData(KEY, 'content');
    expect(textOf(<Probe queryFn={never} />, client)).toBe('content');
    expect(textOf(<Probe queryFn={never} placeholderData="of before" />)).toBe(
      'Stale. The run of this choice: loading. Shown is the choice before. of before',
    );
  });
  it('tells an error where there is nothing, and keeps what there is', async () => {
    const client = new QueryClient();
    await client.prefetchQuery({ queryKey: KEY, queryFn: failing, retry: false });
    expect(textOf(<Probe queryFn={failing} />, client)).toBe(
      'The run cannot be read the server answered 500 Everything else works. Try again',
    );
    const known = new QueryClient();
    known.setQueryData(KEY, 'content');
    await known.prefetchQuery({ queryKey: KEY, queryFn: failing, retry: false });
    expect(textOf(<Probe queryFn={failing} />, known)).toBe(
      'Stale. The run could not be read again: the server answered 500 Refresh content',
    );
  });
});

describe('an engine that is not there', () => {
  it('is told apart from a server that does not answer', () => {
    const failed = textOf(
      <EngineLine
        state={{ kind: 'failed', message: 'no file', choice: DEFAULT_CHOICE }}
        onRetry={() => {}}
      />,
    );
    expect(failed).toContain('The engine is not running no file');
    expect(failed).toContain('GORGON_MODEL');
    const gone = textOf(<EngineLine state={{ kind: 'unreachable' }} onRetry={() => {}} />);
    expect(gone).toContain('The server does not answer');
    expect(gone).toContain('npm start');
    expect(gone).not.toContain('GORGON_MODEL');
  });
  it('is told with what has come of the model', () => {
    const starting = { kind: 'starting', phase: 'downloading', choice: DEFAULT_CHOICE } as const;
    expect(
      textOf(<EngineLine state={{ ...starting, receivedBytes: 5e6, totalBytes: 98e6 }} onRetry={() => {}} />),
    ).toBe('The engine is starting: downloading, 5.0 MB of 98.0 MB');
  });
});

describe('methods that are not there', () => {
  const info = { description: '', artifactSha256: null, artifactBytes: null };
  const infos = [
    { ...info, method: 'vanilla', available: true },
    { ...info, method: 'medusa', available: false, reason: 'its heads are of another model' },
  ] as const;
  it('say why, in words that need no pointer', () => {
    const words = textOf(<MethodChecks infos={infos} chosen={['vanilla']} onChange={() => {}} />);
    expect(words).toContain('Medusa is not there: its heads are of another model');
    expect(words).not.toContain('vanilla is not there');
  });
});

describe('the notices of a race', () => {
  const request: RaceRequest = {
    prompt: 'hello',
    questionId: null,
    methods: ['vanilla', 'lookup'],
    maxNewTokens: 8,
    sampling: DEFAULT_GREEDY,
    traceLevel: 'full',
    engine: DEFAULT_CHOICE,
  };
  const notices = (race = NO_RACE, more: { lost?: boolean; changed?: string[]; problem?: string } = {}) =>
    textOf(
      <RaceNotices
        race={race}
        problem={more.problem ?? null}
        lost={more.lost ?? false}
        changed={more.changed ?? []}
      />,
    );
  it('are none for none, and for one that runs', () => {
    expect(notices()).toBe('');
    expect(notices(startRace(request))).toBe('');
  });
  it('count the whole answers of one that was stopped', () => {
    const stopped = applyEvents(startRace(request), [{ type: 'race-end', stopped: true }]);
    expect(notices(stopped)).toBe('Partial. 0 of 2 answers are whole. What came of the others is kept.');
  });
  it('name settings that were changed since, and a server that does not answer', () => {
    expect(notices(NO_RACE, { changed: ['methods', 'most tokens'] })).toContain(
      'Stale. The settings above are others than this race had: methods, most tokens.',
    );
    expect(notices(startRace(request), { lost: true })).toContain('The server does not answer');
  });
});

describe('a benchmark that the server has forgotten', () => {
  it('is not said to run, and cannot be cancelled', () => {
    const request = { engine: DEFAULT_CHOICE } as BenchTold;
    const bench = applyBenchEvents(NO_BENCH, [
      { type: 'bench-start', request },
      { type: 'progress', text: 'question 2', done: 1, total: 8, atMs: 10 },
    ]);
    const shown = (running: boolean) =>
      textOf(<BenchProgress bench={bench} running={running} onCancel={() => {}} />);
    expect(shown(true)).toContain('LIVE');
    expect(shown(true)).toContain('1 of 8 turns of prompts');
    expect(shown(false)).toContain('1 turns of prompts were done when it was last heard of.');
    expect(shown(false)).not.toMatch(/LIVE|Cancel|Running|left/);
  });
});

describe('the list of what was trained', () => {
  it('says what will stand there while it is empty', () => {
    expect(textOf(<TrainedTable trained={[]} />)).toMatch(/^No artifact and no training data/);
  });
});
