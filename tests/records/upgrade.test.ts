import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readManifest, readRun } from '../../engine/records/read-run.ts';

const VERSION_1 = fileURLToPath(new URL('../fixtures/records/version-1', import.meta.url));

it('a run of version 1 is read with its steps, times and tokens as they stand in the file', async () => {
  const run = await readRun(VERSION_1);
  const lines = gunzipSync(await readFile(path.join(VERSION_1, 'steps.ndjson.gz')))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(run.groups).toHaveLength(2);
  for (const [g, group] of run.groups.entries()) {
    expect(group).toMatchObject({ turn: 0, predictability: null, probes: {} });
    for (const [a, result] of group.results.entries()) {
      const old = lines[g].answers[a];
      expect(result.tokenIds).toEqual(old.tokenIds);
      expect(result.steps.map((step) => step.verifyMs)).toEqual(
        old.steps.map((step: [number[]]) => step[0][2]),
      );
      expect(result.steps.map((step) => step.tree.tokenIds)).toEqual(
        old.steps.map((step: [unknown, [number[]]]) => step[1][0]),
      );
    }
  }
  // The old summary's figure, by its own formula: tokens of the steps over decode seconds.
  const vanilla = lines.map((line) => line.answers.find((x: { method: string }) => x.method === 'vanilla'));
  const tokens = vanilla.reduce((n, x) => n + x.tokenIds.length - 1, 0);
  const ms = vanilla.reduce((n, x) => n + x.totalMs - x.prefill[1], 0);
  expect(run.summary.methods.vanilla?.overall.tokensPerSecond).toBeCloseTo((1000 * tokens) / ms, 9);
});

it('its manifest names what version 1 did not know as not known', async () => {
  const manifest = await readManifest(VERSION_1);
  expect(manifest).toMatchObject({
    schemaVersion: 2,
    settings: { turns: 1, sampling: { kind: 'greedy', repetitionPenalty: 1 } },
    cost: null,
    peakMemoryBytes: null,
    summary: null,
    files: [],
  });
});
