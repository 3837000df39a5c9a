import { mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { problemLine } from '../../engine/records/run-problem.ts';
import type { RunManifest } from '../../engine/records/schema.ts';
import { verifyRun } from '../../engine/records/verify-run.ts';
import { editRun, forge, type SampleRun, writeSampleRun } from './sample-run.ts';
import { temporaryFolder } from './temporary-folder.ts';

const STEPS = 'steps.ndjson.gz';

async function sample(options?: SampleRun): Promise<string> {
  const dir = path.join(await temporaryFolder(), 'run');
  await writeSampleRun(dir, options);
  return dir;
}

/** The steps as objects, changed and packed again with hashes that match. */
async function forgeGroups(dir: string, change: (groups: CompactJson[]) => void): Promise<void> {
  await forge(dir, STEPS, (bytes) => {
    const groups = gunzipSync(bytes).toString('utf8').trimEnd().split('\n');
    const parsed = groups.map((line) => JSON.parse(line) as CompactJson);
    change(parsed);
    return gzipSync(parsed.map((group) => `${JSON.stringify(group)}\n`).join(''));
  });
}

interface CompactJson {
  questionId: number;
  category: string;
  answers: {
    method: string;
    totalMs: number;
    body: { text: string; tokenIds: number[]; steps: [[number[]], ...unknown[]][] };
  }[];
}

function speedupOf(run: RunManifest): { speedup: number } {
  const figures = run.summary?.methods.lookup?.overall;
  if (!figures) throw new Error('no figures of lookup');
  return figures as { speedup: number };
}

it('a token that greedy decoding cannot have chosen is named, whatever the hashes say', async () => {
  const dir = await sample();
  await forgeGroups(dir, (groups) => {
    for (const { answers } of groups.slice(0, 1))
      for (const { method, body } of answers) {
        if (method !== 'vanilla') continue;
        // The best token after the root of the third step; the answer's own tokens stay as they are.
        const step = body.steps[2] as [unknown, [number[]]];
        step[1][0][0] = 63;
      }
  });
  const { problems } = await verifyRun(dir);
  expect(problems.map(problemLine).join('\n')).toMatch(
    /vanilla, choices: .*step 2: own token is the target's best/,
  );
});

describe('a whole run', () => {
  it('is well, with its counts', async () => {
    const check = await verifyRun(await sample({ turns: 2, repeats: 2 }));
    expect(check).toMatchObject({ id: 'run', files: 2, groups: 8, answers: 16, problems: [], notes: [] });
    expect(check.steps).toBeGreaterThan(8 * 39);
  });

  it('with differences in it is well: they are what the steps give', async () => {
    const dir = await sample({ wrongFrom: 25 });
    const run = JSON.parse(await readFile(path.join(dir, 'run.json'), 'utf8')) as RunManifest;
    expect(run.differences.length).toBeGreaterThan(0);
    expect((await verifyRun(dir)).problems).toEqual([]);
  });

  it('that was stopped or killed says so', async () => {
    const stopped = await verifyRun(await sample({ questions: [1, 2, 3], groups: 2, status: 'partial' }));
    expect(stopped).toMatchObject({ groups: 2, problems: [], notes: [expect.stringContaining('stopped')] });
    const dir = await sample({ questions: [1, 2, 3], groups: 2, status: 'running' });
    await writeFile(path.join(dir, 'run.json.tmp'), '{"half');
    const killed = await verifyRun(dir);
    expect(killed).toMatchObject({ groups: 2, problems: [], notes: [expect.stringContaining('killed')] });
  });

  it('killed between the two writes is held against what run.json speaks of', async () => {
    const dir = await sample({ questions: [1, 2, 3], groups: 2, status: 'running' });
    const other = await sample({ questions: [1, 2, 3], groups: 1, status: 'running' });
    await writeFile(path.join(dir, 'run.json'), await readFile(path.join(other, 'run.json')));
    expect(await verifyRun(dir)).toMatchObject({ groups: 2, problems: [] });
    await editRun(dir, (run) => {
      speedupOf(run).speedup = 9;
      return run;
    });
    expect((await verifyRun(dir)).problems).toHaveLength(1);
  });
});

describe('files that are not those of the list', () => {
  const cases: [string, (dir: string) => Promise<unknown>, RegExp][] = [
    ['missing', (dir) => rm(path.join(dir, STEPS)), /^steps\.ndjson\.gz: it is missing/],
    ['surplus', (dir) => writeFile(path.join(dir, 'notes.txt'), 'x'), /^notes\.txt: it is a surplus file/],
    ['a surplus folder', (dir) => mkdir(path.join(dir, 'more')), /^more: it is a surplus file/],
    [
      'truncated',
      (dir) => truncate(path.join(dir, STEPS), 500),
      /run\.json says \d+ bytes, the file has 500/,
    ],
    [
      'altered in one byte',
      async (dir) => {
        const file = path.join(dir, 'prompts.json');
        await writeFile(file, (await readFile(file, 'utf8')).replace('asks', 'aSks'));
      },
      /^prompts\.json: it was altered/,
    ],
    [
      'replaced by a link',
      async (dir) => {
        await rm(path.join(dir, 'prompts.json'));
        await symlink('/dev/null', path.join(dir, 'prompts.json'));
      },
      /^prompts\.json: it is no regular file/,
    ],
    [
      'taken off the list',
      (dir) => editRun(dir, (run) => ({ ...run, files: [] })),
      /^run\.json: it does not list prompts\.json/,
    ],
  ];
  for (const [name, damage, message] of cases) {
    it(name, async () => {
      const dir = await sample();
      await damage(dir);
      const lines = (await verifyRun(dir)).problems.map(problemLine);
      expect(lines).toContainEqual(expect.stringMatching(message));
    });
  }
});

describe('with hashes rewritten, the steps still tell', () => {
  it('an edited figure, with both values', async () => {
    const dir = await sample();
    let before = 0;
    await editRun(dir, (run) => {
      before = speedupOf(run).speedup;
      speedupOf(run).speedup = before + 0.01;
      return run;
    });
    expect((await verifyRun(dir)).problems).toEqual([
      {
        where: 'summary.methods.lookup.overall.speedup',
        what: expect.stringMatching(/^run\.json says [\d.]+, the steps give [\d.]+$/),
        stored: before + 0.01,
        found: before,
      },
    ]);
  });

  it('a difference struck from the ledger', async () => {
    const dir = await sample({ wrongFrom: 25 });
    await editRun(dir, (run) => ({ ...run, differences: run.differences.slice(1) }));
    const { problems } = await verifyRun(dir);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every(({ where }) => where.startsWith('differences.'))).toBe(true);
  });

  it('a token that no step emitted', async () => {
    const dir = await sample();
    await forgeGroups(dir, ([group]) => {
      const body = group?.answers[1]?.body;
      if (body) body.tokenIds[3] = 63;
    });
    expect((await verifyRun(dir)).problems.map(problemLine)).toEqual([
      expect.stringMatching(/the record breaks an identity: .*\(\d+ against \d+\)/),
    ]);
  });

  it('steps that were cut off', async () => {
    const dir = await sample();
    await forge(dir, STEPS, (bytes) => bytes.subarray(0, bytes.length - 200));
    expect((await verifyRun(dir)).problems.map(problemLine)).toEqual([
      expect.stringMatching(/^steps: .*steps\.ndjson\.gz: unexpected end of file$/),
    ]);
  });

  it('a time that was made shorter', async () => {
    const dir = await sample();
    await forgeGroups(dir, ([group]) => {
      const answer = group?.answers[0];
      if (answer) answer.totalMs /= 2;
    });
    expect((await verifyRun(dir)).problems.map(problemLine)).toEqual([
      expect.stringContaining('totalMs = end of the last step'),
    ]);
  });

  it('a text that its tokens do not spell', async () => {
    const dir = await sample();
    await forgeGroups(dir, ([group]) => {
      const body = group?.answers[0]?.body;
      if (body) body.text = 'a better answer';
    });
    expect((await verifyRun(dir)).problems.map(problemLine)).toEqual([
      'question 1, turn 1, repeat 1, lookup, text: it is not what its tokens spell',
    ]);
  });

  it('a group taken out of a complete run', async () => {
    const dir = await sample({ questions: [1, 2, 3] });
    await forgeGroups(dir, (groups) => groups.pop());
    await editRun(dir, (run) => ({ ...run, groups: 2 }));
    const lines = (await verifyRun(dir)).problems.map(problemLine);
    expect(lines).toContain('question 3, turn 1, repeat 1: it is missing in a run marked complete');
    expect(lines).toContain('summary.methods.lookup.overall.prompts: run.json says 3, the steps give 2');
  });

  it('a group that stands there twice, or in another category', async () => {
    const dir = await sample();
    await forgeGroups(dir, (groups) => {
      const [first, second] = groups;
      if (first && second) Object.assign(second, { questionId: first.questionId, category: 'writing' });
    });
    const lines = (await verifyRun(dir)).problems.map(problemLine);
    expect(lines).toContain('question 1, turn 1, repeat 1: it is there twice or was not planned');
    expect(lines).toContain(
      'question 1, turn 1, repeat 1, category: the settings say math, the answers have writing',
    );
  });

  it('an answer longer than the settings allow', async () => {
    const dir = await sample();
    await editRun(dir, (run) => ({ ...run, settings: { ...run.settings, maxNewTokens: 20 } }));
    const lines = (await verifyRun(dir)).problems.map(problemLine);
    expect(lines).toContain(
      'question 1, turn 1, repeat 1, vanilla, tokens of a budget: the settings say 20, the answers have 40',
    );
  });
});

describe('a run.json that says nothing', () => {
  const cases: [string, string, RegExp][] = [
    ['cut off', '{"schemaVersion": 2, "id"', /run\.json: it is not JSON/],
    ['foreign JSON', '{"hello": "world"}', /it is no run record/],
    ['a version to come', '{"schemaVersion": 99}', /schemaVersion 99 is unknown .*reads 1 to 2/],
    ['a field of another type', '{"schemaVersion": 2, "id": 7}', /run\.json: id: /],
  ];
  for (const [name, text, message] of cases) {
    it(name, async () => {
      const dir = await sample();
      await writeFile(path.join(dir, 'run.json'), text);
      await expect(verifyRun(dir)).rejects.toMatchObject({
        code: 'file-corrupt',
        message: expect.stringMatching(message),
      });
    });
  }

  it('not there', async () => {
    await expect(verifyRun(await temporaryFolder())).rejects.toMatchObject({
      code: 'file-not-found',
      message: expect.stringContaining('run.json'),
    });
  });
});
