import path from 'node:path';
import { expect, it } from 'vitest';
import { compareRecords } from '../../engine/records/compare-records.ts';
import { readRun } from '../../engine/records/read-run.ts';
import { type SampleRun, sampleDescription, writeSampleRun } from './sample-run.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function record(name: string, sample: SampleRun = {}) {
  const dir = path.join(await temporaryFolder(), name);
  await writeSampleRun(dir, sample);
  return readRun(dir);
}

it('two runs of one machine and setting differ in nothing', async () => {
  const [a, b] = [await record('first'), await record('second')];
  expect(compareRecords(a, b)).toMatchObject({ a: 'first', b: 'second', settings: [], warnings: [] });
});

it('settings are told as difference only', async () => {
  const a = await record('a', { questions: [1] });
  const b = await record('b', { questions: [1, 2], settings: { maxNewTokens: 30, stopStrings: ['x'] } });
  const { settings, warnings, onlyInB } = compareRecords(a, b);
  expect(settings).toEqual([
    { name: 'settings.maxNewTokens', a: 40, b: 30 },
    { name: 'settings.stopStrings', a: [], b: ['x'] },
  ]);
  expect(warnings).toEqual([
    'answers of other lengths: settings.maxNewTokens 40 against 30, settings.stopStrings [] against ["x"]',
  ]);
  expect(onlyInB).toEqual([2]);
});

it('warns where machine, model, precision, prompts, runtime, artifacts or sampling differ', async () => {
  const a = await record('a');
  const { engine, environment, suite } = sampleDescription({});
  const b = await record('b', {
    questions: [1, 2, 3],
    groups: 2,
    status: 'partial',
    pace: { vanilla: 2, lookup: 2 },
    settings: { sampling: { kind: 'greedy', repetitionPenalty: 1.1 } },
    description: {
      environment: { ...environment, processor: 'another', node: '22.0.0', commit: 'abc' },
      engine: {
        ...engine,
        model: { ...engine.model, sha256: '1'.repeat(64) },
        threads: 4,
        methods: engine.methods.map((info) => ({ ...info, artifactSha256: '2'.repeat(64) })),
      },
      suite: { ...suite, sha256: 'b'.repeat(64) },
    },
  });
  const { warnings, settings } = compareRecords(a, b);
  expect(warnings).toEqual([
    expect.stringMatching(/^other prompts: suite\.sha256 "aaa/),
    'other sampling: settings.sampling.repetitionPenalty 1 against 1.1',
    expect.stringMatching(/^another model: engine\.model\.sha256 "000/),
    'another runtime: engine.threads 1 against 4, environment.node "20.20.2" against "22.0.0"',
    expect.stringMatching(/^other artifacts: engine\.methods\.vanilla\.artifactSha256 null against/),
    'another machine: environment.processor "a processor" against "another"',
    'run B (b) is partial: questions may be missing',
    expect.stringMatching(/^vanilla itself is slower in B \(0\.50 times its speed in A\)/),
  ]);
  expect(settings.map(({ name }) => name)).toContain('environment.commit');
  const named = compareRecords(a, b, ['the old one', 'C']).warnings;
  expect(named.slice(-2)).toEqual([
    'run C (b) is partial: questions may be missing',
    expect.stringMatching(/^vanilla itself is slower in C \(0\.50 times its speed in the old one\)/),
  ]);
});

it('runs of other models are paired by the words of their prompts', async () => {
  const { engine } = sampleDescription({});
  const a = await record('a');
  const b = await record('b', {
    description: { engine: { ...engine, model: { ...engine.model, sha256: '1'.repeat(64) } } },
  });
  expect(compareRecords(a, b).questions).toBe(2);
  const reworded = { ...b, prompts: b.prompts.map((prompt) => ({ ...prompt, turns: ['other words'] })) };
  expect(compareRecords(a, reworded)).toMatchObject({ questions: 0, otherPrompts: [{}, {}] });
  // Neither keeps its prompts, the suite is the same.
  expect(compareRecords({ ...a, prompts: [] }, b).questions).toBe(2);
});
