import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSuite, takeInRotation } from '../../bench/prompts/load-suite.ts';
import { type BenchOptions, runBench } from '../../bench/run-bench.ts';
import { EngineError } from '../../engine/errors.ts';
import { DEFAULT_SETTINGS } from '../../engine/protocol.ts';
import { readRun } from '../../engine/records/read-run.ts';
import { temporaryFolder } from '../records/temporary-folder.ts';
import { scriptedEngine } from './scripted-engine.ts';

async function options(change: Partial<BenchOptions> = {}): Promise<BenchOptions> {
  const suite = await loadSuite('builtin');
  return {
    suite,
    questions: takeInRotation(suite.questions, 4),
    methods: ['vanilla', 'lookup'],
    turns: 1,
    repeats: 1,
    seed: 0,
    settings: { ...DEFAULT_SETTINGS, maxNewTokens: 40 },
    cost: null,
    out: path.join(await temporaryFolder(), 'run'),
    ...change,
  };
}

describe('runBench', () => {
  it('runs every method on the first turn of every prompt, equal budgets, and keeps what it says', async () => {
    const engine = scriptedEngine();
    const chosen = await options({ repeats: 2 });
    const outcome = await runBench(engine, chosen);
    const warmUp = 2;
    const asked = engine.requests.slice(warmUp);
    expect(asked).toHaveLength(4 * 2 * 2);
    expect(new Set(asked.map((request) => JSON.stringify(request.settings))).size).toBe(1);
    for (const question of chosen.questions) {
      const content = question.turns[0] as string;
      const prompt = { kind: 'chat', turns: [{ role: 'user', content }] };
      for (const method of ['vanilla', 'lookup']) {
        const times = asked.filter(
          (r) => r.method === method && JSON.stringify(r.prompt) === JSON.stringify(prompt),
        );
        expect(times, `${method} on ${question.questionId}`).toHaveLength(2);
      }
    }
    const run = await readRun(outcome.dir);
    expect(run.manifest.status).toBe('complete');
    expect(run.manifest.settings).toMatchObject({
      repeats: 2,
      maxNewTokens: 40,
      methods: ['vanilla', 'lookup'],
    });
    expect(run.manifest.suite.sha256).toBe(chosen.suite.sha256);
    expect(run.groups).toHaveLength(8);
    expect(run.summary).toEqual(outcome.summary);
    expect(outcome.differences).toEqual([]);
    expect(outcome.summary.methods.lookup?.overall).toMatchObject({ identical: 4, prompts: 4 });
    expect(outcome.summary.methods.vanilla?.overall.speedup).toBe(1);
    expect(Object.keys(outcome.summary.methods.lookup?.byCategory ?? {})).toEqual([
      'writing',
      'roleplay',
      'reasoning',
      'math',
    ]);
  });

  it("asks later turns on vanilla's own answers, the same for every method", async () => {
    const engine = scriptedEngine();
    const chosen = await options({ turns: 2, repeats: 2 });
    const outcome = await runBench(engine, chosen);
    const run = await readRun(outcome.dir);
    expect(run.groups).toHaveLength(4 * 2 * 2);
    for (const { questionId, turn, repeat, results } of run.groups) {
      expect(new Set(results.map((result) => result.promptTokenIds.join(' '))).size).toBe(1);
      if (turn === 0) continue;
      const first = run.groups.find(
        (g) => g.questionId === questionId && g.turn === 0 && g.repeat === repeat,
      );
      const text = first?.results.find((result) => result.method === 'vanilla')?.text;
      const question = chosen.questions.find((q) => q.questionId === questionId);
      const asked = engine.requests.filter(
        ({ prompt }) => prompt.kind === 'chat' && prompt.turns.at(-1)?.content === question?.turns[1],
      );
      expect(asked).toHaveLength(4);
      for (const { prompt } of asked)
        expect(prompt).toEqual({
          kind: 'chat',
          turns: [
            { role: 'user', content: question?.turns[0] },
            { role: 'assistant', content: text },
            { role: 'user', content: question?.turns[1] },
          ],
        });
    }
    expect(outcome.summary.methods.lookup?.overall.prompts).toBe(4);
  });

  it('scores every answer of the first repeat and watches the machine', async () => {
    const outcome = await runBench(scriptedEngine(), await options({ repeats: 2 }));
    const run = await readRun(outcome.dir);
    for (const { repeat, predictability, load } of run.groups) {
      if (repeat > 0) expect(predictability).toBeNull();
      else {
        expect(predictability?.top1Probability).toBeGreaterThan(0);
        expect(predictability?.top1Probability).toBeLessThanOrEqual(1);
        expect(predictability?.entropy).toBeGreaterThanOrEqual(0);
      }
      if (load.others !== null) expect(load.others).toBeLessThanOrEqual(1);
    }
    expect(outcome.watch.drift).toHaveLength(1);
  });

  it('drops one warm-up answer a method', async () => {
    const engine = scriptedEngine();
    const outcome = await runBench(engine, await options());
    expect(engine.requests.slice(0, 2).map((request) => request.method)).toEqual(['vanilla', 'lookup']);
    expect(engine.requests).toHaveLength(2 + 8);
    expect((await readRun(outcome.dir)).groups.flatMap((group) => group.results)).toHaveLength(8);
  });

  it("shows an output that is not vanilla's", async () => {
    const outcome = await runBench(scriptedEngine({ wrongFrom: 150 }), await options());
    expect(outcome.differences.length).toBeGreaterThan(0);
    for (const { method, comparison } of outcome.differences) {
      expect(method).toBe('lookup');
      expect(comparison).toMatchObject({ kind: 'suspect', otherToken: 61 });
    }
    const { identical, prompts } = outcome.summary.methods.lookup?.overall ?? { identical: -1, prompts: -1 };
    expect(identical + outcome.differences.length).toBe(prompts);
  });

  it('stopped in the middle keeps whole prompts and is marked partial', async () => {
    const stop = new AbortController();
    // Two warm-ups, then two answers a prompt: the stop falls before the second answer to the third prompt.
    const engine = scriptedEngine({ beforeAnswer: (_, count) => count === 2 + 5 && stop.abort() });
    const outcome = await runBench(engine, await options(), { signal: stop.signal });
    expect(outcome.manifest.status).toBe('partial');
    const run = await readRun(outcome.dir);
    expect(run.manifest).toMatchObject({ status: 'partial', groups: 2 });
    expect(run.groups).toHaveLength(2);
    expect(run.summary.methods.lookup?.overall.prompts).toBe(2);
    expect(run.manifest.endedAt).not.toBeNull();
  });

  it('stopped in the warm-up leaves a partial run without prompts', async () => {
    const stop = new AbortController();
    stop.abort();
    const outcome = await runBench(scriptedEngine(), await options(), { signal: stop.signal });
    expect(outcome.manifest).toMatchObject({ status: 'partial', groups: 0, summary: null });
    expect((await readRun(outcome.dir)).groups).toEqual([]);
  });

  it('a failure is thrown on, and what was done is kept', async () => {
    const engine = scriptedEngine({
      beforeAnswer: (_, count) => {
        if (count === 2 + 3) throw new EngineError('runtime-failure', 'the graph failed');
      },
    });
    const chosen = await options();
    await expect(runBench(engine, chosen)).rejects.toThrow('the graph failed');
    expect((await readRun(chosen.out as string)).manifest).toMatchObject({ status: 'partial', groups: 1 });
  });

  it('refuses a method that is not available, before it makes a folder', async () => {
    const chosen = await options({ methods: ['vanilla', 'medusa'] });
    await expect(runBench(scriptedEngine(), chosen)).rejects.toThrow(
      /medusa is not available: .*medusa\.safetensors/,
    );
    await expect(readRun(chosen.out as string)).rejects.toMatchObject({ code: 'file-not-found' });
  });
});
